"""The versions with hashes are those of constraints.txt, and each file of them is known."""

from __future__ import annotations

import re
import tomllib

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from publishing.lock import LOCK
from tests.paths import ROOT

TEXT = (ROOT / LOCK).read_text(encoding="utf-8")
ENTRIES = re.findall(r"^([a-z][^\\\n]*?) \\\n((?:    --hash=.*\n?)+)", TEXT, re.MULTILINE)
LOCKED = {canonicalize_name(one.name): one for one in (Requirement(line) for line, _ in ENTRIES)}
PINNED = {
    canonicalize_name(name): version
    for name, version in (
        line.split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line
    )
}
#: What only some systems need, and no constraint names: the libraries of a GPU.
OF_A_SYSTEM = re.compile(r"cuda-.*|nvidia-.*|triton|pip|setuptools|cffi|pycparser")


def test_the_lock_has_nothing_but_versions_with_hashes() -> None:
    rest = [line for line in TEXT.splitlines() if line and not line.startswith(("#", "    --hash"))]
    assert len(rest) == len(ENTRIES) == len(LOCKED) > 150
    for line, hashes in ENTRIES:
        found = re.findall(r"--hash=sha256:([0-9a-f]{64})(?: \\)?$", hashes, re.MULTILINE)
        assert len(found) == hashes.count("--hash"), line


def test_both_pin_the_same_versions() -> None:
    pinned = {name: f"=={version}" for name, version in PINNED.items()}
    locked = {name: str(one.specifier) for name, one in LOCKED.items()}
    assert {name: locked.get(name) for name in pinned} == pinned, "run: python3 dev.py lock"
    assert [name for name in locked if name not in pinned and not OF_A_SYSTEM.fullmatch(name)] == []


def test_all_that_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(one for extra in extras.values() for one in extra)]
    for requirement in map(Requirement, asked):
        if requirement.name == project["name"]:
            continue
        locked = LOCKED[canonicalize_name(requirement.name)]
        (version,) = (one.version for one in locked.specifier)
        assert requirement.specifier.contains(version), requirement


def test_what_runs_everywhere_is_locked_for_every_system() -> None:
    machines = {
        "linux": {"sys_platform": "linux", "platform_machine": "x86_64"},
        "mac": {"sys_platform": "darwin", "platform_machine": "arm64"},
        "windows": {"sys_platform": "win32", "platform_machine": "AMD64"},
    }
    for name in ("torch", "numpy", "mkdocs-material", "graphviz-pure", "pytest", "lxml"):
        marker = LOCKED[name].marker or Marker("python_version >= '3'")
        for system, machine in machines.items():
            for python in ("3.11", "3.14"):
                there = {**machine, "python_version": python, "python_full_version": f"{python}.9"}
                assert marker.evaluate(there), (name, system, python)
