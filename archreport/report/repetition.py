"""What repeats among rows: rows that are configured alike, and periods in a sequence.

Both sides of the Report fold by it: the analysis into blocks, the tables into lines.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from archreport.report.model import Row

#: The longest period that is looked for. A loop's body has tens of operations, seldom hundreds.
LONGEST_PERIOD = 512
#: To how many equal items that follow the distance is tried as a period.
_TRIES = 16


@dataclass(frozen=True)
class Repeat:
    """``count`` times the same ``period`` items, from ``start`` on. ``count`` 1 does not repeat."""

    start: int
    period: int
    count: int

    @property
    def stop(self) -> int:
        return self.start + self.period * self.count

    def copies(self) -> Iterator[range]:
        """The places of each copy's items."""
        return (
            range(first, first + self.period) for first in range(self.start, self.stop, self.period)
        )


def configuration(row: Row) -> Hashable:
    """What a row is, wherever it stands: two rows of one configuration cost the same.

    A parameter counts by its shape, so that one which is used again is like its first use. The rate
    of a dropout does not count: it grows with the depth in many networks, and costs nothing.
    """
    return (
        row.op,
        row.window,
        row.groups,
        tuple(sorted(row.hyper.items(), key=lambda item: item[0])) if row.kind != "drop" else (),
        row.in_shapes,
        row.out_shapes,
        tuple(param.shape for param in row.params),
        row.macs,
    )


def wiring(group: Sequence[Row]) -> tuple[tuple[int, ...], ...]:
    """For each row of a group which others of it it reads, by their places; -1 is outside."""
    place = {row.id: index for index, row in enumerate(group)}
    return tuple(tuple(place.get(name, -1) for name in row.inputs) for row in group)


def numbered(items: Sequence[Hashable]) -> list[int]:
    """Equal items as equal numbers, which are quicker to compare."""
    known: dict[Hashable, int] = {}
    return [known.setdefault(item, len(known)) for item in items]


def repeats_of(items: Sequence[int], longest: int = LONGEST_PERIOD) -> list[Repeat]:
    """The sequence as runs of periods, from left to right, so that they cover it.

    At each place the period that covers most is taken, of equally good ones the shortest. Tried are
    the distances to the next sixteen equal items, up to ``longest``. So the time is linear in the
    length of the sequence.
    """
    following = _next_places(items)
    found: list[Repeat] = []
    start = 0
    while start < len(items):
        best = Repeat(start, 1, 1)
        here = start
        for _ in range(_TRIES):
            here = following[here]
            period = here - start
            if here < 0 or period > longest:
                break
            count = _copies(items, start, period)
            if count > 1 and period * count > best.period * best.count:
                best = Repeat(start, period, count)
            if best.stop > here + longest:
                break  # it has gone on long enough that no other will do better
        found.append(best)
        start = best.stop
    return found


def _next_places(items: Sequence[int]) -> list[int]:
    """For each place the next one with an equal item, -1 without one."""
    following = [-1] * len(items)
    seen: dict[int, int] = {}
    for place in range(len(items) - 1, -1, -1):
        following[place] = seen.get(items[place], -1)
        seen[items[place]] = place
    return following


def _copies(items: Sequence[int], start: int, period: int) -> int:
    end = start + period
    while end < len(items) and items[end] == items[end - period]:
        end += 1
    return (end - start) // period
