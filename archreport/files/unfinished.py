"""Hidden names for what is being made, and the removal of what a killed run left under such names.

Whoever makes something in a folder holds a lock file there, ``.archreport-TOKEN.lock``, and names
what is unfinished ``.archreport-TOKEN-N.new``. The system lets go of the lock when the process
ends, however it ends: a lock that can be taken belonged to a run that is dead, and everything of
its token is litter. A process number would not do: in a container the next run has the same one.

Where a folder had to be replaced in two steps, the lock file says which name was taken away for
which, before it is taken away: the sweeper puts it back.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = ".archreport-"
_LOCK = ".lock"


@dataclass
class Unfinished:
    """Names in ``folder`` that nobody else uses, as long as the lock is held."""

    folder: Path
    token: str
    lock: FileLock
    users: int = 0
    numbers: count[int] = field(default_factory=count)

    @property
    def lock_file(self) -> Path:
        return self.folder / f"{_PREFIX}{self.token}{_LOCK}"

    def name(self) -> Path:
        """A name for something new, not made yet."""
        return self.folder / f"{_PREFIX}{self.token}-{next(self.numbers)}.new"

    def set_aside(self, path: Path) -> Path:
        """Give ``path``, in this folder, a hidden name and return it. If this run dies, the next
        one gives it its own name again, should nothing have taken its place."""
        aside = self.name().with_suffix(".old")
        with self.lock_file.open("a", encoding="utf-8") as file:
            file.write(f"{aside.name}\t{path.name}\n")
        return path.replace(aside)


_held: dict[Path, Unfinished] = {}
_guard = threading.Lock()


@contextmanager
def unfinished(folder: Path) -> Iterator[Unfinished]:
    """Names for what is being made in ``folder``; first, what dead runs left there is removed.

    What still stands under such a name at the end is left to the caller, not removed. Threads of
    one process share a lock. Raises `OSError` where the folder cannot be written.
    """
    folder = folder.resolve()
    with _guard:
        mine = _held.get(folder)
        if mine is None:
            sweep(folder)
            mine = _held[folder] = _take(folder)
        mine.users += 1
    try:
        yield mine
    finally:
        with _guard:
            mine.users -= 1
            if not mine.users:
                del _held[folder]
                mine.lock.release()
                with suppress(OSError):  # a sweeper may have found it free and removed it
                    mine.lock_file.unlink(missing_ok=True)


def _take(folder: Path) -> Unfinished:
    token = secrets.token_hex(6)
    lock = _lock(folder / f"{_PREFIX}{token}{_LOCK}")
    lock.acquire()
    return Unfinished(folder, token, lock)


def _lock(path: Path) -> FileLock:
    # Any thread may be the last that needs it.
    return FileLock(path, thread_local=False)


def sweep(folder: Path) -> None:
    """Remove what dead runs left unfinished in ``folder``, and restore what they had set aside.

    Touches nothing of a run that is alive, nor any name that is not of this form. What cannot be
    removed stays.
    """
    for path in _locks(folder):
        with _dead(path) as dead:
            if dead:
                _clear(path)
        if dead:  # once it is let go of: Windows removes no open file
            with suppress(OSError):
                path.unlink(missing_ok=True)


def left_behind(folder: Path) -> list[Path]:
    """What `sweep` would remove from ``folder`` or restore; nothing is touched."""
    found: list[Path] = []
    for path in _locks(folder):
        with _dead(path) as dead:
            if dead:
                found += [path, *_of_token(path)]
    return sorted(found)


def _locks(folder: Path) -> list[Path]:
    try:
        return [
            path
            for path in folder.iterdir()
            if path.name.startswith(_PREFIX) and path.suffix == _LOCK
        ]
    except OSError:
        return []


@contextmanager
def _dead(lock_file: Path) -> Iterator[bool]:
    """Whether the run of this lock is dead; if so, the lock is held meanwhile."""
    lock = _lock(lock_file)
    try:
        lock.acquire(blocking=False)
    except (Timeout, OSError):
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


def _of_token(lock_file: Path) -> list[Path]:
    """What else has the token of this lock."""
    folder, start = lock_file.parent, f"{lock_file.stem}-"
    return [path for path in folder.iterdir() if path.name.startswith(start)]


def sweep_below(folder: Path) -> None:
    """As `sweep`, in ``folder`` and every folder below it."""
    for place, _, names in os.walk(folder):
        if any(name.startswith(_PREFIX) for name in names):
            sweep(Path(place))


def _clear(lock_file: Path) -> None:
    folder = lock_file.parent
    with suppress(OSError, UnicodeDecodeError):
        for line in lock_file.read_text(encoding="utf-8").splitlines():
            aside, _, name = line.partition("\t")
            if name and Path(name).name == name and not (folder / name).exists():
                (folder / aside).replace(folder / name)
    for path in _of_token(lock_file):
        remove(path)


def remove(path: Path) -> None:
    """Remove a folder, a file or a link, if it is there; what cannot be removed stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


@contextmanager
def temporary_folder(parent: Path | None = None) -> Iterator[Path]:
    """An empty folder that is removed at the end, or by the next run where this one is killed.

    It lies in ``parent``, by default where the system keeps such folders.
    """
    with unfinished(parent or Path(tempfile.gettempdir())) as mine:
        folder = mine.name()
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            remove(folder)
