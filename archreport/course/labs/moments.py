"""How the runs of laboratories say how far they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """Where the run of one laboratory is.

    ``cell`` counts from 1; it is 0 where the kernel is being started, and ``cells + 1`` where all
    have passed. ``line`` is the first of the cell's code, ``seconds`` what the cell took last time
    (None where it never ran), ``said`` the last line that it has printed.
    """

    lab: str
    number: int
    labs: int
    cell: int
    cells: int
    line: str = ""
    seconds: float | None = None
    said: str = ""


#: Told of each moment, from another thread than the one that asked for the runs.
Watch = Callable[[Moment], None]


def unwatched(moment: Moment) -> None:
    """The `Watch` that does nothing."""
