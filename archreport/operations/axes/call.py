"""A call as the rules of axes see it: its arguments as they stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archreport.operations.axes.parts import Axes
from archreport.report.model import Shape


@dataclass(frozen=True, slots=True)
class Read:
    """A tensor among the arguments, the ``number``-th that the call reads."""

    shape: Shape
    number: int
    boolean: bool = False


#: An argument that is neither plain nor a tensor.
UNREADABLE = object()


@dataclass(frozen=True)
class Given:
    """The arguments of a call as they stood: plain values, and a `Read` for each tensor."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


class AxesLost(Exception):
    """What becomes of the axes is not known. Caught where a rule is asked."""


@dataclass(frozen=True)
class Step:
    """A call for the rules: its arguments, its first result's shape, and the axes of what it reads.

    ``axes`` gives those of a tensor among the arguments.
    """

    given: Given
    out: Shape
    axes: Callable[[Read], Axes]

    def argument(self, place: int, *names: str) -> Any:
        """The argument at a place of the call or under one of its names; None without it."""
        for name in names:
            if name in self.given.kwargs:
                return self.given.kwargs[name]
        return self.given.args[place] if place < len(self.given.args) else None

    def tensors(self) -> list[tuple[Shape, Axes]]:
        """Every tensor among the arguments with its axes, in order."""
        reads = reads_in((self.given.args, tuple(self.given.kwargs.values())))
        return [(read.shape, self.axes(read)) for read in reads]

    def tensor(self, place: int, *names: str) -> tuple[Shape, Axes]:
        """One tensor argument. Raises `AxesLost` where there is none."""
        found = self.argument(place, *names)
        if not isinstance(found, Read):
            raise AxesLost
        return found.shape, self.axes(found)

    def many(self, place: int, name: str) -> tuple[int, ...]:
        """An argument that is one number or several, also written out: ``x.permute(0, 2, 1)``."""
        value = self.given.kwargs.get(name)
        if value is None:
            rest = self.given.args[place:]
            value = rest[0] if len(rest) == 1 and isinstance(rest[0], tuple) else rest
        value = (value,) if isinstance(value, int) else value
        if not isinstance(value, tuple) or not all(_is_whole(item) for item in value):
            raise AxesLost
        return value


def reads_in(value: object) -> Iterator[Read]:
    """The tensors inside nested tuples and dictionaries, in order."""
    if isinstance(value, Read):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from reads_in(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from reads_in(item)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
