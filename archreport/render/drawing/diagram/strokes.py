"""The lines of a column: edges with round corners, their heads, buses, entry and exit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from archreport.render.drawing.diagram.boxes import SLANT, Route
from archreport.render.drawing.diagram.graph import ENTRY, EXIT
from archreport.render.drawing.diagram.layout import PlacedColumn
from archreport.render.drawing.geometry import Point
from archreport.render.drawing.lines import arrow_head, towards
from archreport.render.drawing.svg import element, group, path_data

GUTTER = 6.0  # of the line that leads to the next column, from the right edge
ROUND = 5.0  # radius of its corners


def strokes(placed: PlacedColumn, next_entry: float | None) -> Markup:
    """All lines of a column; ``next_entry`` is the height at which the next one is entered."""
    lines = _Lines()
    _entry(placed, lines)
    for route in placed.routes:
        add = lines.add_curve if route.curved else lines.add
        add(route.points, skip=route.edge.skip, arrow=route.arrow)
    for tail in placed.buses:
        _bus(tail, placed, lines)
    if next_entry is not None:
        _exit(placed, next_entry, lines)
    return lines.drawn()


class _Lines:
    """All lines of a column in four paths, which keeps the page small."""

    def __init__(self) -> None:
        self.edges: dict[bool, list[str]] = {False: [], True: []}
        self.heads: dict[bool, list[str]] = {False: [], True: []}

    def add(self, points: Sequence[Point], *, skip: bool = False, arrow: bool = False) -> None:
        """A line with round corners, and a head at its end if there is an ``arrow``."""
        self.edges[skip].append(rounded(points))
        if arrow:
            self.heads[skip].append(arrow_head(points[-2], points[-1]))

    def add_curve(self, points: Sequence[Point], *, skip: bool, arrow: bool) -> None:
        data = path_data("M", *points[0])
        for i in range(1, len(points) - 2, 3):
            data += path_data("C", *points[i], *points[i + 1], *points[i + 2])
        self.edges[skip].append(data)
        if arrow:
            before = next(p for p in reversed(points[:-1]) if p != points[-1])
            self.heads[skip].append(arrow_head(before, points[-1]))

    def drawn(self) -> Markup:
        parts = []
        for class_, lines in (("edge", self.edges), ("head", self.heads)):
            for skip in (False, True):
                if lines[skip]:
                    name = f"{class_} skip" if skip else class_
                    parts.append(element("path", class_=name, d="".join(lines[skip])))
        return group(parts)


def rounded(points: Sequence[Point]) -> str:
    """Path data of a line with horizontal and vertical parts and round corners."""
    data = path_data("M", *points[0])
    for i in range(1, len(points)):
        if i + 1 == len(points):
            data += _to(points[i - 1], points[i])
            break
        before, corner, after = points[i - 1], points[i], points[i + 1]
        radius = min(ROUND, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        start, end = towards(corner, before, radius), towards(corner, after, radius)
        data += _to(before, start) + path_data("Q", *corner, *end)
    return data


def _to(start: Point, end: Point) -> str:
    if abs(start[0] - end[0]) < 0.05:
        return path_data("V", end[1])
    if abs(start[1] - end[1]) < 0.05:
        return path_data("H", end[0])
    return path_data("L", *end)


def _bus(tail: str, placed: PlacedColumn, lines: _Lines) -> None:
    """The horizontal line from which several lines drop."""
    y = placed.buses[tail].y
    starts = [route.points[0][0] for route in placed.routes if _leaves(route, tail, y)]
    if tail == ENTRY:
        lines.add(((0, y), (max(starts), y)))
        return
    x, bottom = placed.boxes[tail].middle[0], placed.boxes[tail].bottom
    lines.add(((x, bottom), (x, y)))
    lines.add(((min(*starts, x), y), (max(*starts, x), y)))


def _leaves(route: Route, tail: str, y: float) -> bool:
    return route.edge.tail == tail and abs(route.points[0][1] - y) < 3


def _entry(placed: PlacedColumn, lines: _Lines) -> None:
    """The line that comes in at the left side of the first node."""
    if ENTRY not in placed.buses and placed.column.heads:
        box = placed.boxes[placed.column.heads[0]]
        inset = _inset(placed, placed.column.heads[0])
        lines.add(((0, box.middle[1]), (box.x + inset, box.middle[1])), arrow=True)


def _exit(placed: PlacedColumn, next_entry: float, lines: _Lines) -> None:
    """The line that leaves at the right and goes to the height of the next column's entry."""
    tail = placed.column.tail
    if not tail:
        return
    if EXIT in placed.boxes:
        x, y = placed.boxes[EXIT].middle
    else:
        x, y = placed.boxes[tail].right - _inset(placed, tail), placed.boxes[tail].middle[1]
    gutter = placed.width - GUTTER
    corners = ((x, y), (gutter, y), (gutter, next_entry), (placed.width, next_entry))
    lines.add(corners if abs(y - next_entry) > 0.5 else (corners[0], corners[-1]))


def _inset(placed: PlacedColumn, key: str) -> float:
    """How far the slanted side of a trapezoid is set back, halfway up."""
    node = next(node for node in placed.column.nodes if node.key == key)
    return SLANT / 2 if node.category in ("pool", "up") else 0.0
