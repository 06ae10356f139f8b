"""Points, rectangles and sizes: what the drawings calculate with before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    """From its upper left corner; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> Rectangle:
        return replace(self, x=self.x + dx, y=self.y + dy)

    def meets(self, other: Rectangle, gap: float = 0.0) -> bool:
        """True where the two overlap, or come nearer to each other than ``gap``."""
        return (
            self.x < other.right + gap
            and other.x < self.right + gap
            and self.y < other.bottom + gap
            and other.y < self.bottom + gap
        )

    def inside(self, other: Rectangle) -> bool:
        """True where no part of it lies outside of the other one; borders may touch."""
        return (
            other.x <= self.x
            and other.y <= self.y
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


def largest_that_fits(fits: Callable[[float], bool], limit: float, halvings: int = 60) -> float:
    """The largest size between 0 and ``limit`` that fits, found by bisection. 0 where none does.

    ``fits`` must be true up to some size and false beyond it. Sixty ``halvings`` are as exact as a
    double is; where every try is slow, 24 are exact to a ten-millionth of ``limit``.
    """
    low, high = 0.0, limit
    for _ in range(halvings):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
