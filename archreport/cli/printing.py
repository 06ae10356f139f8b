"""Tables for the terminal that is there."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.measure import Measurement

_ANY = 10_000  # cells: more than any table needs


def print_whole(renderable: RenderableType, console: Console) -> None:
    """Print as wide as the terminal; wider where a number or a word would have to be cut.

    The terminal folds such lines itself, and no digit is lost.
    """
    unbounded = console.options.update(max_width=_ANY)
    console.width = max(console.width, Measurement.get(console, unbounded, renderable).minimum)
    console.print(renderable, crop=False)
