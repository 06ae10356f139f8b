"""Boxes and routes: what a placed column is made of, and how its lines are tidied.

Graphviz leads every edge as a chain of Bézier curves. Most of them are all but straight, and a
shortcut reads best as a bracket beside what it skips, so these are straightened where nothing
stands in the way; what is left stays as Graphviz led it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archreport.render.drawing.diagram.graph import ONE_LINE, Edge, Node
from archreport.render.drawing.geometry import Point, Rectangle
from archreport.render.drawing.svg import text_width

NEARLY = 4.0  # a line that leans less than this is drawn upright
BESIDE = 11.0  # distance of a bracket from the nodes it passes


@dataclass(frozen=True)
class Route:
    """The way of an edge from border to border.

    ``points`` are the corners of a line, or, where ``curved``, the 1 + 3n points of Bézier curves.
    The last point is where the edge ends; ``arrow`` says whether a head is drawn there.
    """

    edge: Edge
    points: tuple[Point, ...]
    curved: bool = False
    arrow: bool = True

    def moved(self, dx: float, dy: float) -> Route:
        return replace(self, points=tuple((x + dx, y + dy) for x, y in self.points))


def around(
    boxes: Sequence[Rectangle], side: float = 0, top: float = 0, bottom: float = 0
) -> Rectangle:
    """The smallest box around ``boxes``, with some room to spare."""
    x, y = min(box.x for box in boxes) - side, min(box.y for box in boxes) - top
    right = max(box.right for box in boxes) + side
    return Rectangle(x, y, right - x, max(box.bottom for box in boxes) + bottom - y)


def tidy(route: Route, boxes: Mapping[str, Rectangle], *, anchored: bool) -> Route:
    """The route straightened where that changes nothing else.

    ``anchored`` says that the route starts at a bus's port, which fixes its place.
    """
    if route.edge.skip:
        return _bracket(route, boxes) or route
    xs = [x for x, _ in route.points]
    if max(xs) - min(xs) >= NEARLY:
        return route
    tail, head = boxes.get(route.edge.tail), boxes.get(route.edge.head)
    (x0, y0), (x1, y1) = route.points[0], route.points[-1]
    y0 = tail.bottom if tail and not anchored else y0
    y1 = head.y if head else y1
    x = x0 if anchored else x1 if abs(x1 - x0) > 0.5 else (x0 + x1) / 2
    return replace(route, points=((x, y0), (x, y1)), curved=False)


def _bracket(route: Route, boxes: Mapping[str, Rectangle]) -> Route | None:
    """A shortcut as a bracket to the right of what it skips; None where something is there."""
    tail, head = boxes.get(route.edge.tail), boxes.get(route.edge.head)
    start, end = route.points[0], route.points[-1]
    if head is None or abs(end[0] - head.right) > NEARLY:
        return None
    end = (head.right, end[1])
    start = (tail.right, start[1]) if tail else start
    between = [
        box
        for key, box in boxes.items()
        if key not in (route.edge.tail, route.edge.head)
        and box.bottom > start[1]
        and box.y < end[1]
    ]
    if tail is None:  # down from the line that comes in, then to the left
        x = start[0]
        points: tuple[Point, ...] = ((x, start[1]), (x, end[1]), end)
    else:
        near = [box for box in (tail, head, *between) if box.x < head.right]
        x = max(box.right for box in near) + BESIDE
        points = (start, (x, start[1]), (x, end[1]), end)
    lane = Rectangle(x - 3, start[1], 6, end[1] - start[1])
    last = Rectangle(head.right + 1, end[1] - 3, max(x - head.right - 1, 0), 6)
    first = last if tail is None else Rectangle(tail.right + 1, start[1] - 3, x - tail.right - 1, 6)
    others = [box for key, box in boxes.items() if key not in (route.edge.tail, route.edge.head)]
    if any(lane.meets(box) or last.meets(box) or first.meets(box) for box in others):
        return None
    return replace(route, points=points, curved=False)


TITLE, SUB = 11, 10  # font sizes


GAP = 11  # between two nodes, one above the other; holds the arrow


SIDE_GAP = 8  # between neighbours


SLANT = 9.0  # of a trapezoid's sides


#: Free room left and right of the text; slanted and round sides need more.
_PADDING = {
    "pool": 14.0,
    "up": 14.0,
    "linear": 11.0,
    "embed": 11.0,
    "reduce": 14.0,
    "block": 11.0,
    "stub": 6.0,
}


def is_small(node: Node) -> bool:
    return node.category in ONE_LINE and not node.sub


def title_size(node: Node) -> int:
    return SUB if is_small(node) else TITLE


def padding(node: Node) -> float:
    return _PADDING.get(node.category, 6.0)


def badge_width(node: Node) -> float:
    return text_width(node.badge, TITLE, bold=True) + 6 if node.badge else 0.0


def width(node: Node) -> float:
    """The least width: both lines, the free room beside them, and the badge."""
    text = max(text_width(node.title, title_size(node)), text_width(node.sub, SUB))
    return text + 2 * padding(node) + badge_width(node)


def height(node: Node) -> float:
    if is_small(node):
        return 16.0
    if node.sub:
        return 36.0
    return {"io": 24.0, "join": 22.0}.get(node.category, 26.0)
