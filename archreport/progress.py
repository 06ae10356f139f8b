"""How work that takes long says how far it is."""

from __future__ import annotations

from collections.abc import Callable

#: Told of each step: the name of what is made, what is being done, steps done, steps in all.
Progress = Callable[[str, str, int, int], None]


#: Told what is being done, in a word.
Say = Callable[[str], None]


def silent(title: str, what: str, done: int, total: int) -> None:
    """The `Progress` that says nothing."""
