"""The command in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.paths import ROOT

#: Seconds after which a command hangs, on however busy a machine.
LONG = 900


def start(
    *arguments: str | Path, prepare: Callable[[], object] = lambda: None, **environment: str
) -> subprocess.Popen:
    """``archreport ARGUMENTS``, running with ``environment`` beside its own; ``prepare`` is called
    in the child before.

    Ctrl-C reaches it even where the tests run in the background, which have it ignored.
    """

    def before() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prepare()

    return subprocess.Popen(
        [sys.executable, "-m", "archreport", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,
    )


def number_in(file: Path) -> int:
    """The number that a process writes into ``file``, once it is there."""
    deadline = time.monotonic() + LONG
    while not (file.exists() and file.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return int(file.read_text())


def is_running(process: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def ends(process: int) -> bool:
    """Whether the process of this number ends, however busy the machine is."""
    deadline = time.monotonic() + LONG
    while is_running(process) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(process)
