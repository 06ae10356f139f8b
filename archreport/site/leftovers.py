"""What builds have left behind and nobody needs: unfinished work of runs that were killed, and kept
results that no build would use.

Nothing else is ever named here: hidden names of our own form whose run is dead
(`archreport.files.unfinished`), and folders with our record (`archreport.freshness.kept_folder`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from archreport.files.unfinished import left_behind, remove, sweep
from archreport.site.kept import outdated


@dataclass(frozen=True)
class Left:
    """One file or folder, its size in bytes, and why it is of no use: "unfinished", or a clause."""

    path: Path
    size: int
    because: str

    @property
    def unfinished(self) -> bool:
        return self.because == "unfinished"


def leftovers(out: Path, beside: Iterable[Path], root: Path) -> tuple[Left, ...]:
    """What lies under ``out`` and in the folders ``beside``; nothing is removed."""
    folders = {place.resolve(): place for place in (*_folders(out), *beside)}
    unfinished = [path for place in folders.values() for path in left_behind(place)]
    results = outdated(out, root)
    return (
        *(Left(path, _size(path), "unfinished") for path in unfinished),
        *(Left(one.folder, _size(one.folder), one.staleness.clauses[0]) for one in results),
    )


def remove_leftovers(found: Sequence[Left]) -> None:
    """Remove what `leftovers` found. What a killed run had set aside gets its own name again."""
    for folder in {one.path.parent for one in found if one.unfinished}:
        sweep(folder)
    for one in found:
        if not one.unfinished:
            remove(one.path)


def _folders(out: Path) -> list[Path]:
    return [Path(place) for place, _, _ in os.walk(out)]


def _size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; links are not followed."""
    try:
        if path.is_dir() and not path.is_symlink():
            return sum(file.lstat().st_size for file in path.rglob("*") if file.is_file())
        return path.lstat().st_size
    except OSError:
        return 0
