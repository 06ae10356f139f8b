"""A long narrow valley of two parameters, on which descent can be followed step by step.

The height is ``(a² + STEEP · b²) / 2``, its derivatives are ``a`` and ``STEEP · b``.
"""

from __future__ import annotations

from archreport.render.drawing.geometry import Point

STEEP = 16.0
START: Point = (9.0, 1.6)


def height(place: Point) -> float:
    """The loss at a place."""
    return (place[0] ** 2 + STEEP * place[1] ** 2) / 2


def descent(rate: float, momentum: float, steps: int) -> list[Point]:
    """The places from `START` on: ``v ← momentum · v − rate · derivative``, then ``+ v``."""
    (a, b), va, vb = START, 0.0, 0.0
    found = [START]
    for _ in range(steps):
        va, vb = momentum * va - rate * a, momentum * vb - rate * STEEP * b
        a, b = a + va, b + vb
        found.append((a, b))
    return found
