"""Files and folders that are replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archreport.files.exchange import exchange
from archreport.files.refusal import output_failed
from archreport.files.unfinished import Unfinished, remove, unfinished


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, which at every moment holds all of the old or all of the new.

    A link is followed. A pipe or a device, which cannot be replaced, is written to. Raises
    `OutputFailed` for what the file system refuses; then ``path`` is as it was.
    """
    try:
        if _takes_a_stream(path):
            path.write_bytes(data)
            return
        path = _followed(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(path.parent) as mine:
            new = mine.name()
            try:
                _write_new(new, data)
                if path.exists():
                    new.chmod(stat.S_IMODE(path.stat().st_mode))
                new.replace(path)
            finally:
                remove(new)
    except OSError as error:
        raise output_failed(path, error) from error


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)


def _takes_a_stream(path: Path) -> bool:
    """Whether ``path`` is a pipe, a terminal or another device."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _followed(path: Path) -> Path:
    """What a link leads to, be it there or not; any other path as it is."""
    return path.resolve() if path.is_symlink() else path


@contextmanager
def folder_atomically(path: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``path``; on success it takes ``path``'s place.

    Where the system has a single step for it, ``path`` is at every moment the old folder or the new
    one; elsewhere it is missing for an instant, and the next run restores it should this one be
    killed in that instant. A link is followed. On any exception, Ctrl-C included, the new folder is
    removed and ``path`` is left as it was. Raises `OutputFailed` for what the file system refuses,
    a file in the folder's place included.
    """
    path = _followed(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
        with unfinished(path.parent) as mine:
            new = mine.name()
            new.mkdir()
            try:
                yield new
                _put(new, path, mine)
            finally:
                remove(new)
    except OSError as error:
        raise output_failed(path, error) from error


def _put(new: Path, path: Path, mine: Unfinished) -> None:
    """Let ``new`` take the place of ``path``; ``new`` may be the old folder afterwards."""
    while True:
        try:
            if exchange(new, path):
                return
            break
        except FileNotFoundError:
            pass
        try:
            new.rename(path)
            return
        except OSError:  # another run was faster
            if not (new.is_dir() and path.is_dir()):
                raise
    if not path.exists():
        new.rename(path)
        return
    old = mine.set_aside(path)
    try:
        new.rename(path)
    except OSError:
        if not path.exists():
            old.rename(path)
        raise
    remove(old)
