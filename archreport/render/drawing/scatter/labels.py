"""Where the labels of a plot go: each beside its mark, none on another.

Each label is tried at some forty places around its mark and takes the one that costs least; then
each is tried again, now that the others have a place. A label that finds no free place is left out,
since the table beside the plot holds its number. The work is bounded: at most `MOST` marks are
labelled, each has a fixed number of places and `NEAR` neighbours, and each is placed three times.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise

from archreport.render.drawing.geometry import Point, Rectangle
from archreport.render.drawing.svg import text_width

SIZE = 11.0
LINE = 13.0
MOST = 60
NEAR = 40  # so many of its neighbours are looked at for each label
ROUNDS = 3
GAP = 4.0  # between a mark and its label
_ANGLES = (0, 180, 315, 45, 225, 135, 270, 90)
_STEPS = (0.0, 9.0, 20.0, 34.0, 52.0, 76.0)
APART_AT_LEAST = 1.0  # between two labels
APART = 8.0  # a label further away than this has a line that leads to it
_COVERS = 13.0  # what it costs to lie on another mark
_AMBIGUOUS = 6.0  # to lie nearer to another mark than to its own, without a leader
_CROSSES = 12.0  # to be crossed by a leader
_ON_LINE = 1.2  # to lie on a line of the plot

#: A straight line from (x1, y1) to (x2, y2), which leads from a mark to its label.
Leader = tuple[float, float, float, float]


@dataclass(frozen=True)
class Mark:
    """Something to be labelled: its centre, how far it reaches, and the lines of its label."""

    x: float
    y: float
    reach: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Label:
    """A placed label. ``leader`` is the line's start and end where it lies apart, else None."""

    lines: tuple[str, ...]
    box: Rectangle
    leader: Leader | None = None

    @property
    def baselines(self) -> tuple[tuple[float, float, str], ...]:
        """x, y and text of each line."""
        return tuple(
            (self.box.x, self.box.y + 10 + number * LINE, line)
            for number, line in enumerate(self.lines)
        )


@dataclass(frozen=True)
class _Try:
    """A place for a label, and what it costs whatever the other labels do."""

    label: Label
    cost: float


def place_labels(
    marks: Sequence[Mark],
    field: Rectangle,
    walls: Sequence[Rectangle] = (),
    lines: Sequence[Point] = (),
    size: float = SIZE,
) -> list[Label | None]:
    """A label for each mark, in order of importance; None where it has none, or no room.

    ``field`` must hold all labels; on ``walls`` none may lie; on ``lines``, given as points on
    them, none should.
    """
    chosen: list[Label | None] = [None] * len(marks)
    tries = [_tries(number, marks, field, walls, lines, size) for number in range(len(marks))]
    for _ in range(ROUNDS):
        for number, options in enumerate(tries[:MOST]):
            others = [label for i, label in enumerate(chosen) if label and i != number]
            chosen[number] = _best(options, others)
    return chosen


def label_size(lines: Sequence[str], size: float = SIZE) -> tuple[float, float]:
    """Width and height of a label, by the estimate of `text_width`."""
    return max(text_width(line, size) for line in lines), LINE * len(lines)


def _tries(
    number: int,
    marks: Sequence[Mark],
    field: Rectangle,
    walls: Sequence[Rectangle],
    lines: Sequence[Point],
    size: float,
) -> list[_Try]:
    """All places inside the field and clear of walls, the cheapest first."""
    mark = marks[number]
    if not mark.lines or number >= MOST:
        return []
    width, height = label_size(mark.lines, size)
    others = _nearest(number, marks)
    tries = []
    for step in _STEPS:
        for preference, angle in enumerate(_ANGLES):
            label = _at(mark, angle, step, width, height)
            if label.box.inside(field) and not any(
                label.box.meets(wall, APART_AT_LEAST) for wall in walls
            ):
                cost = step / 5 + preference * 0.35 + _crowding(label, mark, others, lines)
                tries.append(_Try(label, cost))
    return sorted(tries, key=lambda each: each.cost)


def _nearest(number: int, marks: Sequence[Mark]) -> list[Mark]:
    """The marks next to one of them: those further away cannot be in its label's way."""
    x, y = marks[number].x, marks[number].y
    others = [mark for i, mark in enumerate(marks) if i != number]
    return nsmallest(NEAR, others, key=lambda mark: math.hypot(mark.x - x, mark.y - y))


