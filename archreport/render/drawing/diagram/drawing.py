"""From positions to SVG, in the house's style: shape, colour and word all say the category."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup

from archreport.render.drawing.diagram.boxes import (
    Box,
    Point,
    Route,
    badge_width,
    is_small,
    title_size,
)
from archreport.render.drawing.diagram.graph import ENTRY, EXIT, Node
from archreport.render.drawing.diagram.layout import LEFT, Placed
from archreport.render.drawing.svg import element, group, path_data


def column_parts(
    placed: Placed, next_entry: float | None, *, linked: bool = True, base: str = ""
) -> Markup:
    """Everything in a column: heading, frames, lines, nodes.

    ``next_entry`` is the height at which the line goes over to the next column. Without
    ``linked`` (in a file on its own) there are ids but no links. ``base`` is the way to the page
    with the rows.
    """
    nodes = {node.key: node for node in placed.column.nodes}
    return group(
        (
            _heading(placed, linked=linked, base=base),
            *(_frame(box) for box in placed.frames.values()),
            strokes(placed, next_entry),
            *(
                _frame_title(placed.frames[frame.key], frame.title)
                for frame in placed.column.frames
                if frame.key in placed.frames
            ),
            element(
                "g",
                *(
                    _node(nodes[key], box, linked=linked, base=base)
                    for key, box in placed.boxes.items()
                    if key in nodes
                ),
                text_anchor="middle",
            ),
        )
    )


def _heading(placed: Placed, *, linked: bool, base: str) -> Markup:
    column = placed.column
    texts = [element("text", column.title, class_="t-head", x=LEFT, y=13)]
    if column.subtitle:
        texts.append(element("text", column.subtitle, class_="t-sub", x=LEFT, y=28))
    return element("a", *texts, href=base + column.href) if linked else group(texts)


def _frame(box: Box) -> Markup:
    return element(
        "rect", class_="frame", x=box.x, y=box.y, width=box.width, height=box.height, rx=2
    )


def _frame_title(box: Box, title: str) -> Markup:
    return element("text", title, class_="t-sub t-frame", x=box.x + 6, y=box.y + 11)


def _node(node: Node, box: Box, *, linked: bool, base: str) -> Markup:
    anchor = node.anchor or None
    parts = (*_outline(node, box), *_texts(node, box))
    if linked and node.href:
        href = node.href if node.category == "stub" else base + node.href
        return element("a", *parts, id=anchor, href=href)
    return element("g", *parts, id=anchor)


def _outline(node: Node, box: Box) -> list[Markup]:
    """The shape of a category, and the divisions inside it."""
    class_ = f"n n-{'shape' if node.category == 'stub' else node.category}"
    shape = _SHAPES.get(node.category, _rectangle)(box, class_)
    inner = ""
    if node.category == "block":
        inner = path_data("M", box.x + 4, box.y, "V", box.bottom, "M", box.right - 4, box.y)
        inner += path_data("V", box.bottom)
    elif 1 < node.groups <= 4:  # the towers of a grouped convolution
        for tower in range(1, node.groups):
            y = box.y + box.height * tower / node.groups
            inner += path_data("M", box.x, y, "h", 5, "M", box.right - 5, y, "h", 5)
    return [shape, element("path", class_=class_, d=inner)] if inner else [shape]


def _rectangle(box: Box, class_: str, radius: float | None = None) -> Markup:
    return element(
        "rect", class_=class_, x=box.x, y=box.y, width=box.width, height=box.height, rx=radius
    )


def _narrowing(box: Box, class_: str) -> Markup:
    data = path_data(
        "M",
        box.x,
        box.y,
        "H",
        box.right,
        "L",
        box.right - SLANT,
        box.bottom,
        "H",
        box.x + SLANT,
        "Z",
    )
    return element("path", class_=class_, d=data)


def _widening(box: Box, class_: str) -> Markup:
    data = path_data(
        "M",
        box.x + SLANT,
        box.y,
        "H",
        box.right - SLANT,
        "L",
        box.right,
        box.bottom,
        "H",
        box.x,
        "Z",
    )
    return element("path", class_=class_, d=data)


_SHAPES: dict[str, Callable[[Box, str], Markup]] = {
    "pool": _narrowing,
    "up": _widening,
    "linear": lambda box, class_: _rectangle(box, class_, min(14, box.height / 2)),
    "act": lambda box, class_: _rectangle(box, class_, 4),
    "drop": lambda box, class_: _rectangle(box, class_, 2),
    "shape": lambda box, class_: _rectangle(box, class_, 2),
    "stub": lambda box, class_: _rectangle(box, class_, 8),
}


def _texts(node: Node, box: Box) -> list[Markup]:
    x = box.x + (box.width - badge_width(node)) / 2
    class_ = "t-sub" if is_small(node) else "t-node"
    if node.sub:
        lines = [
            element("text", node.title, class_=class_, x=x, y=box.y + 15.5),
            element("text", node.sub, class_="t-sub", x=x, y=box.y + 28.5),
        ]
    else:
        y = box.y + box.height / 2 + title_size(node) * 0.36
        lines = [element("text", node.title, class_=class_, x=x, y=y)]
    if node.badge:
        lines.append(
            element(
                "text", node.badge, class_="t-badge", x=box.right - 7,
                y=box.y + box.height / 2 + 4, text_anchor="end",
            )
        )  # fmt: skip
    return lines


GUTTER = 6.0  # of the line that leads to the next column, from the right edge


ROUND = 5.0  # radius of its corners


ARROW = 6.0  # length of an arrow head


ARROW_HALF = 3.0


SLANT = 9.0  # of a trapezoid's sides


def strokes(placed: Placed, next_entry: float | None) -> Markup:
    """All lines of a column; ``next_entry`` is the height at which the next one is entered."""
    lines = Lines()
    _entry(placed, lines)
    for route in placed.routes:
        add = lines.add_curve if route.curved else lines.add
        add(route.points, skip=route.edge.skip, arrow=route.arrow)
    for tail in placed.buses:
        _bus(tail, placed, lines)
    if next_entry is not None:
        _exit(placed, next_entry, lines)
    return lines.drawn()


class Lines:
    """All lines of a column in four paths, which keeps the page small."""

    def __init__(self) -> None:
        self.edges: dict[bool, list[str]] = {False: [], True: []}
        self.heads: dict[bool, list[str]] = {False: [], True: []}

    def add(self, points: Sequence[Point], *, skip: bool = False, arrow: bool = False) -> None:
        """A line with round corners, and a head at its end if there is an ``arrow``."""
        self.edges[skip].append(rounded(points))
        if arrow:
            self.heads[skip].append(head(points[-2], points[-1]))

    def add_curve(self, points: Sequence[Point], *, skip: bool, arrow: bool) -> None:
        data = path_data("M", *points[0])
        for i in range(1, len(points) - 2, 3):
            data += path_data("C", *points[i], *points[i + 1], *points[i + 2])
        self.edges[skip].append(data)
        if arrow:
            before = next(p for p in reversed(points[:-1]) if p != points[-1])
            self.heads[skip].append(head(before, points[-1]))

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
        radius = min(ROUND, _distance(before, corner) / 2, _distance(corner, after) / 2)
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        data += _to(before, start) + path_data("Q", *corner, *end)
    return data


def _to(start: Point, end: Point) -> str:
    if abs(start[0] - end[0]) < 0.05:
        return path_data("V", end[1])
    if abs(start[1] - end[1]) < 0.05:
        return path_data("H", end[0])
    return path_data("L", *end)


def _distance(a: Point, b: Point) -> float:
    return math.hypot(b[0] - a[0], b[1] - a[1])


def _towards(start: Point, end: Point, length: float) -> Point:
    whole = _distance(start, end) or 1.0
    share = length / whole
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def head(before: Point, tip: Point) -> str:
    """Path data of an arrow head at ``tip``, coming from ``before``."""
    base = _towards(tip, before, ARROW)
    ux, uy = (tip[0] - base[0]) / ARROW, (tip[1] - base[1]) / ARROW
    wx, wy = -uy * ARROW_HALF, ux * ARROW_HALF
    start = base[0] + wx, base[1] + wy
    to_tip = tip[0] - start[0], tip[1] - start[1]
    to_end = base[0] - wx - tip[0], base[1] - wy - tip[1]
    return path_data("M", *start, "l", *to_tip, *to_end, "z")


def _bus(tail: str, placed: Placed, lines: Lines) -> None:
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


def _entry(placed: Placed, lines: Lines) -> None:
    """The line that comes in at the left side of the first node."""
    if ENTRY not in placed.buses and placed.column.heads:
        box = placed.boxes[placed.column.heads[0]]
        inset = _inset(placed, placed.column.heads[0])
        lines.add(((0, box.middle[1]), (box.x + inset, box.middle[1])), arrow=True)


def _exit(placed: Placed, next_entry: float, lines: Lines) -> None:
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


def _inset(placed: Placed, key: str) -> float:
    """How far the slanted side of a trapezoid stands back, halfway up."""
    node = next(node for node in placed.column.nodes if node.key == key)
    return SLANT / 2 if node.category in ("pool", "up") else 0.0
