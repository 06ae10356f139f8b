"""The report that a piece shows: read from a file, or made once and kept while it is fresh.

Making a report takes seconds and loads torch; a page is made again at every change of its text. So
reports are kept in a folder, below a name that says all that they depend on: the code that makes
them, the versions of libraries, and for a model of one's own the Python files beside it. Such a
model is looked at in a process of its own, so that a change of its file is seen.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from archreport.catalog.networks import CATALOG, entry
from archreport.embed.request import Request
from archreport.errors import BadInput, ForwardFailed, ReportInvalid
from archreport.files import write_atomically
from archreport.freshness.dependencies import dependencies, digest
from archreport.report.model import Report
from archreport.report.report_file import from_json, load, to_json

#: The most Python files beside a model that are looked at for changes.
_MOST_FILES = 500


def report_of(request: Request, folder: Path, cache: Path) -> Report:
    """The report that is asked for. Paths and modules are looked for in ``folder``.

    Raises `UnknownModel`, `BadInput`, `ReportInvalid` and what making a report raises.
    """
    target = request.target
    if target.endswith(".json"):
        _refuse_inputs(request)
        return _loaded(folder / target, _stamp(folder / target))
    if ":" not in target:
        _refuse_inputs(request)
        return _of_catalogue(target, cache)
    if not request.inputs:
        raise BadInput("embed.no_input", target=target)
    return _of_own(request, folder, cache)


def files_of(request: Request, folder: Path) -> list[Path]:
    """The files whose change changes what is shown."""
    if request.target.endswith(".json"):
        return [folder / request.target]
    return list(_beside(request.target, folder)) if ":" in request.target else []


def _refuse_inputs(request: Request) -> None:
    if request.inputs or request.build:
        raise BadInput("embed.inputs", target=request.target)


@lru_cache(maxsize=64)
def _loaded(path: Path, stamp: int) -> Report:
    return load(path)


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0  # `load` says what is wrong with it


@lru_cache(maxsize=64)
def _of_catalogue(key: str, cache: Path) -> Report:
    one = entry(key)
    depends_on = dependencies(
        ["archreport.analysis", "archreport.site.reports", one.builder.partition(":")[0]],
        settings={"network": one},
    )
    kept = cache / f"{key}-{digest(depends_on)[:16]}.json"
    if (report := _kept(kept)) is None:
        from archreport.site.reports import analyse_entry

        report = analyse_entry(CATALOG[key])
        write_atomically(kept, to_json(report))
    return report


def _of_own(request: Request, folder: Path, cache: Path) -> Report:
    state = hashlib.sha256(digest(dependencies(["archreport.analysis"])).encode())
    for word in (request.target, *request.inputs, "", *request.build):
        state.update(f"{word}\0".encode())
    for file in _beside(request.target, folder):
        state.update(file.read_bytes())
    kept = cache / f"own-{state.hexdigest()[:16]}.json"
    if (report := _kept(kept)) is None:
        content = _inspected(request, folder)
        write_atomically(kept, content)
        report = from_json(content)
    return report


def _kept(path: Path) -> Report | None:
    """The report that is kept there, None where none is or it cannot be read."""
    try:
        return load(path)
    except (BadInput, ReportInvalid):
        return None


def _inspected(request: Request, folder: Path) -> bytes:
    words = [sys.executable, "-m", "archreport", "inspect", request.target, "--format", "json"]
    words += [word for shape in request.inputs for word in ("--input", shape)]
    words += [word for value in request.build for word in ("--build", value)]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        told = [line for line in said if line.startswith("archreport:")] or said[-1:] or [""]
        sentence = told[0].removeprefix("archreport:").strip()
        raise ForwardFailed("embed.failed", target=request.target, said=sentence)
    return done.stdout


def _beside(target: str, folder: Path) -> Iterator[Path]:
    """The Python files that a model may be made of: those below its file's or package's folder."""
    module = target.partition(":")[0]
    if module.endswith(".py"):
        place = (folder / module).parent
    else:
        top = module.partition(".")[0]
        place = folder / top if (folder / top).is_dir() else folder
        if not (folder / f"{top}.py").is_file() and place == folder:
            return  # an installed library, whose version is in the digest of all libraries
    files = sorted(
        path
        for path in place.rglob("*.py")
        if not any(p.startswith(".") for p in path.relative_to(place).parts)
    )
    yield from files[:_MOST_FILES]


def sentence(error: Exception) -> str:
    """An error as one sentence with its hint."""
    return " ".join(str(error).split("\n"))
