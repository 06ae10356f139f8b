"""Writing files so that the last good output survives any failure."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archreport.errors import OutputFailed


def _failed(path: Path, error: OSError) -> OutputFailed:
    place = error.filename if isinstance(error.filename, str) else path
    return OutputFailed("output.unwritable", place=place, reason=error.strerror or error)


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` through a temporary file beside it. Raises `OutputFailed`."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise _failed(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@contextmanager
def folder_atomically(path: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``path``; on success it takes ``path``'s place.

    On any exception, Ctrl-C included, the new folder is removed and ``path`` is left as it was.
    Raises `OutputFailed` for what the file system refuses.
    """
    new: Path | None = None
    try:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new = Path(tempfile.mkdtemp(prefix=f".{path.name}.new.", dir=path.parent))
            new.chmod(0o755)
            yield new
            old = path.parent / f".{path.name}.old.{os.getpid()}"
            if path.exists():
                path.replace(old)
            try:
                new.replace(path)
            except OSError:
                if old.exists():
                    old.replace(path)
                raise
            _remove(old)
        except OSError as error:
            raise _failed(path, error) from error
    finally:
        if new is not None:
            _remove(new)


def _remove(path: Path) -> None:
    """Remove a folder, or a file that was in a folder's place, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
