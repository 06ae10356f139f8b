"""What has to be the same on Linux, macOS and Windows."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archreport.running.resident_set import ResidentSet
from tests.paths import PACKAGE, ROOT

#: Files that only this machine reads, while it runs.
_ITS_OWN = {"running/resident_set.py", "files/one_writer.py"}
#: Names that Windows gives to devices, whatever their ending.
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}


def calls(path: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == name:
            yield node


def test_written_text_has_the_same_bytes_on_every_system() -> None:
    """Windows would end lines otherwise, and write another encoding."""
    bare = [
        f"{path.relative_to(PACKAGE).as_posix()}:{call.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).as_posix() not in _ITS_OWN
        for call in calls(path, "write_text")
        if len(call.args) == 1
        and isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", "") != "formatter"  # click's
        and not {"encoding", "newline"} <= {keyword.arg for keyword in call.keywords}
    ]
    assert bare == []


def test_text_is_read_in_the_encoding_that_it_was_written_in() -> None:
    bare = [
        f"{path.relative_to(PACKAGE).as_posix()}:{call.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for call in calls(path, "read_text")
        if not call.args and "encoding" not in {keyword.arg for keyword in call.keywords}
    ]
    assert bare == []


def unfit(names: list[str]) -> list[str]:
    """Paths that Windows cannot write, and those that macOS takes for one."""
    parts = {part for name in names for part in name.split("/")}
    bad = [
        part
        for part in parts
        if set(part) & set('<>:"\\|?*')
        or part[-1] in ". "
        or part.split(".")[0].lower() in _DEVICES
    ]
    folded: dict[str, str] = {}
    for name in names:
        other = folded.setdefault(name.lower(), name)
        if other != name:
            bad.append(name)
    return sorted(bad)


def test_every_system_can_hold_the_sources() -> None:
    left_out = {".git", ".venv", "build", "site", "release"}
    names = [
        path.relative_to(ROOT).as_posix()
        for top in ROOT.iterdir()
        if top.name not in left_out
        for path in (top.rglob("*") if top.is_dir() else [top])
    ]
    assert unfit(names) == []


@pytest.mark.whole_site
def test_every_system_can_hold_the_site(site: Path) -> None:
    names = [path.relative_to(site).as_posix() for path in site.rglob("*")]
    assert unfit(names) == []
    assert max(map(len, names)) < 150  # Windows allows 260 with the folder that it lies in


def test_unfit_names_are_found() -> None:
    assert unfit(["a/aux.csv", "b/x:y", "c/d.", "e/Conv1", "e/conv1", "f/auxiliary"]) == [
        "aux.csv", "d.", "e/conv1", "x:y"
    ]  # fmt: skip


@pytest.mark.parametrize(("system", "unit"), [("linux", 1024), ("darwin", 1), ("win32", 0)])
def test_the_highest_memory_of_a_process_is_in_bytes(
    system: str, unit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """getrusage counts kB, but bytes on macOS; Windows has none."""

    class Usage:
        ru_maxrss = 7

    class Resource:
        RUSAGE_SELF = 0

        @staticmethod
        def getrusage(who: int) -> Usage:
            return Usage()

    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setitem(sys.modules, "resource", Resource)
    monkeypatch.setattr(ResidentSet, "_status", lambda self, field: 0)
    assert ResidentSet().highest() == 7 * unit
