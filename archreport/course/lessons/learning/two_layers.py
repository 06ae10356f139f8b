"""A network of two layers, forwards and backwards, as one does it with a pencil.

The numbers are handed on as they are written down, rounded to four digits like every sum of the
site, so that each can be followed with what stands on the page. PyTorch's own gradients, which
nobody rounds, must agree with them (tests).

The formulas are those of back-propagation (D. E. Rumelhart, G. E. Hinton, R. J. Williams,
*Learning representations by back-propagating errors*, 1986) for ReLU, softmax and cross-entropy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

Vector = tuple[float, ...]
Matrix = tuple[Vector, ...]

#: Digits that are written down and carried on.
DIGITS = 4


@dataclass(frozen=True)
class TwoLayers:
    """The parameters, or a derivative for each of them.

    ``w1`` is hidden × inputs and ``w2`` classes × hidden, by rows; ``b1``, ``b2`` are biases.
    """

    w1: Matrix
    b1: Vector
    w2: Matrix
    b2: Vector

    @property
    def count(self) -> int:
        """How many parameters there are."""
        return sum(map(len, (*self.w1, *self.w2, self.b1, self.b2)))

    def moved(self, by: Self, factor: float) -> TwoLayers:
        """Every parameter plus ``factor`` times its entry in ``by``, not rounded."""

        def row(own: Vector, other: Vector) -> Vector:
            return tuple(a + factor * b for a, b in zip(own, other, strict=True))

        return TwoLayers(
            tuple(map(row, self.w1, by.w1)), row(self.b1, by.b1),
            tuple(map(row, self.w2, by.w2)), row(self.b2, by.b2),
        )  # fmt: skip

    def nudged(self, row: int, column: int, by: float) -> TwoLayers:
        """The same with one weight of the second layer made larger by ``by``."""
        line = self.w2[row]
        moved = (*line[:column], line[column] + by, *line[column + 1 :])
        return TwoLayers(self.w1, self.b1, (*self.w2[:row], moved, *self.w2[row + 1 :]), self.b2)


@dataclass(frozen=True)
class Forward:
    """What a picture becomes on its way: before and behind ReLU, scores, shares, the loss."""

    picture: Vector
    before: Vector
    hidden: Vector
    scores: Vector
    shares: Vector
    loss: float


@dataclass(frozen=True)
class Backward:
    """Derivatives of the loss: by the scores, by the hidden values, by the parameters."""

    scores: Vector
    hidden: Vector
    before: Vector
    parameters: TwoLayers


def forward(net: TwoLayers, picture: Sequence[float], label: int) -> Forward:
    """One picture through the network; ``label`` is the place of the right class."""
    before = _plus(_times(net.w1, picture), net.b1)
    hidden = tuple(max(value, 0.0) for value in before)
    scores = _plus(_times(net.w2, hidden), net.b2)
    total = sum(math.exp(score) for score in scores)
    shares = tuple(_written(math.exp(score) / total) for score in scores)
    loss = _written(math.log(total) - scores[label])
    return Forward(tuple(picture), before, hidden, scores, shares, loss)


def backward(net: TwoLayers, passed: Forward, label: int) -> Backward:
    """All derivatives by the chain rule, from the loss back to the first layer."""
    scores = tuple(
        _written(share - (1 if index == label else 0)) for index, share in enumerate(passed.shares)
    )
    hidden = tuple(
        _written(sum(net.w2[k][j] * scores[k] for k in range(len(scores))))
        for j in range(len(passed.hidden))
    )
    before = tuple(
        slope if value > 0 else 0.0 for slope, value in zip(hidden, passed.before, strict=True)
    )
    return Backward(
        scores, hidden, before,
        TwoLayers(_outer(before, passed.picture), before, _outer(scores, passed.hidden), scores),
    )  # fmt: skip


def exact_loss(net: TwoLayers, picture: Sequence[float], label: int) -> float:
    """The loss with all its digits, for differences of losses and for curves."""
    hidden = [max(value, 0.0) for value in _plus(_times(net.w1, picture), net.b1)]
    scores = _plus(_times(net.w2, hidden), net.b2)
    largest = max(scores)  # so that no power is too large for the machine
    return largest + math.log(sum(math.exp(score - largest) for score in scores)) - scores[label]


def losses(
    net: TwoLayers, picture: Sequence[float], label: int, *, rate: float, steps: int
) -> tuple[float, ...]:
    """The loss before each of ``steps`` steps of gradient descent on one picture, and at the end.

    Every step is ``parameter − rate · derivative``.
    """
    found = [exact_loss(net, picture, label)]
    for _ in range(steps):
        slopes = backward(net, forward(net, picture, label), label).parameters
        net = net.moved(slopes, -rate)
        found.append(exact_loss(net, picture, label))
    return tuple(found)


def _times(matrix: Matrix, vector: Sequence[float]) -> Vector:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _plus(a: Vector, b: Vector) -> Vector:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _outer(a: Vector, b: Vector) -> Matrix:
    return tuple(tuple(_written(x * y) for y in b) for x in a)


def _written(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
