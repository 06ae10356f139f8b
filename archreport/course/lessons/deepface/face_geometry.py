"""The geometry of faces, small enough to follow with a pencil.

A similarity that moves landmarks onto a template, a head of few points that turns, and its
triangles. Points are (x, y) with y downwards as in a picture, (x, y, z) with z towards the viewer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Solid = tuple[float, float, float]


@dataclass(frozen=True)
class Similarity:
    """A turn, a scale and a shift: (x, y) goes to (a·x − b·y + right, b·x + a·y + down)."""

    a: float
    b: float
    right: float
    down: float

    @property
    def scale(self) -> float:
        return math.hypot(self.a, self.b)

    @property
    def angle(self) -> float:
        """The turn in degrees, clockwise in a picture."""
        return math.degrees(math.atan2(self.b, self.a))

    def __call__(self, point: Point) -> Point:
        x, y = point
        return self.a * x - self.b * y + self.right, self.b * x + self.a * y + self.down

    def error(self, points: Sequence[Point], targets: Sequence[Point]) -> float:
        """The root of the mean squared distance that is left between points and targets."""
        return rms([self(point) for point in points], targets)


def similarity(points: Sequence[Point], targets: Sequence[Point]) -> Similarity:
    """The similarity with the smallest sum of squared distances from its results to ``targets``.

    Two different points suffice, and are met exactly. Raises `ValueError` where all points are one.
    """
    px, py = _middle(points)
    qx, qy = _middle(targets)
    along = across = length = 0.0
    for (x, y), (u, v) in zip(points, targets, strict=True):
        x, y, u, v = x - px, y - py, u - qx, v - qy
        along += x * u + y * v
        across += x * v - y * u
        length += x * x + y * y
    if not length:
        raise ValueError("all points lie in one place")
    a, b = along / length, across / length
    return Similarity(a, b, qx - a * px + b * py, qy - b * px - a * py)


def rms(points: Sequence[Point], targets: Sequence[Point]) -> float:
    """The root of the mean squared distance between points and targets."""
    squares = [math.dist(p, q) ** 2 for p, q in zip(points, targets, strict=True)]
    return math.sqrt(sum(squares) / len(squares))


def turned(solid: Solid, cosine: float, sine: float) -> Point:
    """Where a point of a head is seen after the head has turned about the vertical axis.

    The camera is affine: it drops the depth, and nothing becomes smaller with distance.
    """
    x, y, z = solid
    return cosine * x + sine * z, y


def area(corners: Sequence[Point]) -> float:
    """The area of a triangle, negative where its corners run the other way round."""
    (ax, ay), (bx, by), (cx, cy) = corners
    return ((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
