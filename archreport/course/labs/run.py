"""Running the laboratories that are not fresh: several at a time, each in a kernel of its own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

from archreport.course.labs.moments import Moment, Watch, unwatched
from archreport.course.labs.outputs import refuse_unshowable
from archreport.course.labs.results import (
    LabFailed,
    Made,
    Ran,
    first_line,
    keep_result,
    kept_result,
    lab_dependencies,
    last_seconds,
    note_seconds,
)
from archreport.course.labs.source import find_labs, read_lab
from archreport.errors import ArchreportError
from archreport.freshness.dependencies import digest, versions

__all__ = [
    "ExtraMissing", "LabFailed", "Made", "Ran", "kept_labs", "refuse_without_extra", "run_labs",
]  # fmt: skip

NEEDED = (
    "jupytext", "nbclient", "nbformat", "ipykernel", "matplotlib", "skimage", "sklearn", "captum",
    "mlxtend",
)  # fmt: skip
#: Kernels at a time, where there are so many cores: each of them takes about 1.5 GB of memory.
_MOST_JOBS = 4


class ExtraMissing(ArchreportError):
    """The libraries of the laboratories are not installed."""

    exit_code = 2


def refuse_without_extra(needed: Sequence[str] = NEEDED) -> None:
    """Raise `ExtraMissing` where a module of ``needed`` is not installed."""
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise ExtraMissing("lab.extra", names=missing)


def kept_labs(sources: Path, out: Path, names: Sequence[str] = ()) -> list[Ran]:
    """The laboratories ``names`` of the folder ``sources`` (all if empty) with what is kept.

    Those whose results are not fresh count as not run. Raises `ExtraMissing`, `BadInput` for an
    unknown name, and `LabInvalid`.
    """
    refuse_without_extra()
    labs = [read_lab(path) for path in find_labs(sources, names)]
    return [kept_result(lab, out) for lab in labs]


def run_labs(
    sources: Path,
    out: Path,
    names: Sequence[str] = (),
    *,
    force: bool = False,
    jobs: int | None = None,
    watch: Watch = unwatched,
) -> list[Ran]:
    """Run the laboratories ``names`` of the folder ``sources`` (all if empty); skip fresh ones.

    All are read and checked before the first one runs. ``jobs`` of them run at a time, as many as
    there are cores (at most 4) if it is None. The first that fails ends the others.

    Raises what `kept_labs` raises, `LabFailed` and `OutputFailed`; results of earlier runs, and of
    laboratories that have ended, stay as they are.
    """
    kept = kept_labs(sources, out, names)
    runs = [
        _Run(one, out, Moment(one.lab.name, number, len(kept), 0, len(one.lab.code)), watch)
        for number, one in enumerate(kept, 1)
        if force or not one.fresh
    ]
    if not runs:
        return kept
    from archreport.course.labs.kernel import run_apart

    runs.sort(key=lambda run: run.expected, reverse=True)  # so that the longest is not left alone
    ran = {one.lab.name: one for one in run_apart(_all(runs, jobs or min(_cores(), _MOST_JOBS)))}
    return [ran.get(one.lab.name, one) for one in kept]


class _Run:
    """The run of one laboratory; it listens to its kernel."""

    def __init__(self, before: Ran, out: Path, moment: Moment, watch: Watch) -> None:
        self._lab, self._because = before.lab, before.because
        self._out, self._moment, self._watch = out, moment, watch
        self._last = last_seconds(before.lab, out)
        self._took: list[float] = []

    @property
    def expected(self) -> float:
        """Seconds, as far as they are known."""
        return sum(one or 0 for one in self._last)

    async def result(self) -> Ran:
        """Run it and keep the result. Raises `LabFailed` and `OutputFailed`."""
        from archreport.course.labs.kernel import execute

        depends_on = lab_dependencies(self._lab.code)
        self._tell(cell=0)
        begun = monotonic()
        try:
            notebooks = await execute(self._lab, self)
        finally:
            note_seconds(self._lab, self._out, self._took)
        seconds = round(monotonic() - begun, 1)
        refuse_unshowable(self._lab, notebooks)
        made = Made(digest(depends_on), seconds, _device(), versions(depends_on))
        ran = keep_result(self._lab, self._out, made, notebooks, depends_on, self._because)
        self._tell(cell=len(self._lab.code) + 1)
        return ran

    def begins(self, cell: int) -> None:
        line = first_line(self._lab.code[cell].of("en"))
        self._tell(cell=cell + 1, line=line, seconds=self._last[cell])

    def prints(self, text: str) -> None:
        lines = [line for line in text.splitlines() if line.strip()]
        if lines:
            self._moment = replace(self._moment, said=lines[-1].strip())
            self._watch(self._moment)

    def ended(self, cell: int, seconds: float) -> None:
        self._took.append(seconds)

    def _tell(self, cell: int, line: str = "", seconds: float | None = None) -> None:
        self._moment = replace(self._moment, cell=cell, line=line, seconds=seconds, said="")
        self._watch(self._moment)


async def _all(runs: Sequence[_Run], jobs: int) -> list[Ran]:
    """The results of ``runs``, ``jobs`` at a time. The first failure ends the others."""
    free = asyncio.Semaphore(jobs)

    async def when_free(run: _Run) -> Ran:
        async with free:
            return await run.result()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(when_free(run)) for run in runs]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _device() -> str:
    """The name of what the laboratories train on."""
    from archreport.course.kit.training import device
    from archreport.running.device import device_name

    return device_name(device())
