"""What is given out, built from this checkout: the wheel in an environment of its own, and the
source distribution unpacked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import Parser
from importlib import metadata
from pathlib import Path

from tests.paths import ROOT

#: What is made in a checkout and is no source.
_MADE = {"build", "site", ".venv", ".git"}
_BUILD = """
import sys
from setuptools import build_meta
print(getattr(build_meta, sys.argv[1])(sys.argv[2]))
"""


def built(kind: str, folder: Path) -> Path:
    """The file that the build backend makes of a copy of the sources; ``kind`` is "wheel" or
    "sdist"."""
    folder.mkdir(parents=True)
    sources = folder / "sources"
    shutil.copytree(ROOT, sources, ignore=_no_sources)
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, f"build_{kind}", str(folder)],
        cwd=sources, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shutil.rmtree(sources)
    return folder / done.stdout.splitlines()[-1]


def _no_sources(folder: str, names: list[str]) -> set[str]:
    made = _MADE if Path(folder) == ROOT else set()
    return {
        name for name in names
        if name in made or name == "__pycache__" or name.endswith((".egg-info", "_cache"))
    }  # fmt: skip


def environment(wheel: Path, folder: Path) -> Path:
    """An environment with the wheel and with what it asks for, and nothing else; its programs.

    Libraries are those of this environment, linked: a library that nothing asks for is missing.
    """
    venv.create(folder, symlinks=os.name != "nt", with_pip=False)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    done = subprocess.run(
        [sys.executable, "-m", "pip", f"--python={python}", "install", "--no-deps", "--quiet",
         "--disable-pip-version-check", "--no-index", str(wheel)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    linked = folder / "libraries"
    linked.mkdir()
    for name in sorted(asked_for(wheel)):
        _link(name, linked, programs)
    (place,) = folder.glob("lib/python*/site-packages")
    (place / "libraries.pth").write_text(f"{linked}\n")
    return programs


def asked_for(wheel: Path) -> set[str]:
    """The distributions that a wheel asks for without an extra, and those that they ask for."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        told = Parser().parsestr(archive.read(name).decode())
    found: set[str] = set()
    waiting = list(_names(told.get_all("Requires-Dist", [])))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += _names(metadata.requires(one) or ())
    return found


def _names(requirements: Iterable[str]) -> Iterator[str]:
    for text in requirements:
        required = re.match(r"[\w.-]+", text)
        assert required is not None
        if "extra ==" not in text and _there(required[0]):
            yield re.sub(r"[-_.]+", "-", required[0]).lower()


def _there(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:  # of another system or another Python
        return False
    return True


def _link(name: str, folder: Path, programs: Path) -> None:
    """Links to all that a distribution put into this environment."""
    distribution = metadata.distribution(name)
    for part in sorted({file.parts[0] for file in distribution.files or ()}):
        if part == "..":
            continue
        source, target = Path(str(distribution.locate_file(part))), folder / part
        if not target.exists() and source.exists():
            target.symlink_to(source)
    for file in distribution.files or ():
        source = Path(str(distribution.locate_file(file))).resolve()
        if source.parent == Path(sys.executable).parent.resolve() and source.is_file():
            target = programs / source.name
            if not target.exists():
                target.symlink_to(source)


def unpacked(sdist: Path, folder: Path) -> Path:
    """The one folder that a source distribution holds."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (inside,) = folder.iterdir()
    return inside
