"""What builds keep under their output folder, and whether each still is what it would be today.

``reports/<network>/``, ``labs/<laboratory>/`` and ``units/<network>/`` are kept folders
(`archreport.freshness.kept_folder`). Nothing is made here, and torch is not imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from archreport.catalog.networks import CATALOG, entry
from archreport.errors import BadInput, ReportInvalid, known, nearest
from archreport.freshness.kept_folder import Staleness, is_kept, staleness
from archreport.report.timings import TIMINGS, read_timings
from archreport.site.reports import DEFAULTS, BuildOptions, report_dependencies

KeptKind = Literal["report", "laboratory", "units"]
#: The folder of each kind below the output folder.
FOLDERS: dict[KeptKind, str] = {"report": "reports", "laboratory": "labs", "units": "units"}


@dataclass(frozen=True)
class Kept:
    """One thing that is kept. ``page`` is the address of the site's page that shows it, below a
    language; ``command`` makes it again."""

    name: str
    kind: KeptKind
    folder: Path
    page: str
    command: str
    staleness: Staleness

    @property
    def fresh(self) -> bool:
        return not self.staleness.clauses


def kept(
    names: Sequence[str], out: Path, root: Path, options: BuildOptions = DEFAULTS
) -> tuple[Kept, ...]:
    """What ``names`` mean: networks, laboratories, or pages that show them; everything if empty.

    A page is named as on the site: ``models/vgg16/``, ``zh/labs/01-counting/``, with what comes
    before and behind it. Laboratories are those of the project at ``root``, none where there is no
    project. Raises `BadInput` for what is none of these, naming the nearest.
    """
    labs = _labs(root)
    if not names:
        names = [*CATALOG, *labs]
    return tuple(one for name in dict.fromkeys(names) for one in _kept(name, out, labs, options))


def outdated(out: Path, root: Path) -> tuple[Kept, ...]:
    """What is kept under ``out`` for a network or a laboratory that there is no longer, or that
    changes of the code, the data or the versions have made useless.

    Only folders with a readable record count: nobody but a build makes those. What was built with
    other options than a build takes by itself is not outdated.
    """
    labs = _labs(root)
    found = []
    for kind, folder in FOLDERS.items():
        for path in sorted((out / folder).glob("*")):
            if path.is_dir() and not path.is_symlink() and is_kept(path):
                one = _in_folder(kind, path, labs)
                if one is not None and not _as_it_was(one.staleness):
                    found.append(one)
    return tuple(found)


def _as_it_was(state: Staleness) -> bool:
    """Whether nothing but options differs, which somebody may have chosen."""
    return not state.damage and all(one.part.startswith(_OPTIONS) for one in state.changes)


#: What differs where a report was built with options of its own.
_OPTIONS = ("setting ", "file ")


def _in_folder(kind: KeptKind, path: Path, labs: dict[str, Path]) -> Kept | None:
    """What is kept in ``path``; None where that cannot be said: a laboratory without a project."""
    name = path.name
    if kind == "laboratory":
        if name in labs:
            return _lab(name, path, labs[name])
        return Kept(name, kind, path, "", "", _GONE) if labs else None
    if name not in CATALOG:
        return Kept(name, kind, path, "", "", _GONE)
    return _report(name, path, DEFAULTS) if kind == "report" else _units(name, path)


_GONE = Staleness(damage=("it is no longer made",))


#: Pages of which nothing is kept.
_WRITTEN = (["course"], ["compare"], ["audit"], ["method"], ["glossary"], ["reference"])


def _kept(name: str, out: Path, labs: dict[str, Path], options: BuildOptions) -> Iterator[Kept]:
    parts = [part for part in name.partition("#")[0].strip("/").split("/") if part]
    for section in ("models", "labs", *(one[0] for one in _WRITTEN)):  # of a whole address
        if section in parts:
            parts = parts[parts.index(section) :]
    asked = parts[0] if len(parts) == 1 else parts[1] if len(parts) > 1 else ""
    if parts[:1] != ["labs"] and asked.lower() in CATALOG:
        key = entry(asked).key
        if parts[2:3] != ["units"]:
            yield _report(key, out / FOLDERS["report"] / key, options)
        if _has_units(key):
            yield _units(key, out / FOLDERS["units"] / key)
    elif parts[:1] != ["models"] and asked in labs:
        yield _lab(asked, out / FOLDERS["laboratory"] / asked, labs[asked])
    elif parts[:1] in _WRITTEN:
        raise BadInput("kept.page", page="/".join(parts))
    else:
        there = [*CATALOG, *labs]
        raise BadInput("kept.unknown", nearest(asked or name, there) or known(there), name=name)


def _report(key: str, folder: Path, options: BuildOptions) -> Kept:
    state = staleness(folder, report_dependencies(CATALOG[key], options))
    if not state.clauses:
        try:
            read_timings(folder / TIMINGS)
        except ReportInvalid:
            state = Staleness(damage=(f"{TIMINGS} cannot be read",))
    return Kept(key, "report", folder, f"models/{key}/", f"archreport build {key}", state)


def _lab(name: str, folder: Path, source: Path) -> Kept:
    from archreport.course.labs.results import lab_dependencies
    from archreport.course.labs.source import read_lab

    state = staleness(folder, lab_dependencies(read_lab(source).code))
    return Kept(name, "laboratory", folder, f"labs/{name}/", f"archreport labs {name}", state)


def _units(key: str, folder: Path) -> Kept:
    from archreport.site.units import units_dependencies

    state = staleness(folder, units_dependencies())
    return Kept(key, "units", folder, f"models/{key}/units/", "archreport site", state)


def _has_units(key: str) -> bool:
    from archreport.course.atlas.kept import kept_atlas

    return kept_atlas().atlas.network == key


def _labs(root: Path) -> dict[str, Path]:
    """The sources of the project's laboratories by name; none where they cannot be read."""
    folder = root / "docs" / "labs"
    if not any(folder.glob("*.py")) or find_spec("jupytext") is None:
        return {}
    from archreport.course.labs.source import find_labs

    return {path.stem: path for path in find_labs(folder)}
