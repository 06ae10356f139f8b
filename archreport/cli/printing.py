"""Tables for the terminal that is there."""

from __future__ import annotations

from rich.console import Console, RenderableType


def print_whole(renderable: RenderableType, console: Console) -> None:
    """Print as wide as the terminal; wider where a number or a word would have to be cut.

    The terminal folds such lines itself, and no digit is lost.
    """
    least = console.measure(renderable).minimum
    console.print(renderable, width=max(console.width, least), crop=False)
