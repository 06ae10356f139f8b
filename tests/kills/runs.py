"""Starting commands in a small project, and killing them."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.paths import ROOT

_MARK = "ARCHREPORT_KILLS"
#: Seconds that children of a killed run may take to notice.
_PATIENCE = 20


class Runs:
    """Commands in ``project``, with a folder of their own for temporary files."""

    def __init__(self, folder: Path) -> None:
        self.project, self.temporary = folder / "project", folder / "temporary"
        self.project.mkdir()
        self.temporary.mkdir()
        self.token = secrets.token_hex(8)

    def run(self, arguments: Sequence[str]) -> int | None:
        """The number of renames; None where it failed."""
        process = self._start(arguments, 0)
        _, said = process.communicate()
        if process.returncode:
            print(said, file=sys.stderr)
            return None
        return int(said.split()[-1])

    def kill(self, arguments: Sequence[str], rename: int, second: float) -> None:
        """Run it until its ``rename``-th rename, or for so many seconds where that is 0."""
        process = self._start(arguments, rename)
        if not rename:
            try:
                process.wait(second)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()  # type: ignore[union-attr]

    def _start(self, arguments: Sequence[str], last: int) -> subprocess.Popen[str]:
        mine = {
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self.temporary),
            "TORCHINDUCTOR_CACHE_DIR": str(self.project.parent / "inductor"),  # kept by PyTorch
            _MARK: self.token,
        }
        return subprocess.Popen(
            [sys.executable, str(ROOT / "tests/kills/killed.py"), str(last), *arguments],
            cwd=self.project,
            env={**os.environ, **mine},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )


def still_running(token: str) -> list[str]:
    """The commands of processes that runs with ``token`` left behind, after some patience.

    Whoever is started inherits the environment, where Linux shows it.
    """
    until = time.monotonic() + _PATIENCE
    while (left := _marked(f"{_MARK}={token}".encode())) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def _marked(mark: bytes) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:80])
        except OSError:
            continue
    return found
