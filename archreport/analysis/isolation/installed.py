"""Whether a file belongs to an installed library or to whoever runs the analysis."""

from __future__ import annotations

from pathlib import Path

_FOLDERS = frozenset({"site-packages", "dist-packages"})


def is_installed(file: str | None) -> bool:
    """True for a file below the folder that libraries are installed in."""
    return not _FOLDERS.isdisjoint(Path(file or "").parts)
