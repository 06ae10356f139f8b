"""Exact numbers of the audit as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from archreport.render.words import formatting


def plain(value: Fraction) -> str:
    """Whole numbers grouped; others with four significant digits."""
    if value.denominator == 1:
        return formatting.number(int(value))
    return formatting.number(float(f"{float(value):.4g}")).replace("-", "−")


def percent(value: Fraction) -> str:
    return f"{float(value * 100):.4g}%".replace("-", "−")


def short(value: Fraction) -> str:
    """Five significant digits and a decimal prefix: "15.470 G"."""
    for size, prefix in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= size:
            scaled = float(value / size)
            digits = 5 - len(str(int(abs(scaled))))
            return f"{scaled:.{digits}f}{formatting.NBSP}{prefix}".replace("-", "−")
    return plain(value)


def megabytes(value: Fraction) -> str:
    return f"{float(value) / 1e6:.2f}{formatting.NBSP}MB"


def kibi(value: Fraction) -> str:
    return f"{float(value) / 1024:.1f}{formatting.NBSP}Ki"


#: What may stand after the bar in a phrase: ``{params("fc6")|n}``.
FORMATS: Mapping[str, Callable[[Fraction], str]] = {
    "": plain,
    "n": plain,
    "si": short,
    "pct": percent,
    "mb": megabytes,
    "mib": lambda value: formatting.mib(float(value)),
    "ki": kibi,
    "d1": lambda value: f"{float(value):.1f}",
}
