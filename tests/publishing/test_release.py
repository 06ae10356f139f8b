"""The files of a release: of one version, with what the changelog says, and with their sums."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from publishing.release import (
    NOTES,
    SUMS,
    make_release,
    notes,
    refuse_another_version,
    with_addresses,
    write_sums,
)
from publishing.versions import Refused
from tests.paths import ROOT

CHANGES = """\
# Changes

## Unreleased

Nothing yet.

## 0.2.0

### Added

- A thing.

## 0.1.0 (2026-01-01)

The first.
"""


def test_notes_are_the_section_of_the_version() -> None:
    assert notes(CHANGES, "0.2.0") == "### Added\n\n- A thing.\n"
    assert notes(CHANGES, "0.1.0") == "The first.\n"
    for version in ("0.3.0", "0.1", "1.0"):
        with pytest.raises(Refused, match=version):
            notes(CHANGES, version)


def project(folder: Path, version: str) -> Path:
    folder.mkdir()
    (folder / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n', encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    return folder


def test_a_tag_of_another_version_is_refused(tmp_path: Path) -> None:
    root = project(tmp_path / "project", "0.2.0")
    assert refuse_another_version(root, "v0.2.0") == "0.2.0"
    for tag in ("0.2.0", "v0.2.1", "v0.1.0"):
        with pytest.raises(Refused, match=tag):
            make_release(root, tmp_path / "site", tmp_path / "out", tag)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    root = project(tmp_path / "project", "0.2.0")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.whl").touch()
    with pytest.raises(Refused, match="not empty"):
        make_release(root, tmp_path / "site", tmp_path / "out", "v0.2.0")


def test_addresses_are_written_where_they_are_known_and_nowhere_else() -> None:
    text = '[project]\nname = "it"\n\n[project.scripts]\nit = "it:main"\n'
    assert with_addresses(text, "", "") == text
    written = with_addresses(text, "https://forge.example/us/it", "https://us.example/0.1")
    project = tomllib.loads(written)["project"]
    assert project["urls"] == {
        "Documentation": "https://us.example/0.1/",
        "Repository": "https://forge.example/us/it",
        "Issues": "https://forge.example/us/it/issues",
        "Changelog": "https://forge.example/us/it/blob/main/CHANGELOG.md",
    }
    assert (project["name"], project["scripts"]) == ("it", {"it": "it:main"})
    assert with_addresses(written, "https://other.example", "") == written


def test_the_project_itself_has_a_place_for_them() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    urls = tomllib.loads(with_addresses(text, "https://forge.example/it", ""))["project"]["urls"]
    assert "Repository" in urls


def test_sums_are_as_the_usual_program_reads_them(tmp_path: Path) -> None:
    for name, content in (("b.whl", b"b"), ("a.zip", b"a"), (NOTES, b"n")):
        (tmp_path / name).write_bytes(content)
    write_sums(tmp_path)
    lines = (tmp_path / SUMS).read_text(encoding="utf-8").splitlines()
    assert [line[64:] for line in lines] == ["  a.zip", "  b.whl"]
    assert lines[0].startswith("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb")
    write_sums(tmp_path)
    assert (tmp_path / SUMS).read_text(encoding="utf-8").splitlines() == lines


def test_a_wrong_tag_ends_with_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "publishing.release", "--tag", "v9.9.9", "--address", "https://a.b"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "v9.9.9" in done.stderr
