"""Lines and arrows: path data through points, the head of an arrow, a line that ends in one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from archreport.render.drawing.geometry import Point
from archreport.render.drawing.svg import element, path_data


def through(points: Iterable[Point]) -> str:
    """Path data of the straight lines through ``points``."""
    parts: list[str | float] = []
    for x, y in points:
        parts += ["L" if parts else "M", x, y]
    return path_data(*parts)


def towards(start: Point, end: Point, length: float) -> Point:
    """The point so far from ``start`` on the way to ``end``."""
    share = length / (math.dist(start, end) or 1.0)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def arrow_head(before: Point, tip: Point, length: float = 6.0, half: float = 3.0) -> str:
    """Path data of a triangle that points at ``tip``, coming from ``before``.

    ``length`` is from its tip to its base, ``half`` from the middle of the base to a corner.
    """
    base = towards(tip, before, length)
    ux, uy = (tip[0] - base[0]) / length, (tip[1] - base[1]) / length
    wx, wy = -uy * half, ux * half
    start = base[0] + wx, base[1] + wy
    to_tip = tip[0] - start[0], tip[1] - start[1]
    to_end = base[0] - wx - tip[0], base[1] - wy - tip[1]
    return path_data("M", *start, "l", *to_tip, *to_end, "z")


def arrow(
    points: Sequence[Point], mark: str = "", *, length: float = 6.0, half: float = 3.0
) -> Markup:
    """A line with a head at its last point; ``mark`` is a further CSS class of both."""
    class_ = f" {mark}" if mark else ""
    head = arrow_head(points[-2], points[-1], length, half)
    return element("path", class_=f"edge{class_}", d=through(points)) + element(
        "path", class_=f"head{class_}", d=head
    )
