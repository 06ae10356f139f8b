"""Features made by hand, small enough to follow with a pencil.

What the pipelines before 2012 computed for every piece of a picture: gradients and their
histogram, the binary pattern of a pixel's neighbours, the nearest visual word, the share of each
Gaussian of a mixture, the Fisher vector. Each function takes plain numbers and returns plain
numbers; the chapter prints them, and the figures beside this file draw them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Patch = Sequence[Sequence[float]]
Point = tuple[float, float]

#: How many directions a gradient is sorted into: SIFT's eight, forty-five degrees apart.
DIRECTIONS = 8
#: The neighbours of a pixel, clockwise from the one above to the left.
RING = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))


@dataclass(frozen=True)
class Gradient:
    """How a grey value changes at one pixel: right minus left, above minus below."""

    row: int
    column: int
    across: float
    up: float

    @property
    def size(self) -> float:
        """Its length: how strong the change is."""
        return math.hypot(self.across, self.up)

    @property
    def angle(self) -> float:
        """Its direction in degrees, from 0 up to 360, counted from "right" towards "above"."""
        return math.degrees(math.atan2(self.up, self.across)) % 360

    def bin(self, directions: int = DIRECTIONS) -> int:
        """The nearest of so many equal directions, counted from "right"."""
        return round(self.angle * directions / 360) % directions


def gradients(patch: Patch) -> tuple[Gradient, ...]:
    """The gradients of all pixels of a patch that have neighbours on all sides, row by row."""
    return tuple(
        Gradient(
            i, j, patch[i][j + 1] - patch[i][j - 1], patch[i - 1][j] - patch[i + 1][j]
        )
        for i in range(1, len(patch) - 1)
        for j in range(1, len(patch[0]) - 1)
    )  # fmt: skip


def votes(patch: Patch, directions: int = DIRECTIONS) -> tuple[float, ...]:
    """The gradient histogram: each gradient votes for its direction, with its size."""
    sums = [0.0] * directions
    for gradient in gradients(patch):
        sums[gradient.bin(directions)] += gradient.size
    return tuple(sums)


def length(values: Sequence[float]) -> float:
    """The length of a list of numbers; divided by it, the list no longer knows the contrast."""
    return math.hypot(*values)


def pattern(patch: Patch) -> tuple[int, ...]:
    """The local binary pattern of the middle of a 3 × 3 patch: eight bits, clockwise.

    A bit is 1 where the neighbour is at least as bright as the middle (Ojala et al., 2002).
    """
    return tuple(int(patch[1 + i][1 + j] >= patch[1][1]) for i, j in RING)


def changes(bits: Sequence[int]) -> int:
    """How often the bits change on the way around the ring."""
    return sum(bits[i] != bits[i - 1] for i in range(len(bits)))


def uniform(bits: int = len(RING)) -> int:
    """How many of the patterns change at most twice on the way around."""
    codes = (tuple(code >> place & 1 for place in range(bits)) for code in range(2**bits))
    return sum(changes(code) <= 2 for code in codes)


@dataclass(frozen=True)
class Words:
    """Visual words: where the centres went, round by round, and the word of each point."""

    path: tuple[tuple[Point, ...], ...]
    owners: tuple[int, ...]

    @property
    def centres(self) -> tuple[Point, ...]:
        return self.path[-1]

    @property
    def counts(self) -> tuple[int, ...]:
        """How many points each word has: the bag of words."""
        return tuple(self.owners.count(word) for word in range(len(self.centres)))


def words(points: Sequence[Point], start: Sequence[Point]) -> Words:
    """k-means (Lloyd): each point to its nearest centre, each centre to the mean of its points.

    Goes on until no centre moves. A centre without points stays where it is.
    """
    path = [tuple(start)]
    while True:
        owners = tuple(nearest(point, path[-1]) for point in points)
        moved = tuple(
            _mean([p for p, owner in zip(points, owners, strict=True) if owner == word]) or old
            for word, old in enumerate(path[-1])
        )
        if moved == path[-1]:
            return Words(tuple(path), owners)
        path.append(moved)


def nearest(point: Point, centres: Sequence[Point]) -> int:
    """The number of the nearest centre; the first of several."""
    return min(range(len(centres)), key=lambda word: math.dist(point, centres[word]))


def _mean(points: Sequence[Point]) -> Point | None:
    if not points:
        return None
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


@dataclass(frozen=True)
class Mixture:
    """Gaussians on a line: their weights (which sum to one), means and standard deviations."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]

    def density(self, x: float, part: int) -> float:
        """The height of one weighted Gaussian at ``x``."""
        z = (x - self.means[part]) / self.deviations[part]
        height = self.deviations[part] * math.sqrt(2 * math.pi)
        return self.weights[part] * math.exp(-z * z / 2) / height

    def shares(self, x: float) -> tuple[float, ...]:
        """Which share of ``x`` belongs to each Gaussian. The shares sum to one."""
        heights = [self.density(x, part) for part in range(len(self.weights))]
        return tuple(height / sum(heights) for height in heights)


def fisher(values: Sequence[float], mixture: Mixture) -> tuple[tuple[float, float], ...]:
    """The Fisher vector of a set of numbers: for each Gaussian its shift and its spread.

    Perronnin et al., 2010, equations for the means and the standard deviations, before any
    normalisation. The shift is positive where the values lie right of the mean, the
    spread where they lie further from it than its standard deviation.
    """
    count = len(values)
    parts = []
    for part, weight in enumerate(mixture.weights):
        shares = [mixture.shares(x)[part] for x in values]
        scaled = [(x - mixture.means[part]) / mixture.deviations[part] for x in values]
        shift = sum(g * z for g, z in zip(shares, scaled, strict=True))
        spread = sum(g * (z * z - 1) for g, z in zip(shares, scaled, strict=True))
        parts.append((shift / (count * weight**0.5), spread / (count * (2 * weight) ** 0.5)))
    return tuple(parts)
