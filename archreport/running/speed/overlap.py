"""The end of one piece of work beside the beginning of the next.

Analysing a network keeps one core busy, and its run must be alone on the machine to be timed. The
last pictures of a network, 0.1 to 0.6 s of drawing where all feature maps are drawn, are done
beside the analysis of the next.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TypeVar

T = TypeVar("T")

#: A piece of work that yields twice: where it must be alone on the machine from now on, and where
#: all that is left is to wait for threads of its own. It may return before either.
Work = Generator[None, None, T]


def overlapped(works: Iterable[Work[T]]) -> list[T]:
    """Do ``works`` in their order, each one's end beside the beginning of the next.

    The next is asked for when the one before has come to its end or to its second ``yield``.
    Returns what they return. Where one raises, the one before is finished first.
    """
    results: dict[int, T] = {}

    def recorded(number: int, work: Work[T]) -> Work[None]:
        results[number] = yield from work

    last: Iterable[None] = ()
    try:
        for number, work in enumerate(works):
            current = recorded(number, work)
            try:
                next(current, None)
                _finish(last)
                next(current, None)
            except BaseException:
                current.close()
                raise
            last = current
    finally:
        _finish(last)
    return [results[number] for number in sorted(results)]


def _finish(work: Iterable[None]) -> None:
    """Do the rest; of what is finished, or has raised, nothing is left."""
    for _ in work:
        pass
