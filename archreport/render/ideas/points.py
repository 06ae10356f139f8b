"""Points and slanted lines: what the drawings of planes share."""

from __future__ import annotations

import math
from collections.abc import Iterable

from markupsafe import Markup

from archreport.render.svg import element, group, path_data

#: What tells three sets of points apart: a shape and a colour each.
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
