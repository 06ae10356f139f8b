"""Judging many networks in processes of their own: what crashes or hangs takes nothing with it."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import warnings
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import asdict
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Any

#: What one process may take, in bytes.
_MEMORY = 9 * 2**30

Task = tuple[str, str, bool]  # registry, name, all roads


def judged(tasks: Sequence[Task], workers: int, seconds: float) -> Iterator[dict[str, Any]]:
    """A verdict, as a dictionary, for each task, as they are done. Each has ``seconds``."""
    context = multiprocessing.get_context("spawn")
    waiting = list(reversed(tasks))
    busy: dict[Connection, tuple[Any, Task, float]] = {}

    def start() -> tuple[Any, Connection]:
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    idle = [start() for _ in range(min(workers, len(tasks)))]
    while waiting or busy:
        while idle and waiting:
            process, pipe = idle.pop()
            task = waiting.pop()
            pipe.send(task)
            busy[pipe] = (process, task, monotonic() + seconds)
        for pipe in wait(list(busy), timeout=1.0):
            process, task, _ = busy.pop(pipe)  # type: ignore[arg-type]
            try:
                yield json.loads(pipe.recv())  # type: ignore[union-attr]
                idle.append((process, pipe))  # type: ignore[arg-type]
            except EOFError:  # killed, mostly for want of memory
                yield _lost(task, "crashed", "the process ended")
                idle.append(start())
        for pipe, (process, task, end) in list(busy.items()):
            if monotonic() > end:
                process.kill()
                del busy[pipe]
                yield _lost(task, "too slow", f"not done after {seconds:.0f} s")
                idle.append(start())
    for process, _pipe in idle:
        process.kill()


def _lost(task: Task, outcome: str, said: str) -> dict[str, Any]:
    from tests.zoo.verdict import Verdict

    return asdict(Verdict(task[0], task[1], outcome, said=said))  # type: ignore[arg-type]


def _work(pipe: Connection) -> None:
    """In a process of its own: one network after the other, until the pipe closes."""
    warnings.filterwarnings("ignore")
    with suppress(ValueError, OSError):  # a lower limit is set already
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    os.environ["HF_HUB_OFFLINE"] = "1"
    from tests.zoo.verdict import judge

    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        while True:
            try:
                registry, name, all_roads = pipe.recv()
            except EOFError:
                return
            pipe.send(json.dumps(asdict(judge(registry, name, all_roads))))
