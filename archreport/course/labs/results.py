"""What the run of a laboratory gives, and the folder where it is kept.

``<out>/<name>/`` holds ``executed.en.ipynb`` and ``executed.zh.ipynb`` (code cells with their
outputs) and ``made.json`` (key, seconds, device, versions). The code cells count and what they
import; a sentence, a comment or a template never costs ten minutes. A folder is replaced whole, and
only by a run in which every cell passed. Text is not kept here: `archreport.course.labs.pages`
joins it from the source. How long each cell took lies beside it, in ``<out>/<name>.seconds.json``:
it is told to who waits, and is no result.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archreport.course.labs.source import Code, Lab
from archreport.errors import ArchreportError, Phrase, phrase
from archreport.files import write_atomically
from archreport.freshness.dependencies import Dependencies, dependencies
from archreport.freshness.kept_folder import kept_folder, why_stale
from archreport.language.choice import LANGUAGES

EXECUTED = {language: f"executed.{language}.ipynb" for language in LANGUAGES}
MADE = "made.json"
#: What one run displayed: for each code cell its outputs, as nbformat's plain dictionaries.
Outputs = Sequence[Sequence[Mapping[str, Any]]]
#: Libraries that decide how a notebook runs, though no cell names them.
_ALWAYS = ("ipykernel", "matplotlib_inline", "torch", "numpy")


class LabFailed(ArchreportError):
    """A cell that raised, or a kernel that died."""


def cell_failed(lab: Lab, index: int, message: Phrase | str, hint: Phrase | str) -> LabFailed:
    """The failure of a code cell, counted from 0, with what it said and what to do."""
    at = {
        "path": lab.path, "number": index + 1, "count": len(lab.code),
        "first": first_line(lab.code[index].of("en")),
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
    """A laboratory with what its code cells displayed, by language.

    ``made`` is None where it has not been run yet; then no cell has outputs. ``because`` says as
    clauses why it has to run, or had to; it is empty where it is ``fresh`` or was asked for.
    """

    lab: Lab
    made: Made | None
    outputs: Mapping[str, Outputs]
    fresh: bool
    because: Sequence[str] = ()


def lab_dependencies(code: Sequence[Code]) -> Dependencies:
    """What the outputs of the code cells ``code`` depend on. Comments do not count."""
    running = [
        "\n".join(ast.unparse(ast.parse(cell.of(one))) for one in LANGUAGES) for cell in code
    ]
    return dependencies(
        ["archreport.course.kit.figure_style"],
        code=running,
        settings={"threads": 1},
        libraries=_ALWAYS,
    )


def kept_result(lab: Lab, out: Path) -> Ran:
    """What is kept of ``lab`` under ``out``, where it is fresh; else that it has not been run."""
    folder = out / lab.name
    because = why_stale(folder, lab_dependencies(lab.code))
    if because:
        nothing = dict.fromkeys(LANGUAGES, [()] * len(lab.code))
        return Ran(lab, None, nothing, fresh=False, because=because)
    import nbformat

    made = Made(**json.loads((folder / MADE).read_text(encoding="utf-8")))
    executed = {one: nbformat.read(folder / name, as_version=4) for one, name in EXECUTED.items()}
    return Ran(lab, made, _outputs(executed), fresh=True)


def keep_result(
    lab: Lab,
    out: Path,
    made: Made,
    notebooks: Mapping[str, Any],
    depends_on: Dependencies,
    because: Sequence[str],
) -> Ran:
    """Keep the executed ``notebooks`` of ``lab``, by language, under ``out``."""
    import nbformat

    with kept_folder(out / lab.name, depends_on) as new:
        for language, name in EXECUTED.items():
            nbformat.write(notebooks[language], new / name)
        (new / MADE).write_text(
            json.dumps(asdict(made), indent=1) + "\n", encoding="utf-8", newline="\n"
        )
    return Ran(lab, made, _outputs(notebooks), fresh=False, because=because)


def _outputs(notebooks: Mapping[str, Any]) -> Mapping[str, Outputs]:
    return {
        language: [cell["outputs"] for cell in notebook["cells"]]
        for language, notebook in notebooks.items()
    }


def last_seconds(lab: Lab, out: Path) -> list[float | None]:
    """How long each code cell of ``lab`` took when it last ran just so; None where it never did."""
    try:
        noted = json.loads(_seconds_file(lab, out).read_bytes())
        return [float(one) if (one := noted.get(_named(cell))) else None for cell in lab.code]
    except (OSError, ValueError, TypeError, AttributeError):
        return [None] * len(lab.code)


def note_seconds(lab: Lab, out: Path, seconds: Sequence[float]) -> None:
    """Note how long the first code cells of ``lab`` took, as many as there are ``seconds``."""
    took = zip(lab.code, seconds, strict=False)
    noted = {_named(cell): round(one, 1) for cell, one in took}
    text = json.dumps(noted, indent=1) + "\n"
    write_atomically(_seconds_file(lab, out), text.encode())


def _seconds_file(lab: Lab, out: Path) -> Path:
    return out / f"{lab.name}.seconds.json"


def _named(cell: Code) -> str:
    return hashlib.sha256(cell.source.encode()).hexdigest()[:16]
