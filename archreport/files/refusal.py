"""What the file system refused, as an error that a person can act on."""

from __future__ import annotations

from pathlib import Path

from archreport.errors import OutputFailed


def output_failed(path: Path, error: OSError) -> OutputFailed:
    """The error for writing ``path``; it names the file that the system named."""
    place = error.filename if isinstance(error.filename, str) else path
    return OutputFailed("output.unwritable", place=place, reason=error.strerror or error)
