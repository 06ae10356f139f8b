"""Sums with an exponential, a logarithm or a length in them, which reports never hold."""

from __future__ import annotations

import math
from collections.abc import Sequence

from archreport.course.lessons.sums import Evaluated, Number, Sum
from archreport.render.words import formatting

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def softmax(scores: Sequence[int], index: int, as_: str = "percent") -> Sum:
    """The share of one score among whole ``scores``: ``e⁴/(e⁴ + e² + e¹) ≈ 84.4%``.

    ``as_`` "" writes it as a number below one. Raises `ValueError` for another way.
    """
    powers = [f"e{str(score).translate(_RAISED)}" for score in scores]
    share = share_of(scores, index)
    match as_:
        case "percent":
            written = formatting.percent(share)
        case "":
            written = _rounded(share)
        case _:
            raise ValueError(f"no way to write a share is called {as_!r}")
    return Sum(f"{powers[index]}/({' + '.join(powers)}) ≈ {written}", Evaluated(share, form=as_))


def share_of(scores: Sequence[Number], index: int) -> float:
    """The share itself, a number from 0 to 1."""
    return math.exp(scores[index]) / sum(math.exp(score) for score in scores)


def cross_entropy(share: Number) -> Sum:
    """The loss where the right class got this ``share``: ``−ln 0.2595 ≈ 1.349``.

    Raises `ValueError` for a share that is not above 0 and at most 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"{share} is not a share of one class")
    loss = -math.log(share)
    return Sum(f"−{_logarithm(share)} {_sign(loss)}", Evaluated(loss))


def logarithm(value: Number) -> Sum:
    """A natural logarithm: ``ln 1,000 ≈ 6.908``.

    Raises `ValueError` for a value that is not above 0.
    """
    if value <= 0:
        raise ValueError(f"{value} has no logarithm")
    return Sum(f"{_logarithm(value)} {_sign(math.log(value))}", Evaluated(math.log(value)))


def decibels(error: Number, peak: Number = 255) -> Sum:
    """The peak signal-to-noise ratio of a mean squared error: ``10·log₁₀(255²/625) ≈ 20.17``.

    Raises `ValueError` for an error that is not above 0.
    """
    if error <= 0:
        raise ValueError(f"a mean squared error of {error} has no ratio")
    ratio = 10 * math.log10(peak**2 / error)
    written = f"{formatting.number(peak)}²/{formatting.number(error)}"
    return Sum(f"10·log₁₀({written}) {_sign(ratio)}", Evaluated(ratio))


def _logarithm(value: Number) -> str:
    return f"ln {formatting.number(value)}"


def _sign(value: float) -> str:
    """The result behind its sign, which says whether four digits hold all of it."""
    return f"{'=' if value == float(f'{value:.4g}') else '≈'} {_rounded(value + 0.0)}"


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
