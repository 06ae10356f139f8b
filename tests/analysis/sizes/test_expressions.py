"""Expressions: one form for what is equal, and the value that the formula has."""

from __future__ import annotations

import random

import numpy as np
import pytest

from archreport.analysis.sizes.expressions import (
    Expression,
    Variable,
    added,
    expression_of,
    floored,
    formula,
    greatest,
    least,
    polynomial,
    product,
    simple,
    times,
    value_at,
)
from archreport.report.arithmetic import evaluate

H, W = Variable("height"), Variable("width")


def _slid(extent: Expression, kernel: int, stride: int, padding: int) -> Expression:
    names = {"n": extent, "k": kernel, "s": stride, "p": padding}
    return expression_of("floor((n + 2*p - k)/s) + 1", names)


def test_convolutions_behind_each_other_are_one_floor() -> None:
    assert formula(_slid(H, 3, 1, 1)) == "height"
    assert formula(_slid(_slid(_slid(H, 7, 2, 3), 3, 2, 1), 3, 2, 1)) == "floor((height + 7)/8)"


def test_a_pooling_that_rounds_up_is_a_floor() -> None:
    names = {"n": H, "k": 3, "s": 2, "p": 0}
    assert formula(expression_of("ceil((n + 2*p - k)/s) + 1", names)) == "floor(height/2)"


def test_the_lesser_of_two_floors_is_one_of_them() -> None:
    assert formula(least(floored(polynomial(H) + 1, 4), floored(polynomial(H) + 3, 4))) == (
        "floor((height + 1)/4)"
    )
    assert formula(least(H, floored(H, 2))) == "min(height, floor(height/2))"


def test_alike_terms_are_one() -> None:
    square = product((polynomial(H) + 1, polynomial(H) - 1))
    assert formula(square) == "height*height - 1"
    assert simple(added((H, times(H, -1), W))) == W


def test_what_is_not_rounded_must_divide() -> None:
    assert formula(expression_of("n/f", {"n": times(H, 4), "f": 2})) == "2*height"
    with pytest.raises(ValueError):
        expression_of("1/n", {"n": H})


def test_the_value_is_that_of_the_formula() -> None:
    draw = random.Random(1)

    def grown(depth: int) -> Expression:
        if depth == 0:
            return draw.choice((H, W))
        one, other = grown(depth - 1), grown(depth - 1)
        return draw.choice(
            [
                lambda: floored(
                    times(one, draw.randint(1, 4)) + draw.randint(-9, 9), draw.randint(1, 9)
                ),
                lambda: simple(polynomial(one) + other),
                lambda: simple(product((one, other))),
                lambda: least(one, other),
                lambda: greatest(one, polynomial(other) + draw.randint(-3, 3)),
            ]
        )()

    for _ in range(300):
        expression = grown(3)
        sizes = {"height": draw.randint(1, 60), "width": draw.randint(1, 60)}
        value = value_at(expression, sizes)
        assert value == evaluate(formula(expression), sizes)
        arrays = {name: np.array([size, size + 1]) for name, size in sizes.items()}
        assert np.broadcast_to(value_at(expression, arrays), 2)[0] == value
