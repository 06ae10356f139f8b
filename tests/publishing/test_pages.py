"""The branch that is served, in a bare repository on this disk."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from publishing.pages import BRANCH, publish
from publishing.versions import Refused
from tests.publishing.test_versions import ADDRESS, built_site


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def somebody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever this machine says that we are, and whatever it has configured."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "somebody@host.invalid")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    folder = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", str(folder))
    return folder


@pytest.fixture
def clone(tmp_path: Path, remote: Path) -> Path:
    folder = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(remote), str(folder))
    (folder / "README.md").write_text("code\n", encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "code")
    return folder


def served(remote: Path) -> set[str]:
    return set(git(remote, "ls-tree", "-r", "--name-only", BRANCH).splitlines())


def test_versions_gather_on_a_branch_of_one_commit(
    clone: Path, remote: Path, tmp_path: Path
) -> None:
    for version in ("0.1.0", "0.2.0", "dev"):
        site = built_site(tmp_path / version, version)
        commit = publish(site, version, ADDRESS, root=clone)
        assert git(remote, "rev-parse", BRANCH) == commit
        assert git(remote, "rev-list", "--count", BRANCH) == "1"
    names = served(remote)
    for folder in ("0.1", "0.2", "dev", "latest"):
        assert f"{folder}/en/models/tiny/tiny.csv" in names
    assert {"index.html", "404.html", "versions.json", "versions.js", ".nojekyll"} <= names
    assert git(remote, "show", f"{BRANCH}:0.1/en/models/tiny/tiny.csv") == "0.1.0"
    assert git(remote, "show", f"{BRANCH}:latest/en/models/tiny/tiny.csv") == "0.2.0"


def test_the_clone_is_left_as_it_was(clone: Path, tmp_path: Path) -> None:
    before = git(clone, "status", "--porcelain", "--branch"), git(clone, "rev-parse", "HEAD")
    for version in ("0.1.0", "0.2.0"):
        publish(built_site(tmp_path / version, version), version, ADDRESS, root=clone)
    after = git(clone, "status", "--porcelain", "--branch"), git(clone, "rev-parse", "HEAD")
    assert after == before


def test_bytes_arrive_as_they_are(clone: Path, remote: Path, tmp_path: Path) -> None:
    git(clone, "config", "core.autocrlf", "true")
    site = built_site(tmp_path / "site", "0.1.0")
    (site / "en" / "lines.txt").write_bytes(b"one\r\ntwo\n")
    (site / "en" / ".gitignore").write_bytes(b"*\n")
    publish(site, "0.1.0", ADDRESS, root=clone)
    shown = subprocess.run(
        ["git", "show", f"{BRANCH}:0.1/en/lines.txt"], cwd=remote, check=True, capture_output=True
    )
    assert shown.stdout == b"one\r\ntwo\n"


def test_who_publishes_in_between_is_not_overwritten(
    clone: Path, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(built_site(tmp_path / "one", "0.1.0"), "0.1.0", ADDRESS, root=clone)
    site, other = built_site(tmp_path / "two", "0.2.0"), built_site(tmp_path / "three", "0.3.0")

    def meanwhile(*arguments: object) -> None:
        monkeypatch.undo()
        publish(other, "0.3.0", ADDRESS, root=clone)

    monkeypatch.setattr("publishing.pages.add_version", meanwhile)
    with pytest.raises(Refused, match="did not take"):
        publish(site, "0.2.0", ADDRESS, root=clone)
    assert "0.3/en/index.html" in served(remote)


def test_what_is_refused_changes_nothing(clone: Path, remote: Path, tmp_path: Path) -> None:
    site = built_site(tmp_path / "site", "0.1.0", "https://elsewhere.example")
    with pytest.raises(Refused, match="elsewhere"):
        publish(site, "0.1.0", ADDRESS, root=clone)
    assert git(remote, "branch", "--list") == ""
