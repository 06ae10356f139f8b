"""Runs a command that ends when the process that started it ends, however that ends.

``python ends_with_parent.py COMMAND …`` runs COMMAND until its own standard input
is closed. The one who started it keeps the other end of that pipe open, and the system closes it
for a process that was killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def started(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """``command`` as a process whose output, errors included, is its ``stdout``; it is ended at
    the end of this context, and by the end of this process."""
    theirs, ours = os.pipe()
    try:
        with subprocess.Popen(
            [sys.executable, "-P", __file__, *command],
            cwd=cwd,
            env=environment,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            os.close(theirs)
            theirs = -1
            try:
                yield process
            finally:
                os.close(ours)
                ours = -1
    finally:
        for end in (theirs, ours):
            if end >= 0:
                os.close(end)


def _main(command: Sequence[str]) -> int:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    def end_with_parent() -> None:
        while os.read(0, 1):
            pass
        process.kill()

    threading.Thread(target=end_with_parent, daemon=True).start()
    return process.wait()


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
