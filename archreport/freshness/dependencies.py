"""All that a result depends on, part by part, so that a change can be named."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archreport.freshness.libraries import library_versions
from archreport.freshness.sources import Package, own_package

#: What a result depends on: a part's name to its version, its value or the SHA-256 of its content.
Dependencies = Mapping[str, str]

_LIBRARY = "library "

#: How results look on a page or a terminal, and how they are made known and kept: no result is
#: another one for a change of these.
APART = (
    "archreport.render",
    "archreport.cli",
    "archreport.course.lessons",
    "archreport.course.labs",
    "archreport.site.build_site",
    "archreport.site.check",
    "archreport.site.mkdocs",
    "archreport.site.pages",
    "archreport.site.serve",
    "archreport.errors",
    "archreport.files",
    "archreport.freshness",
    "archreport.language",
    "archreport.progress",
)


def dependencies(
    roots: Iterable[str] = (),
    *,
    code: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
    files: Mapping[str, Path] | None = None,
    libraries: Iterable[str] = (),
    without: Sequence[str] = APART,
    package: Package | None = None,
) -> Dependencies:
    """The parts that decide a result, each with what tells one state of it from another.

    Args:
        roots: modules that make the result; whatever they import counts too.
        code: Python texts that make it, such as the cells of a notebook, in their order.
        settings: options by name; their values count as they print.
        files: other files that are read, by a name for what they are; their content counts, and
            their place does not.
        libraries: top-level modules of libraries that count although nothing imports them.
        without: modules and packages of archreport that do not count.
        package: where roots are looked up; archreport by default.

    Returns:
        Sources and data files of the package by path, libraries and Python by version, and what
        was given.

    Raises:
        SourceMissing: a root, an import or an exclusion is no module.
        OSError: one of ``files`` cannot be read.
    """
    closure = (package or own_package()).closure(roots, code, without)
    parts = dict(closure.files)
    for number, text in enumerate(code, 1):
        parts[f"code cell {number}"] = hashlib.sha256(text.encode()).hexdigest()
    for name, value in (settings or {}).items():
        parts[f"setting {name}"] = str(value)
    for name, path in (files or {}).items():
        parts[f"file {name}"] = file_sha256(path)
    for name, version in library_versions({*closure.foreign, *libraries}).items():
        parts[f"{_LIBRARY}{name}"] = version
    parts["Python"] = f"{platform.python_version()} {platform.machine()}"
    return parts


@dataclass(frozen=True)
class Change:
    """What became of one part: ``before`` is None where it is new, ``now`` where it is gone."""

    part: str
    before: str | None
    now: str | None

    @property
    def clause(self) -> str:
        """As in "library torch changed", "setting seed is new"."""
        if self.before is None:
            return f"{self.part} is new"
        return f"{self.part} is gone" if self.now is None else f"{self.part} changed"


def changes(before: Dependencies, now: Dependencies) -> tuple[Change, ...]:
    """The parts that are not what they were: changed, then new, then gone."""
    changed = [
        Change(name, before[name], value)
        for name, value in now.items()
        if name in before and before[name] != value
    ]
    new = [Change(name, None, value) for name, value in now.items() if name not in before]
    gone = [Change(name, value, None) for name, value in before.items() if name not in now]
    return (*changed, *new, *gone)


def differences(before: Dependencies, now: Dependencies) -> tuple[str, ...]:
    """What became of the parts, as clauses: "library torch changed", "setting seed is new"."""
    return tuple(change.clause for change in changes(before, now))


def versions(parts: Dependencies) -> dict[str, str]:
    """The versions of the libraries among the parts, by name."""
    return {
        name.removeprefix(_LIBRARY): version
        for name, version in parts.items()
        if name.startswith(_LIBRARY)
    }


def digest(parts: Dependencies) -> str:
    """One SHA-256 for all parts, where a name for this very state of them is needed."""
    text = "".join(f"{name}\0{value}\0" for name, value in sorted(parts.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's content. Raises `OSError`."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
