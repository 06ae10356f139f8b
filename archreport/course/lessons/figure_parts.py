"""Grids of values, labels and boxes: what the drawings share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from markupsafe import Markup

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


def arrow(*points: tuple[float, float], skip: bool = False) -> Markup:
    """A line through ``points`` with a head at its end, which must run downwards or sideways."""
    (x0, y0), (x1, y1) = points[-2:]
    parts: list[str | float] = ["M", *points[0]]
    for x, y in points[1:]:
        parts += ["L", x, y]
    if x0 == x1:
        turn = 1 if y1 > y0 else -1
        head = path_data("M", x1, y1, "L", x1 - 4, y1 - 7 * turn, "L", x1 + 4, y1 - 7 * turn, "Z")
    else:
        turn = 1 if x1 > x0 else -1
        head = path_data("M", x1, y1, "L", x1 - 7 * turn, y1 - 4, "L", x1 - 7 * turn, y1 + 4, "Z")
    extra = " skip" if skip else ""
    return group(
        (
            element("path", class_=f"edge{extra}", d=path_data(*parts)),
            element("path", class_=f"head{extra}", d=head),
        )
    )


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


def line(points: Iterable[tuple[float, float]], *, kind: str = "edge") -> Markup:
    """A line through ``points``."""
    parts: list[str | float] = []
    for x, y in points:
        parts += ["L" if parts else "M", x, y]
    return element("path", class_=kind, d=path_data(*parts))


def ray(start: tuple[float, float], end: tuple[float, float]) -> Markup:
    """A line in any direction with a head at its end."""
    (x0, y0), (x1, y1) = start, end
    length = math.dist(start, end) or 1.0
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    back = min(6.0, length * 0.6)
    half = back * 0.55
    bx, by = x1 - back * dx, y1 - back * dy
    head = path_data(
        "M", x1, y1, "L", bx - half * dy, by + half * dx, "L", bx + half * dy, by - half * dx, "Z"
    )
    return group((line((start, (bx, by))), element("path", class_="head", d=head)))
