"""What the run of a laboratory gives, and the folder where it is kept.

``<out>/<name>/`` holds ``executed.ipynb`` (code cells with their outputs) and ``made.json`` (key,
seconds, device, versions). The code cells count and what they import; a sentence or a template
never costs ten minutes. A folder is replaced whole, and only by a run in which every cell passed.
Text is not kept here: `archreport.course.labs.pages` joins it from the source. How long each cell
took lies beside it, in ``<out>/<name>.seconds.json``: it is told to who waits, and is no result.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archreport.course.labs.source import Lab
from archreport.errors import ArchreportError, Phrase, phrase
from archreport.files import write_atomically
from archreport.freshness.dependencies import Dependencies, dependencies
from archreport.freshness.kept_folder import kept_folder, why_stale

EXECUTED, MADE = "executed.ipynb", "made.json"
#: Libraries that decide how a notebook runs, though no cell names them.
_ALWAYS = ("ipykernel", "matplotlib_inline", "torch", "numpy")


class LabFailed(ArchreportError):
    """A cell that raised, or a kernel that died."""


def cell_failed(lab: Lab, index: int, message: Phrase | str, hint: Phrase | str) -> LabFailed:
    """The failure of a code cell, counted from 0, with what it said and what to do."""
    at = {
        "path": lab.path, "number": index + 1, "count": len(lab.code),
        "first": first_line(lab.code[index]),
    }  # fmt: skip
    return LabFailed("lab.failed", hint, place=phrase("lab.failed.place", **at), said=message)


def first_line(code: str) -> str:
    """What a code cell is called where it is spoken of."""
    return code.strip().partition("\n")[0]


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

    ``made`` is None where it has not been run yet; then no cell has outputs. ``because`` says as
    clauses why it has to run, or had to; it is empty where it is ``fresh`` or was asked for.
    """

    lab: Lab
    made: Made | None
    outputs: Sequence[Sequence[Mapping[str, Any]]]
    fresh: bool
    because: Sequence[str] = ()


def lab_dependencies(code: Sequence[str]) -> Dependencies:
    """What the outputs of the code cells ``code`` depend on."""
    return dependencies(code=code, settings={"threads": 1}, libraries=_ALWAYS)


def kept_result(lab: Lab, out: Path) -> Ran:
    """What is kept of ``lab`` under ``out``, where it is fresh; else that it has not been run."""
    folder = out / lab.name
    because = why_stale(folder, lab_dependencies(lab.code))
    if because:
        return Ran(lab, None, [()] * len(lab.code), fresh=False, because=because)
    import nbformat

    made = Made(**json.loads((folder / MADE).read_text(encoding="utf-8")))
    executed: Any = nbformat.read(folder / EXECUTED, as_version=4)
    return Ran(lab, made, _outputs(executed), fresh=True)


def keep_result(
    lab: Lab, out: Path, made: Made, notebook: Any, depends_on: Dependencies, because: Sequence[str]
) -> Ran:
    """Keep the executed ``notebook`` of ``lab`` under ``out``."""
    import nbformat

    with kept_folder(out / lab.name, depends_on) as new:
        nbformat.write(notebook, new / EXECUTED)
        (new / MADE).write_text(json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8")
    return Ran(lab, made, _outputs(notebook), fresh=False, because=because)


def _outputs(notebook: Any) -> list[Sequence[Mapping[str, Any]]]:
    return [cell["outputs"] for cell in notebook["cells"]]


def last_seconds(lab: Lab, out: Path) -> list[float | None]:
    """How long each code cell of ``lab`` took when it last ran just so; None where it never did."""
    try:
        noted = json.loads(_seconds_file(lab, out).read_bytes())
        return [float(one) if (one := noted.get(_named(code))) else None for code in lab.code]
    except (OSError, ValueError, TypeError, AttributeError):
        return [None] * len(lab.code)


def note_seconds(lab: Lab, out: Path, seconds: Sequence[float]) -> None:
    """Note how long the first code cells of ``lab`` took, as many as there are ``seconds``."""
    took = zip(lab.code, seconds, strict=False)
    noted = {_named(code): round(one, 1) for code, one in took}
    text = json.dumps(noted, indent=1) + "\n"
    write_atomically(_seconds_file(lab, out), text.encode())


def _seconds_file(lab: Lab, out: Path) -> Path:
    return out / f"{lab.name}.seconds.json"


def _named(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:16]
