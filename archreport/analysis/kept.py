"""What pure functions gave for the same objects, kept from row to row and from model to model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_Result = TypeVar("_Result")

#: More entries than the rows of the largest networks together.
MOST = 20_000


class ByIdentity(Generic[_Result]):
    """Results by the objects that they follow from, which are compared by identity.

    The frozen objects that an analysis passes on (fields, axes, calls) are deep, and comparing them
    by value takes as long as working out what follows from them. The objects are held, so that
    none of their addresses is given to another.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], tuple[_Result, tuple[object, ...]]] = {}

    def get(self, objects: tuple[object, ...], make: Callable[[], _Result]) -> _Result:
        """What ``make`` gives, or gave for the same ``objects``."""
        key = tuple(map(id, objects))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST:
                self._known.clear()
            found = self._known[key] = (make(), objects)
        return found[0]
