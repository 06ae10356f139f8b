"""From a graph to positions: Graphviz places the nodes and leads the edges of every column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archreport.render.drawing.diagram import graphviz, graphviz_input
from archreport.render.drawing.diagram.boxes import SUB, Route, around, height, tidy
from archreport.render.drawing.diagram.graph import ENTRY, Column, Edge, Graph
from archreport.render.drawing.diagram.graphviz_input import PILE_GAP, ColumnPlan, plan
from archreport.render.drawing.geometry import Point, Rectangle
from archreport.render.drawing.svg import text_width

LEFT, RIGHT, TOP, BOTTOM = 9.0, 15.0, 40.0, 6.0  # room around the nodes of a column
HEAD = 12  # font size of a column's title
FRAME_SIDE, FRAME_TOP, FRAME_BOTTOM = 6.0, 18.0, 6.0  # from a frame to the nodes in it


@dataclass(frozen=True)
class PlacedColumn:
    """A column with positions. ``boxes`` by node key, and `EXIT` where the line to the next
    column starts below the nodes; ``buses`` are flat boxes, `ENTRY` among them where the line
    from the previous column comes in above the nodes.
    """

    column: Column
    width: float
    height: float
    boxes: dict[str, Rectangle]
    frames: dict[str, Rectangle]
    buses: dict[str, Rectangle]
    routes: tuple[Route, ...]

    @property
    def entry_height(self) -> float:
        """Where the line from the previous column comes in."""
        if ENTRY in self.buses:
            return self.buses[ENTRY].y
        heads = self.column.heads
        return self.boxes[heads[0]].middle[1] if heads else TOP


def place(graph: Graph) -> tuple[PlacedColumn, ...]:
    """Positions for every column, in one run of Graphviz. Raises `LayoutFailed`."""
    plans = [plan(column) for column in graph.columns]
    answers = graphviz.run([graphviz_input.source(item) for item in plans])
    return tuple(read(item, answer) for item, answer in zip(plans, answers, strict=True))


def read(planned: ColumnPlan, answer: Mapping[str, Any]) -> PlacedColumn:
    """Graphviz's answer (its JSON, y upwards) as positions in our units, y downwards."""
    key_of = {name: key for key, name in graphviz_input.names(planned).items()}
    bus_of = {name: key for key, name in graphviz_input.bus_names(planned).items()}
    boxes: dict[str, Rectangle] = {}
    buses: dict[str, Rectangle] = {}
    for item in answer.get("objects", ()):
        if "pos" not in item:
            continue
        (x, y), name = _point(item["pos"]), item["name"]
        wide, tall = (
            float(item["width"]) * graphviz_input.INCH,
            float(item["height"]) * graphviz_input.INCH,
        )
        key = key_of.get(name, "")
        if key in planned.sizes and key not in planned.joins:
            wide, tall = planned.sizes[key]  # as asked for, free of rounding
        box = Rectangle(x - wide / 2, y - tall / 2, wide, tall)
        if name in bus_of:
            buses[bus_of[name]] = box
        else:
            boxes[key] = box
    routes = [
        tidy(route, boxes, anchored=route.edge.tail in buses)
        for route in _routes(planned, answer, buses)
    ]
    routes += _unpile(planned, boxes)
    frames = _frames(planned.column, boxes)
    return _settle(planned.column, boxes, frames, buses, routes)


def _routes(
    planned: ColumnPlan, answer: Mapping[str, Any], buses: Mapping[str, Rectangle]
) -> list[Route]:
    edges = {f"e{number}": edge for number, edge in enumerate(planned.edges)}
    return [
        _route(edges[item["id"]], item["pos"])
        for item in answer.get("edges", ())
        if item.get("id") in edges
    ]


def _route(edge: Edge, text: str) -> Route:
    """Graphviz's ``pos``: "e,x,y" is the arrow's tip, the other pairs the points of a spline."""
    tip: Point | None = None
    points: list[Point] = []
    for part in text.replace(";", " ").split():
        if part.startswith("e,"):
            tip = _point(part[2:])
        elif not part.startswith("s,"):
            points.append(_point(part))
    if tip is not None:  # the curve goes on straight, under the arrow's head
        points += [points[-1], tip, tip]
    return Route(edge, tuple(points), curved=True, arrow=tip is not None)


def _point(text: str) -> Point:
    x, y = text.split(",")
    return float(x), -float(y)


def _unpile(planned: ColumnPlan, boxes: dict[str, Rectangle]) -> list[Route]:
    """Give every stub of a pile its own box, and lead a line to it."""
    nodes = {node.key: node for node in planned.column.nodes}
    routes = []
    for pile in planned.piles:
        whole, partner = boxes.pop(pile.key), boxes[pile.partner]
        y = whole.y
        for key in pile.stubs:
            wide, tall = planned.sizes[key][0], height(nodes[key])
            x = whole.right - wide if pile.before else whole.x
            box = boxes[key] = Rectangle(x, y, wide, tall)
            y += tall + PILE_GAP
            ends = [box, partner] if pile.before else [partner, box]
            edge = Edge(*((key, pile.partner) if pile.before else (pile.partner, key)), skip=True)
            routes.append(Route(edge, _between(*ends) if pile.beside else _down(*ends)))
    return routes


def _between(left: Rectangle, right: Rectangle) -> tuple[Point, Point]:
    """From the right side of one box to the left side of another, level where that is possible."""
    (_, y0), (_, y1) = left.middle, right.middle
    if abs(y0 - y1) < 1:
        y0 = y1
    return (left.right, y0), (right.x, y1)


def _down(upper: Rectangle, lower: Rectangle) -> tuple[Point, Point]:
    """From the bottom of one box to the top of another, upright where that is possible."""
    x = min(max(upper.middle[0], lower.x + 8), lower.right - 8)
    start = x if upper.x < x < upper.right else upper.middle[0]
    return (start, upper.bottom), (x, lower.y)


def _frames(column: Column, boxes: Mapping[str, Rectangle]) -> dict[str, Rectangle]:
    """A line around the nodes of a module, where it would hold no others."""
    frames = {}
    for frame in column.frames:
        inside = [boxes[key] for key in frame.nodes]
        box = around(inside, FRAME_SIDE, FRAME_TOP, FRAME_BOTTOM)
        wide = max(box.width, text_width(frame.title, SUB) + 14)
        box = Rectangle(box.x, box.y, wide, box.height)
        if not any(box.meets(other) for key, other in boxes.items() if key not in frame.nodes):
            frames[frame.key] = box
    return frames


def _settle(
    column: Column,
    boxes: dict[str, Rectangle],
    frames: dict[str, Rectangle],
    buses: dict[str, Rectangle],
    routes: list[Route],
) -> PlacedColumn:
    """Move everything to its place under the column's title, and measure the column."""
    corners = [Rectangle(x, y, 0, 0) for route in routes for x, y in route.points]
    whole = around([*boxes.values(), *frames.values(), *buses.values(), *corners])
    dx, dy = LEFT - whole.x, TOP - whole.y
    title = text_width(column.title, HEAD, bold=True)
    wide = max(whole.width, title, text_width(column.subtitle, SUB))
    return PlacedColumn(
        column,
        wide + LEFT + RIGHT,
        whole.height + TOP + BOTTOM,
        {key: box.moved(dx, dy) for key, box in boxes.items()},
        {key: box.moved(dx, dy) for key, box in frames.items()},
        {key: box.moved(dx, dy) for key, box in buses.items()},
        tuple(route.moved(dx, dy) for route in routes),
    )
