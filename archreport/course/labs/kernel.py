"""One laboratory's code in a fresh kernel and an empty folder, cell by cell, in both languages.

Each cell runs in English and then in Chinese, see `archreport.course.labs.in_kernel`; a cell that
is named ``once`` runs for both. A cell with gaps runs as the reader finds it too, just before it
runs with its gaps filled: so no notebook is published that stops at an open gap.

The kernel computes with one thread. Sums in another order end in other digits, so that with as many
threads as there are cores each machine would publish its own numbers; and the threads of small
networks wait for each other more than they compute, for minutes where other work has a core.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Protocol, TypeVar

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from archreport.course.labs.results import cell_failed
from archreport.course.labs.source import Lab
from archreport.errors import phrase
from archreport.files import temporary_folder
from archreport.language.choice import LANGUAGES

#: Seconds that one cell may take. The slowest of ours takes about a minute.
LONGEST_CELL = 1800
#: What the libraries under PyTorch, NumPy and SciPy read their number of threads from.
_THREADS = (
    "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip
#: The escapes that colour a traceback on a terminal.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

_T = TypeVar("_T")


class Listener(Protocol):
    """Hears of a run as it goes. Cells are counted from 0."""

    def begins(self, cell: int) -> None: ...

    def prints(self, text: str) -> None: ...

    def ended(self, cell: int, seconds: float) -> None: ...


@dataclass(frozen=True)
class _Step:
    """One thing that the kernel does: code, and the cell of the laboratory it belongs to.

    ``language`` says where its outputs belong; "" for what is not of the laboratory.
    """

    code: str
    cell: int
    language: str = ""


async def execute(lab: Lab, listener: Listener) -> Mapping[str, Any]:
    """Run the code cells of ``lab`` from top to bottom; return the notebook of each language.

    Raises `LabFailed`. Where it is cancelled the kernel is killed.
    """
    steps = _steps(lab)
    cells = [new_code_cell(step.code, id=f"code-{n}") for n, step in enumerate(steps)]
    notebook = new_notebook(cells=cells)
    at = 0
    with temporary_folder() as folder:
        work = folder / "work"
        work.mkdir()
        client = _client(notebook, work, folder, listener)
        try:
            async with client.async_setup_kernel(env=_environment()):
                try:
                    begun = monotonic()
                    for number, step in enumerate(steps):
                        if number and step.cell != at:
                            listener.ended(at, monotonic() - begun)
                        if not number or step.cell != at:
                            at, begun = step.cell, monotonic()
                            listener.begins(at)
                        await client.async_execute_cell(cells[number], number)
                    listener.ended(at, monotonic() - begun)
                except BaseException:
                    client.shutdown_kernel = "immediate"
                    raise
        except CellExecutionError as error:
            trace = "\n".join(_COLOUR.sub("", error.traceback).splitlines()[-12:])
            raise cell_failed(lab, at, f"{error.ename}: {error.evalue}", trace) from error
        except CellTimeoutError as error:
            message = phrase("lab.too_long", seconds=LONGEST_CELL)
            raise cell_failed(lab, at, message, "") from error
        except DeadKernelError as error:
            raise cell_failed(lab, at, phrase("lab.died"), phrase("lab.died.hint")) from error
    return {language: _notebook(steps, cells, language) for language in LANGUAGES}


_BEGIN = "__import__('archreport.course.labs.in_kernel', fromlist=['begin']).begin(globals())"
_LANGUAGES = "__import__('archreport.course.labs.in_kernel', fromlist=['languages']).languages()"


def _steps(lab: Lab) -> list[_Step]:
    """All that is run for ``lab``, in order."""
    steps = [_Step(_BEGIN, 0)]
    for at, cell in enumerate(lab.code):
        if cell.kind == "once":
            steps.append(_Step(f"{_LANGUAGES}.begin_once()", at))
            steps.append(_Step(cell.of("en"), at, "once"))
            steps.append(_Step(f"{_LANGUAGES}.end_once()", at))
        else:
            for language in LANGUAGES:
                steps.append(_Step(f"{_LANGUAGES}.speak({language!r})", at))
                if cell.has_gap:
                    steps.append(_Step(cell.of(language, solved=False), at))
                    steps.append(_Step(f"{_LANGUAGES}.restore_chance()", at))
                steps.append(_Step(cell.of(language), at, language))
    return steps


def _notebook(steps: Sequence[_Step], cells: Sequence[Any], language: str) -> Any:
    """The notebook of one language: the cells that were run for it."""
    mine = [
        cell for step, cell in zip(steps, cells, strict=True) if step.language in (language, "once")
    ]
    return new_notebook(cells=mine)


def run_apart(work: Coroutine[Any, Any, _T]) -> _T:
    """The result of ``work``, in a thread with an event loop of its own: ours may be running.

    Ctrl-C cancels ``work``, waits until it has cleaned up, and is raised.
    """
    loop = asyncio.SelectorEventLoop()  # on Windows too: the kernel's sockets need it
    task = loop.create_task(work)
    try:
        with ThreadPoolExecutor(1) as thread:
            result = thread.submit(loop.run_until_complete, task)
            try:
                while not wait([result], timeout=1).done:
                    pass  # back here now and then, as Windows interrupts no waiting
            except KeyboardInterrupt:
                loop.call_soon_threadsafe(task.cancel)
                raise
        return result.result()
    finally:
        if not loop.is_running():  # as it does where Ctrl-C is pressed again
            loop.close()


def _client(notebook: Any, work: Path, sockets: Path, listener: Listener) -> NotebookClient:
    class Heard(NotebookClient):
        def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
            if msg["msg_type"] == "stream":
                listener.prints(msg["content"]["text"])
            return super().process_message(msg, cell, cell_index)

    return Heard(
        notebook,
        timeout=LONGEST_CELL,
        record_timing=False,
        kernel_manager_class=_ThisPython,
        resources={"metadata": {"path": str(work)}},
        config=_transport(sockets),
    )


class _ThisPython(AsyncKernelManager):
    """Starts this very Python, whatever kernels the machine has."""

    @property
    def kernel_spec(self) -> KernelSpec:
        start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=start, display_name="Python 3", language="python")


def _transport(folder: Path) -> Config:
    """All by which the kernel is reached lies in ``folder``, and goes with it. Sockets there: no
    port is opened, and the kernel does not warn of one."""
    reached = {"connection_file": str(folder / "kernel.json")}
    if os.name != "nt":
        reached |= {"transport": "ipc", "ip": str(folder / "k")}
    return Config({"KernelManager": reached})


def _environment(threads: Sequence[str] = _THREADS) -> dict[str, str]:
    """The kernel imports the archreport that runs it, and says nothing of fonts without Chinese:
    what a browser shows is written with the reader's."""
    root = str(Path(__file__).parents[3])
    path = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        **dict.fromkeys(threads, "1"),
        "PYTHONPATH": f"{root}{os.pathsep}{path}" if path else root,
        "PYTHONWARNINGS": "ignore:Glyph:UserWarning",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
