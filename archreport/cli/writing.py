"""The output folder of a command that builds: held alone, and free of what dead runs left."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archreport.cli.messages import say
from archreport.cli.words import word
from archreport.files import Writing, one_writer, sweep_below
from archreport.files.unfinished import sweep


@contextmanager
def writing(out: Path, *beside: Path) -> Iterator[None]:
    """Hold ``out`` for one command, after waiting for another that writes there.

    Removed first is what killed runs left in ``out``, beside it, in the folders ``beside`` and
    where temporary folders lie. Raises `OutputFailed`.
    """

    def waiting(other: Writing | None) -> None:
        if other:
            told = word("writing.known", out=out, command=other.command, process=other.process,
                        machine=other.machine)  # fmt: skip
        else:
            told = word("writing.unknown", out=out)
        say(told)

    with one_writer(out, waiting):
        sweep_below(out)
        for place in (out.resolve().parent, *beside, Path(tempfile.gettempdir())):
            sweep(place)
        yield
