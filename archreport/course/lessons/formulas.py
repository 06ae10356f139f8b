"""Sums with an exponential or a length in them, which reports never hold: softmax, cosine."""

from __future__ import annotations

import math
from collections.abc import Sequence

from archreport.course.lessons.sums import Evaluated, Number, Sum
from archreport.render.words import formatting

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def softmax(scores: Sequence[int], index: int) -> Sum:
    """The share of one score among whole ``scores``: ``e⁴/(e⁴ + e² + e¹) ≈ 84.4%``."""
    powers = [f"e{str(score).translate(_RAISED)}" for score in scores]
    share = math.exp(scores[index]) / sum(math.exp(score) for score in scores)
    return Sum(
        f"{powers[index]}/({' + '.join(powers)}) ≈ {formatting.percent(share)}",
        Evaluated(share, form="percent"),
    )


def cosine(a: Sequence[int], b: Sequence[int]) -> Sum:
    """The cosine of the angle between two vectors: products over the two lengths.

    Raises `ValueError` for vectors of different lengths.
    """
    value = cosine_of(a, b)
    products = " + ".join(f"{x}·{y}" for x, y in zip(a, b, strict=True))
    lengths = "·".join(f"√({' + '.join(f'{x}·{x}' for x in vector)})" for vector in (a, b))
    sign = "=" if value.is_integer() else "≈"
    text = f"({products})/({lengths}) {sign} {_rounded(value)}".replace("-", "−")
    return Sum(text, Evaluated(value))


def cosine_of(a: Sequence[Number], b: Sequence[Number]) -> float:
    """The cosine itself, a number from −1 to 1."""
    product = sum(x * y for x, y in zip(a, b, strict=True))
    return product / math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))


def _rounded(value: float) -> str:
    return formatting.number(float(f"{value:.4g}")).replace("-", "−")
