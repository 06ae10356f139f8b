"""What a built report depends on, as one hash: nothing changed means nothing to do.

Nothing here imports torch, so that a build with nothing to do answers at once.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from archreport.catalog.networks import Entry

_PACKAGE = Path(__file__).parent
#: Sources that decide what is in a report, besides the network's own file.
_ANALYSIS = ("analysis", "operations", "report", "running", "reading", "catalog",
             "models/layers", "site/reports.py")  # fmt: skip
_LIBRARIES = ("torch", "torchinfo", "numpy", "pillow")


def report_key(entry: Entry, options: Iterable[tuple[str, object]]) -> str:
    """The hash of everything a report of ``entry`` depends on.

    ``options`` are the build's options by name; where a value names an existing file (weights, a
    photograph) its content counts, not its name alone.
    """
    digest = hashlib.sha256()
    for name in _LIBRARIES:
        digest.update(f"{name} {_version(name)}\n".encode())
    digest.update(f"python {platform.python_version()} {platform.machine()}\n".encode())
    for name in _ANALYSIS:
        _add(digest, _PACKAGE / name)
    _add(digest, _PACKAGE.parent / entry.identity.source)
    for option, value in options:
        digest.update(f"{option}={value}\n".encode())
        if isinstance(value, str) and Path(value).is_file():
            _add(digest, Path(value))
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _add(digest: hashlib._Hash, path: Path) -> None:
    """A file, or all sources below a folder, by name and content."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.name.encode())
            with file.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