def _at(mark: Mark, angle: float, step: float, width: float, height: float) -> Label:
    """The label in this direction, its nearest edge ``GAP + step`` away from the mark's."""
    across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    far = mark.reach + GAP + step
    x, y = mark.x + across * far, mark.y + down * far
    longer = max(abs(across), abs(down))
    left = x - width * (0.5 - 0.5 * round(across / longer, 6))
    upper = y - height * (0.5 - 0.5 * round(down / longer, 6))
    box = Rectangle(left, upper, width, height)
    return Label(mark.lines, box, _leader(mark, box) if step > APART else None)


def _leader(mark: Mark, box: Rectangle) -> Leader:
    """From just outside the mark to the nearest point of the label."""
    end_x = min(max(mark.x, box.x), box.x + box.width)
    end_y = min(max(mark.y, box.y + 2), box.y + box.height - 1)
    length = math.hypot(end_x - mark.x, end_y - mark.y) or 1.0
    across, down = (end_x - mark.x) / length, (end_y - mark.y) / length
    start, stop = mark.reach + 1, length - 2
    return (
        mark.x + across * start,
        mark.y + down * start,
        mark.x + across * stop,
        mark.y + down * stop,
    )


def _best(options: Sequence[_Try], others: Sequence[Label]) -> Label | None:
    """The cheapest place that touches no other label."""
    best, least = None, math.inf
    for option in options:
        if option.cost >= least:
            break
        if any(option.label.box.meets(other.box, APART_AT_LEAST) for other in others):
            continue
        cost = option.cost + _CROSSES * _crossings(option.label, others)
        if cost < least:
            best, least = option.label, cost
    return best


def _crowding(label: Label, own: Mark, marks: Sequence[Mark], lines: Sequence[Point]) -> float:
    """What it costs to cover marks and lines, or to seem to belong to another mark."""
    distance = _distance(label.box, own.x, own.y) - own.reach
    cost = 0.0
    for mark in marks:
        gap = _distance(label.box, mark.x, mark.y)
        cost += _COVERS * max(0.0, 1 - gap / (mark.reach + 1))
        if label.leader is None and gap - mark.reach < distance - 1:
            cost += _AMBIGUOUS
        if label.leader and _passes(label.leader, mark):
            cost += _CROSSES / 2
    on_line = sum(1 for x, y in lines if _distance(label.box, x, y) < 1)
    return cost + min(on_line, 8) * _ON_LINE


def _crossings(label: Label, others: Sequence[Label]) -> int:
    """How many leaders run through a label, its own through the others included."""
    count = 0
    for other in others:
        count += bool(other.leader and _crosses(other.leader, label.box))
        count += bool(label.leader and _crosses(label.leader, other.box))
    return count


def _distance(box: Rectangle, x: float, y: float) -> float:
    """From a point to the box; 0 inside it."""
    dx = max(box.x - x, 0, x - box.x - box.width)
    dy = max(box.y - y, 0, y - box.y - box.height)
    return math.hypot(dx, dy)


def _passes(leader: Leader, mark: Mark) -> bool:
    """True where the line runs over the mark."""
    x1, y1, x2, y2 = leader
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    if not length:
        return False
    part = min(max(((mark.x - x1) * (x2 - x1) + (mark.y - y1) * (y2 - y1)) / length, 0), 1)
    gap = math.hypot(x1 + part * (x2 - x1) - mark.x, y1 + part * (y2 - y1) - mark.y)
    return gap < min(mark.reach, 8)


def _crosses(leader: Leader, box: Rectangle) -> bool:
    """True where the line passes through the box; looked at in a few points of it."""
    x1, y1, x2, y2 = leader
    points = ((x1 + (x2 - x1) * part / 8, y1 + (y2 - y1) * part / 8) for part in range(9))
    return any(
        box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height for x, y in points
    )


def points_on(corners: Sequence[Point], every: float = 10.0) -> list[Point]:
    """Points along a line through ``corners``, at most ``every`` apart."""
    points: list[Point] = []
    for (x1, y1), (x2, y2) in pairwise(corners):
        steps = max(math.ceil(math.hypot(x2 - x1, y2 - y1) / every), 1)
        points += [
            (x1 + (x2 - x1) * part / steps, y1 + (y2 - y1) * part / steps)
            for part in range(steps + 1)
        ]
    return points
