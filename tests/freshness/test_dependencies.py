"""The parts that results of archreport depend on."""

import platform
from pathlib import Path

import pytest

from archreport.freshness.dependencies import (
    dependencies,
    differences,
    digest,
    file_sha256,
    versions,
)
from archreport.freshness.sources import SourceMissing

MODULE = "archreport.report.arithmetic"


def test_sources_settings_files_libraries_and_python(tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").write_bytes(b"")
    parts = dependencies(
        [MODULE],
        code=["import json", "1 + 1"],
        settings={"passes": 3},
        files={"photo": tmp_path / "cat.jpg"},
        libraries=["numpy"],
    )
    assert {"archreport/report/arithmetic.py", "code cell 1", "code cell 2"} <= set(parts)
    assert parts["setting passes"] == "3"
    # the SHA-256 of nothing
    assert parts["file photo"].startswith("e3b0c44298fc1c14")
    assert parts["Python"] == f"{platform.python_version()} {platform.machine()}"
    assert set(versions(parts)) == {"numpy"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": ["1 + 2"]}, "code cell 1 changed"),
        ({"code": ["1 + 1", "2"]}, "code cell 2 is new"),
        ({"code": []}, "code cell 1 is gone"),
        ({"settings": {"seed": 1}}, "setting seed changed"),
        ({"libraries": ["numpy"]}, "library numpy is new"),
    ],
)
def test_a_change_is_named(change: dict[str, object], reason: str) -> None:
    given: dict[str, object] = {"code": ["1 + 1"], "settings": {"seed": 0}}
    before = dependencies([MODULE], **given)  # type: ignore[arg-type]
    now = dependencies([MODULE], **{**given, **change})  # type: ignore[arg-type]
    assert differences(before, now) == (reason,)
    assert digest(before) != digest(now)


def test_another_python_is_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    before = dependencies([MODULE])
    monkeypatch.setattr(platform, "python_version", lambda: "2.7")
    assert differences(before, dependencies([MODULE])) == ("Python changed",)


def test_what_is_the_same_has_no_differences() -> None:
    assert differences(dependencies([MODULE]), dependencies([MODULE])) == ()
    assert digest(dependencies([MODULE])) == digest(dependencies([MODULE]))


def test_pages_and_how_results_are_kept_do_not_count() -> None:
    """The report imports its table for `print`, and the error and files modules for loading."""
    parts = dependencies(["archreport.report.model"])
    assert "archreport/report/run.py" in parts
    rooms = {name.split("/")[1] for name in parts if name.startswith("archreport/")}
    assert rooms == {"__init__.py", "report"}


def test_what_is_listed_and_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        dependencies(files={"photo": tmp_path / "cat.jpg"})
    with pytest.raises(SourceMissing, match=r"archreport\.renamed"):
        dependencies(["archreport.renamed"])
    with pytest.raises(SourceMissing, match=r"archreport\.renamed"):
        dependencies([MODULE], without=["archreport.renamed"])


def test_a_file_counts_by_its_content(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"abc")
    two.write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert file_sha256(one) == file_sha256(two)
    assert file_sha256(one).startswith("ba7816bf8f01cfea")
