"""How work that takes long says how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: Told of each step: the name of what is made, what is being done, steps done, steps in all.
Progress = Callable[[str, str, int, int], None]


def untold(title: str, what: str, done: int, total: int) -> None:
    """The `Progress` that says nothing."""
