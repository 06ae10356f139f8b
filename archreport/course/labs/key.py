"""What the outputs of a laboratory depend on, as one hash: nothing changed, nothing to run.

The code cells count, and every source of archreport that they import, directly or through others;
the data files beside those sources; the versions of the libraries that all of these import. Text
does not count, nor does how pages are made: a sentence or a template never costs ten minutes.
"""

from __future__ import annotations

import ast
import hashlib
import platform
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

_ROOT = Path(__file__).parents[3]
#: How results look on a page or a terminal, and how pages are made.
_OUTWARD = (
    "archreport.render",
    "archreport.cli",
    "archreport.site.build_site",
    "archreport.course.lessons",
    "archreport.course.labs",
)
#: Files that are read, not imported.
_DATA = ("archreport/course/kit", "archreport/running/photos", "archreport/running/labels")
#: Libraries that decide how a notebook runs, though no cell names them.
_ALWAYS = ("ipykernel", "matplotlib-inline", "torch", "numpy")


def lab_key(code: Sequence[str]) -> str:
    """The hash of everything that the code cells ``code`` depend on."""
    modules, foreign = _closure(tuple(code))
    digest = hashlib.sha256()
    for cell in code:
        digest.update(cell.encode() + b"\0")
    for path in (*modules, *_data()):
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for name, number in versions(foreign).items():
        digest.update(f"{name} {number}\n".encode())
    digest.update(f"python {platform.python_version()} {platform.machine()}".encode())
    return digest.hexdigest()


def libraries(code: Sequence[str]) -> dict[str, str]:
    """The libraries that ``code`` imports itself or through archreport, with their versions."""
    return versions(_closure(tuple(code))[1])


def versions(names: Iterable[str]) -> dict[str, str]:
    """Installed versions by name of distribution, for names of top-level modules."""
    wanted = {dist for name in names for dist in _distributions().get(name, ())}
    found = {}
    for name in sorted({*wanted, *_ALWAYS}, key=str.lower):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(packages_distributions())


def _closure(code: tuple[str, ...]) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The sources of archreport behind ``code``, and the top-level names of other packages."""
    files: dict[str, Path] = {}
    foreign: set[str] = set()
    waiting = [name for cell in code for name in _imports(cell)]
    while waiting:
        name = waiting.pop()
        if name.partition(".")[0] != "archreport":
            foreign.add(name.partition(".")[0])
            continue
        if name in files or name.startswith(_OUTWARD):
            continue
        path = _source(name)
        if path is None:  # a name in a module, not a module
            continue
        files[name] = path
        waiting += [name.rpartition(".")[0] or "archreport", *_imports(_read(path))]
    return tuple(sorted(set(files.values()))), tuple(sorted(foreign))


def _source(name: str) -> Path | None:
    place = _ROOT.joinpath(*name.split("."))
    for path in (place / "__init__.py", place.with_suffix(".py")):
        if path.is_file():
            return path
    return None


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _imports(source: str) -> Iterator[str]:
    """Every module that ``source`` may import, at whatever depth. Names of names come too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _data() -> tuple[Path, ...]:
    kept = (
        path
        for folder in _DATA
        for path in (_ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc", ".md")
    )
    return tuple(sorted(kept))
