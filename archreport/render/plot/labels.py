"""Where the labels of a plot go: each beside its mark, none on another.

Each label is tried at some forty places around its mark, nearest first, and takes the one that
costs least; then each is tried again, now that the others stand. A label that finds no free place is
left out, since the table beside the plot holds its number. The work is bounded: at most `MOST`
marks are labelled, each looks at a fixed number of places, three times.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archreport.render.svg import text_width

SIZE = 11.0
LINE = 13.0
MOST = 60
ROUNDS = 3
GAP = 4.0  # between a mark and its label
_ANGLES = (0, 180, 315, 45, 225, 135, 270, 90)
_STEPS = (0.0, 9.0, 20.0, 34.0, 52.0, 76.0)
_COVERS_MARK = 9.0  # what it costs to lie on another mark
_LEADER_CROSSES = 12.0


@dataclass(frozen=True)
class Box:
    """A rectangle: its left and upper edge, width and height."""

    x: float
    y: float
    width: float
    height: float

    def touches(self, other: Box, gap: float = 1.0) -> bool:
        return (
            self.x < other.x + other.width + gap
            and other.x < self.x + self.width + gap
            and self.y < other.y + other.height + gap
            and other.y < self.y + self.height + gap
        )

    def inside(self, other: Box) -> bool:
        return (
            other.x <= self.x
            and other.y <= self.y
            and self.x + self.width <= other.x + other.width
            and self.y + self.height <= other.y + other.height
        )


@dataclass(frozen=True)
class Mark:
    """Something to be labelled: its centre, how far it reaches, and the lines of its label."""

    x: float
    y: float
    reach: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Label:
    """A placed label. ``leader`` is the line's start and end where it stands apart, else None."""

    lines: tuple[str, ...]
    box: Box
    leader: tuple[float, float, float, float] | None = None

    @property
    def baselines(self) -> tuple[tuple[float, float, str], ...]:
        """x, y and text of each line."""
        return tuple(
            (self.box.x, self.box.y + 10 + number * LINE, line)
            for number, line in enumerate(self.lines)
        )


@dataclass(frozen=True)
class _Try:
    label: Label
    cost: float


def place_labels(
    marks: Sequence[Mark], field: Box, obstacles: Iterable[Box] = (), size: float = SIZE
) -> list[Label | None]:
    """A label for each mark, in order of importance; None where it has none, or no room.

    ``field`` must hold all labels; ``obstacles`` are places where none may stand.
    """
    walls = tuple(obstacles)
    chosen: list[Label | None] = [None] * len(marks)
    tries = [_tries(mark, field, walls, size) for mark in marks[:MOST]]
    for turn in range(ROUNDS):
        for index, options in enumerate(tries):
            others = [label for i, label in enumerate(chosen) if label and i != index]
            best = _best(options, index, marks, others)
            if best is not None or turn == 0:
                chosen[index] = best
    return chosen


def label_size(lines: Sequence[str], size: float = SIZE) -> tuple[float, float]:
    """Width and height of a label, by the estimate of `text_width`."""
    return max(text_width(line, size) for line in lines), LINE * len(lines)


def _tries(mark: Mark, field: Box, walls: Sequence[Box], size: float) -> list[_Try]:
    if not mark.lines:
        return []
    width, height = label_size(mark.lines, size)
    found = []
    for step in _STEPS:
        for preference, angle in enumerate(_ANGLES):
            label = _at(mark, angle, step, width, height)
            if label.box.inside(field) and not any(label.box.touches(wall) for wall in walls):
                found.append(_Try(label, step / 5 + preference * 0.35))
    return found


def _at(mark: Mark, angle: float, step: float, width: float, height: float) -> Label:
    """The label in this direction, its nearest edge ``GAP + step`` away from the mark's."""
    across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    far = mark.reach + GAP + step
    x, y = mark.x + across * far, mark.y + down * far
    left = x - width * (0.5 - 0.5 * round(across, 6) / max(abs(across), abs(down)))
    upper = y - height * (0.5 - 0.5 * round(down, 6) / max(abs(across), abs(down)))
    box = Box(left, upper, width, height)
    leader = None
    if step > 10:
        start = mark.reach + 1
        end_x = min(max(mark.x, box.x), box.x + width)
        end_y = min(max(mark.y, box.y + 2), box.y + height - 1)
        length = math.hypot(end_x - mark.x, end_y - mark.y) or 1.0
        leader = (
            mark.x + (end_x - mark.x) / length * start,
            mark.y + (end_y - mark.y) / length * start,
            mark.x + (end_x - mark.x) / length * (length - 2),
            mark.y + (end_y - mark.y) / length * (length - 2),
        )
    return Label(mark.lines, box, leader)


def _best(
    options: Sequence[_Try], index: int, marks: Sequence[Mark], others: Sequence[Label]
) -> Label | None:
    best, least = None, math.inf
    for option in options:
        if option.cost >= least:
            continue
        if any(option.label.box.touches(other.box) for other in others):
            continue
        cost = option.cost + _crowding(option.label, index, marks, others)
        if cost < least:
            best, least = option.label, cost
    return best


def _crowding(
    label: Label, index: int, marks: Sequence[Mark], others: Sequence[Label]
) -> float:
    """What it costs to cover other marks, or to be crossed by a leader."""
    cost = 0.0
    for number, mark in enumerate(marks):
        if number != index:
            cost += _COVERS_MARK * _cover(label.box, mark)
            if label.leader and _near(label.leader, mark):
                cost += _LEADER_CROSSES / 2
    for other in others:
        if other.leader and _crosses(other.leader, label.box):
            cost += _LEADER_CROSSES
        if label.leader and _crosses(label.leader, other.box):
            cost += _LEADER_CROSSES
    return cost


def _cover(box: Box, mark: Mark) -> float:
    """0 where the box is clear of the mark, 1 where it lies on its centre."""
    dx = max(box.x - mark.x, 0, mark.x - box.x - box.width)
    dy = max(box.y - mark.y, 0, mark.y - box.y - box.height)
    reach = mark.reach + 1
    return max(0.0, 1 - math.hypot(dx, dy) / reach)


def _near(leader: tuple[float, float, float, float], mark: Mark) -> bool:
    x1, y1, x2, y2 = leader
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    if not length:
        return False
    part = min(max(((mark.x - x1) * (x2 - x1) + (mark.y - y1) * (y2 - y1)) / length, 0), 1)
    gap = math.hypot(x1 + part * (x2 - x1) - mark.x, y1 + part * (y2 - y1) - mark.y)
    return gap < min(mark.reach, 8)


def _crosses(leader: tuple[float, float, float, float], box: Box) -> bool:
    """True where the line passes through the box; looked at in a few points of it."""
    x1, y1, x2, y2 = leader
    points = ((x1 + (x2 - x1) * part / 8, y1 + (y2 - y1) * part / 8) for part in range(9))
    return any(
        box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height for x, y in points
    )
