"""The command in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.paths import ROOT

#: Seconds after which a command hangs, on however busy a machine.
LONG = 900


def start(*arguments: str | Path, prepare: Callable[[], object] = lambda: None) -> subprocess.Popen:
    """``archreport ARGUMENTS``, running; ``prepare`` is called in the child before.

    Ctrl-C reaches it even where the tests run in the background, which have it ignored.
    """

    def before() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prepare()

    return subprocess.Popen(
        [sys.executable, "-m", "archreport", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,
    )
