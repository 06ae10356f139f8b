"""One run at a time writes into an output folder."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from archreport.files.refusal import output_failed

_LOCK = ".archreport.lock"


@dataclass(frozen=True)
class Writing:
    """The run that is writing: its command, process number and machine."""

    command: str
    process: int
    machine: str


@contextmanager
def one_writer(folder: Path, waiting: Callable[[Writing | None], None]) -> Iterator[None]:
    """Hold ``folder`` alone; wait for the run that holds it, after telling ``waiting`` which it is
    (None where it has not said yet). The folder is made where it is not there.

    A run that was killed holds nothing. Raises `OutputFailed` where the folder cannot be written.
    """
    path = folder / _LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            waiting(_who(path))
            lock.acquire()
    except OSError as error:
        raise output_failed(folder, error) from error
    try:
        with suppress(OSError):  # on a full disk the others do not hear who we are
            path.write_text(json.dumps(asdict(_myself())), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        lock.release()


def _myself() -> Writing:
    command = " ".join(["archreport", *sys.argv[1:]])
    return Writing(command, os.getpid(), socket.gethostname())


def _who(path: Path) -> Writing | None:
    try:
        return Writing(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
