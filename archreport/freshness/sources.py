"""The sources behind a module or a piece of code: the closure of its imports, read from the text.

Nothing is imported for this. A module counts wherever the import is written: also inside a function
where it runs late, and under ``TYPE_CHECKING``, where a package names what it imports when asked.
What is imported by a name that is computed cannot be seen: such a module is given as a root.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

from archreport.errors import ArchreportError, Phrase, phrase

#: Files beside the modules that no program reads: compiled code and text for people.
_NOT_DATA = (".py", ".pyc", ".pyi", ".md")


class SourceMissing(ArchreportError):
    """A module that is named, by a list or by an import, and is not there."""


@dataclass(frozen=True)
class Closure:
    """What lies behind some roots.

    ``files`` maps a path from the package's parent (``archreport/report/model.py``) to the file's
    SHA-256; ``foreign`` names the top-level modules of other packages, the standard library's too.
    """

    files: dict[str, str]
    foreign: frozenset[str]


@dataclass(frozen=True)
class _Source:
    path: Path
    sha256: str
    imports: tuple[_Import, ...]


@dataclass(frozen=True)
class _Import:
    """A name that is imported; ``sure`` where it must be a module, not a name inside of one."""

    name: str
    sure: bool


class Package:
    """The sources of the package in ``folder`` as they are now; each is read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, _Source | None] = {}
        self._data: dict[Path, dict[str, str]] = {}

    def closure(
        self,
        roots: Iterable[str] = (),
        code: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> Closure:
        """The sources behind the modules ``roots`` and the Python texts ``code``, with their data.

        Data are the files in a module's folder that are neither code nor Markdown, and in folders
        below that are no packages themselves. ``without`` names modules and packages that do not
        count, nor what only they import. Of a package whose module is imported the ``__init__``
        counts, as it runs first; its imports and data do not, unless it is imported by name.

        Raises `SourceMissing` for a root, an exclusion or an import that is no module of it.
        """
        roots = list(roots)
        for name in (*roots, *without):
            self._existing(name, phrase("source.listed"))
        imported: dict[str, _Source] = {}
        parents: dict[str, _Source] = {}
        foreign: set[str] = set()
        waiting = [_Import(name, sure=True) for name in roots]
        waiting += [one for text in code for one in _imports(text, "")]
        followed: set[_Import] = set()
        while waiting:
            one = waiting.pop()
            if not _below(one.name, self._folder.name):
                foreign.add(one.name.partition(".")[0])
            elif one not in followed and not any(_below(one.name, apart) for apart in without):
                followed.add(one)
                source = self._wanted(one)
                if source is not None:
                    imported[one.name] = source
                    waiting += source.imports
                    parents.update(self._parents(one.name))
        sources = (*imported.values(), *parents.values())
        files = {self._named(source.path): source.sha256 for source in sources}
        for folder in {source.path.parent for source in imported.values()}:
            files |= self._data_of(folder)
        return Closure(dict(sorted(files.items())), frozenset(foreign))

    def _wanted(self, one: _Import) -> _Source | None:
        hint = phrase("source.imported")
        return self._existing(one.name, hint) if one.sure else self._source(one.name)

    def _existing(self, name: str, hint: Phrase) -> _Source:
        source = self._source(name) if _below(name, self._folder.name) else None
        if source is None:
            raise SourceMissing("source.missing", hint, name=name, folder=self._folder)
        return source

    def _parents(self, name: str) -> Iterator[tuple[str, _Source]]:
        while name := name.rpartition(".")[0]:
            source = self._source(name)
            if source is not None:  # None: a folder without an __init__
                yield name, source

    def _source(self, name: str) -> _Source | None:
        """The module ``name``; None where there is none."""
        if name not in self._sources:
            self._sources[name] = self._read(name)
        return self._sources[name]

    def _read(self, name: str) -> _Source | None:
        place = self._folder.parent.joinpath(*name.split("."))
        for path in (place / "__init__.py", place.with_name(f"{place.name}.py")):
            if path.is_file():
                content = path.read_bytes()
                package = name if path.name == "__init__.py" else name.rpartition(".")[0]
                imports = tuple(_imports(content.decode("utf-8"), package))
                return _Source(path, hashlib.sha256(content).hexdigest(), imports)
        return None

    def _data_of(self, folder: Path) -> dict[str, str]:
        if folder not in self._data:
            self._data[folder] = {
                self._named(path): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in _data_files(folder)
            }
        return self._data[folder]

    def _named(self, path: Path) -> str:
        return path.relative_to(self._folder.parent).as_posix()


@cache
def own_package() -> Package:
    """archreport itself, read once in a process."""
    return Package(Path(__file__).parents[1])


def _below(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _imports(text: str, package: str) -> Iterator[_Import]:
    """Every import of ``text``, at whatever depth; ``package`` is where relative ones begin."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            # `import a.b.c` gives the name a, and through it what a and a.b define
            for alias in node.names:
                parts = alias.name.split(".")
                yield from (_Import(".".join(parts[: n + 1]), True) for n in range(len(parts)))
        elif isinstance(node, ast.ImportFrom):
            if node.level and not package:
                raise SourceMissing("source.relative")
            module = resolve_name("." * node.level + (node.module or ""), package)
            yield _Import(module, sure=True)
            yield from (_Import(f"{module}.{alias.name}", sure=False) for alias in node.names)


def _data_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__":
            continue
        if path.is_dir() and not (path / "__init__.py").exists():
            yield from _data_files(path)
        elif path.is_file() and path.suffix not in _NOT_DATA:
            yield path
