"""Running the laboratories: each in a fresh kernel and an empty folder, kept while nothing changes.

``<out>/<name>/`` holds ``executed.ipynb`` (code cells with their outputs) and ``made.json`` (key,
seconds, device, versions). The code cells count and what they import; a sentence or a template
never costs ten minutes. A folder is replaced whole, and only by a run in which every cell
passed. Text is not kept here: `archreport.course.labs.pages` joins it from the source.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from archreport.course.kit.display import BOTH
from archreport.course.labs.source import Lab, find_labs, read_lab
from archreport.errors import ArchreportError, Phrase, phrase
from archreport.freshness.dependencies import Dependencies, dependencies, digest, versions
from archreport.freshness.kept_folder import kept_folder, why_stale
from archreport.progress import Progress, silent

EXECUTED, MADE = "executed.ipynb", "made.json"
#: Seconds that one cell may take. The slowest of ours takes about two minutes on two cores.
LONGEST_CELL = 1800
NEEDED = (
    "jupytext", "nbclient", "nbformat", "ipykernel", "matplotlib", "skimage", "sklearn", "captum",
    "mlxtend",
)  # fmt: skip
#: Libraries that decide how a notebook runs, though no cell names them.
_ALWAYS = ("ipykernel", "matplotlib_inline", "torch", "numpy")


class LabFailed(ArchreportError):
    """A cell that raised, or a kernel that died."""


class ExtraMissing(ArchreportError):
    """The libraries of the laboratories are not installed."""

    exit_code = 2


@dataclass(frozen=True)
class Made:
    """How the outputs were made: ``key`` is one hash for all that they depend on, ``seconds`` are
    wall clock, imports included, ``libraries`` are versions by name."""

    key: str
    seconds: float
    device: str
    libraries: Mapping[str, str]


@dataclass(frozen=True)
class Ran:
    """A laboratory with its executed code cells, as nbformat's plain dictionaries.

    ``because`` says as clauses why it had to run; it is empty where it is ``fresh`` or was asked
    for.
    """

    lab: Lab
    made: Made
    outputs: Sequence[Sequence[Mapping[str, Any]]]
    fresh: bool
    because: Sequence[str] = ()


def run_labs(
    sources: Path,
    out: Path,
    names: Sequence[str] = (),
    *,
    force: bool = False,
    progress: Progress = silent,
) -> list[Ran]:
    """Run the laboratories ``names`` of the folder ``sources`` (all if empty); skip fresh ones.

    All are read and checked before the first one runs. Raises `ExtraMissing`, `BadInput` for an
    unknown name, `LabInvalid`, `LabFailed` and `OutputFailed`; earlier results stay as they were.
    """
    refuse_without_extra()
    labs = [read_lab(path) for path in find_labs(sources, names)]
    ran = []
    for number, lab in enumerate(labs, 1):
        title = f"{lab.name} ({number}/{len(labs)})"
        ran.append(_run(lab, out / lab.name, force, functools.partial(progress, title)))
    return ran


def refuse_without_extra(needed: Sequence[str] = NEEDED) -> None:
    """Raise `ExtraMissing` where a module of ``needed`` is not installed."""
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        raise ExtraMissing("lab.extra", names=missing)


def lab_dependencies(code: Sequence[str]) -> Dependencies:
    """What the outputs of the code cells ``code`` depend on."""
    return dependencies(code=code, libraries=_ALWAYS)


def _run(lab: Lab, folder: Path, force: bool, progress: Callable[[str, int, int], None]) -> Ran:
    depends_on = lab_dependencies(lab.code)
    steps = len(lab.code)
    because = why_stale(folder, depends_on)
    if not because and not force:
        progress("fresh", steps, steps)
        return _kept(lab, folder)
    progress("start", 0, steps)
    begun = monotonic()
    notebook = _execute(lab, lambda at: progress(f"cell {at + 1} of {steps}", at, steps))
    seconds = round(monotonic() - begun, 1)
    made = Made(digest(depends_on), seconds, _device(), versions(depends_on))
    _refuse_unnamed(lab, notebook)
    import nbformat

    with kept_folder(folder, depends_on) as new:
        nbformat.write(notebook, new / EXECUTED)
        (new / MADE).write_text(json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8")
    progress("done", steps, steps)
    outputs = [cell["outputs"] for cell in notebook["cells"]]
    return Ran(lab, made, outputs, fresh=False, because=because)


def _kept(lab: Lab, folder: Path) -> Ran:
    """What an earlier run left in ``folder``, which is whole."""
    import nbformat

    made = Made(**json.loads((folder / MADE).read_text(encoding="utf-8")))
    executed: Any = nbformat.read(folder / EXECUTED, as_version=4)
    return Ran(lab, made, [cell["outputs"] for cell in executed["cells"]], fresh=True)


def _execute(lab: Lab, cell_begins: Callable[[int], None]) -> Any:
    """Run the code cells of ``lab`` from top to bottom. Raises `LabFailed`."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from nbformat.v4 import new_code_cell, new_notebook

    cells = [new_code_cell(source, id=f"code-{n}") for n, source in enumerate(lab.code, 1)]
    notebook = new_notebook(cells=cells)
    at = 0
    with TemporaryDirectory(prefix="archreport-", ignore_cleanup_errors=True) as name:
        work = Path(name) / "work"
        work.mkdir()
        client = NotebookClient(
            notebook,
            timeout=LONGEST_CELL,
            kernel_manager_class=_this_python(),
            resources={"metadata": {"path": str(work)}},
            config=_transport(Path(name)),
        )
        client.reset_execution_trackers()
        try:
            with client.setup_kernel(env=_environment()):
                # cell by cell, as `client.execute` catches Ctrl-C and calls it a dead kernel
                for at, cell in enumerate(notebook.cells):
                    cell_begins(at)
                    try:
                        client.execute_cell(cell, at)
                    except KeyboardInterrupt:
                        client.shutdown_kernel = "immediate"
                        raise
        except CellExecutionError as error:
            trace = "\n".join(_COLOUR.sub("", error.traceback).splitlines()[-12:])
            raise _failure(lab, at, f"{error.ename}: {error.evalue}", trace) from error
        except CellTimeoutError as error:
            client.shutdown_kernel = "immediate"
            message = phrase("lab.too_long", seconds=LONGEST_CELL)
            raise _failure(lab, at, message, "") from error
        except DeadKernelError as error:
            raise _failure(lab, at, phrase("lab.died"), phrase("lab.died.hint")) from error
    return notebook


