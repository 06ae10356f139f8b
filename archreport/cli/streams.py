"""Standard output and error as a Unix user expects them: what is written arrives, or is said."""

from __future__ import annotations

import io
import os
import sys


def prepare() -> None:
    """Let every character be written.

    Into files and pipes UTF-8 goes, wherever the machine would write another encoding (Windows, the
    C locale). A terminal, and whoever chose with ``PYTHONIOENCODING``, gets what they have asked
    for, with ``?`` for what it lacks.
    """
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8", errors="replace")


def silence() -> None:
    """Write nothing more: what reads our output has gone, or is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
