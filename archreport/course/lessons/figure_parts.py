"""Grids of values, labels and boxes: what the drawings share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from markupsafe import Markup

from archreport.render.drawing import lines
from archreport.render.drawing.geometry import Point
from archreport.render.drawing.svg import element, group, path_data

CELL = 22.0


def label(text: str, x: float, y: float, *, kind: str = "t-sub", anchor: str = "middle") -> Markup:
    return element("text", text, class_=kind, x=x, y=y, text_anchor=anchor)


def cell(x: float, y: float, kind: str = "", text: str = "", *, size: float = CELL) -> Markup:
    """One value: a square with at most a few characters in it."""
    box = element("rect", class_=f"cell {kind}".strip(), x=x, y=y, width=size, height=size)
    return group((box, label(text, x + size / 2, y + size / 2 + 4, kind="t-node"))) if text else box


def grid(
    x: float,
    y: float,
    rows: int,
    columns: int,
    kind: Callable[[int, int], str],
    text: Callable[[int, int], str] = lambda row, column: "",
    *,
    size: float = CELL,
) -> Markup:
    """``rows`` × ``columns`` cells; those with a plain outline first, so that no line is hidden."""
    places = sorted(
        ((row, column) for row in range(rows) for column in range(columns)),
        key=lambda place: bool(kind(*place)),
    )
    return group(
        cell(x + column * size, y + row * size, kind(row, column), text(row, column), size=size)
        for row, column in places
    )


def box(
    text: str, x: float, y: float, width: float, kind: str, *, height: float = 26, small: str = ""
) -> Markup:
    """A node of a module's drawing: its operation, and a smaller line below it."""
    middle = y + height / 2 + 4 - (7 if small else 0)
    return group(
        (
            element("rect", class_=f"n n-{kind}", x=x, y=y, width=width, height=height),
            label(text, x + width / 2, middle, kind="t-node"),
            label(small, x + width / 2, middle + 14) if small else Markup(),
        )
    )


def arrow(*points: Point, skip: bool = False) -> Markup:
    """A line through ``points`` with a head at its end."""
    return lines.arrow(points, "skip" if skip else "", length=7, half=4)


#: The colours of three sets of points; `mark` gives each a shape too.
KINDS = ("s-conv", "s-pool", "s-linear")


def mark(x: float, y: float, which: int, *, size: float = 4.5) -> Markup:
    """A point of set 0, 1 or 2: a disc, a square, a triangle."""
    kind = KINDS[which]
    match which:
        case 0:
            return element("circle", class_=kind, cx=x, cy=y, r=size)
        case 1:
            side = size * 1.8
            return element(
                "rect", class_=kind, x=x - side / 2, y=y - side / 2, width=side, height=side
            )
    top, base = y - size * 1.2, y + size * 0.9
    corners = path_data("M", x, top, "L", x + size * 1.15, base, "H", x - size * 1.15, "Z")
    return element("path", class_=kind, d=corners)


def line(points: Iterable[Point], *, kind: str = "edge") -> Markup:
    """A line through ``points``."""
    return element("path", class_=kind, d=lines.through(points))


def ray(start: Point, end: Point) -> Markup:
    """A line in any direction that ends at the base of its head, which is as small as it needs."""
    length = min(6.0, math.dist(start, end) * 0.6) or 1.0
    head = lines.arrow_head(start, end, length, length * 0.55)
    shaft = line((start, lines.towards(end, start, length)))
    return group((shaft, element("path", class_="head", d=head)))