#: The escapes that colour a traceback on a terminal.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def _failure(lab: Lab, index: int, message: Phrase | str, hint: Phrase | str) -> LabFailed:
    first = lab.code[index].strip().partition("\n")[0]
    at = {"path": lab.path, "number": index + 1, "count": len(lab.code), "first": first}
    return LabFailed("lab.failed", hint, place=phrase("lab.failed.place", **at), said=message)


def _this_python() -> Any:
    """A kernel manager that starts this very Python, whatever kernels the machine has."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class ThisPython(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=start, display_name="Python 3", language="python")

    return ThisPython


def _transport(folder: Path) -> Any:
    """Sockets in ``folder``: no port is opened, and the kernel does not warn of one."""
    from traitlets.config import Config

    if os.name == "nt":
        return Config()
    return Config({"KernelManager": {"transport": "ipc", "ip": str(folder / "k")}})


def _environment() -> dict[str, str]:
    """The kernel imports the archreport that runs it, and shows figures in English."""
    root = str(Path(__file__).parents[3])
    path = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        "PYTHONPATH": f"{root}{os.pathsep}{path}" if path else root,
        "ARCHREPORT_LANG": "en",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _device() -> str:
    """The name of what the laboratories train on."""
    from archreport.course.kit.training import device
    from archreport.running.device import device_name

    return device_name(device())


_PICTURES = ("image/png", "image/jpeg", "image/svg+xml", "image/webp")


def _refuse_unnamed(lab: Lab, notebook: Any) -> None:
    """Raise `LabFailed` for a picture without a description, or a text without a language."""
    for index, cell in enumerate(notebook["cells"]):
        for output in cell["outputs"]:
            data = output.get("data", {})
            if BOTH not in data and any(kind in data for kind in _PICTURES):
                raise _failure(lab, index, phrase("lab.unnamed"), phrase("lab.unnamed.hint"))
