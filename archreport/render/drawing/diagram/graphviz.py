"""Finding and running Graphviz: the one place that knows which program lays graphs out.

The pinned ``graphviz-pure`` wheel is Graphviz 16 as one program without system packages; it
measures text with built-in metrics, so a graph gets the same positions on every machine. A system
``dot`` serves where no such wheel exists.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archreport.errors import LayoutFailed, phrase

TIMEOUT = 120  # seconds; the largest networks need a few
_INSTALL = phrase("graphviz.install")


def engine() -> str:
    """The path of the layout program. Raises `LayoutFailed` where there is none."""
    beside = str(Path(sys.executable).parent)
    program = shutil.which("graphviz-pure", path=beside) or shutil.which("dot")
    if not program:
        raise LayoutFailed("graphviz.missing", _INSTALL)
    return program


def run(sources: Sequence[str], *, timeout: float = TIMEOUT) -> list[dict[str, Any]]:
    """Lay out DOT graphs in one process and return what Graphviz's JSON says of each, in order.

    Raises `LayoutFailed` when the program is missing, fails, takes longer than ``timeout``
    seconds, or answers with something else than the graphs it was given.
    """
    if not sources:
        return []
    program = engine()
    name = Path(program).name
    try:
        done = subprocess.run(
            [program, "-q", "-Tjson0"],
            input="\n".join(sources).encode(),
            capture_output=True,
            timeout=timeout,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise LayoutFailed("graphviz.timeout", name=name, timeout=timeout) from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else phrase("graphviz.silent")
        raise LayoutFailed(
            "graphviz.failed", _INSTALL, name=name, code=error.returncode, reason=reason
        ) from error
    except OSError as error:
        raise LayoutFailed(
            "graphviz.not_run", _INSTALL, name=name, reason=error.strerror
        ) from error
    graphs = _documents(done.stdout.decode(errors="replace"), name)
    if len(graphs) != len(sources):
        raise LayoutFailed(
            "graphviz.count", _INSTALL, name=name, done=len(graphs), count=len(sources)
        )
    return graphs


def _documents(text: str, name: str) -> list[dict[str, Any]]:
    """Several JSON documents, one after the other."""
    decoder = json.JSONDecoder()
    documents: list[dict[str, Any]] = []
    position = 0
    while (start := text.find("{", position)) >= 0:
        try:
            document, position = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            raise LayoutFailed("graphviz.broken", _INSTALL, name=name, error=error) from error
        documents.append(document)
    return documents
