"""How two numbers compare, as a proportion and in words.

>>> compared(138_357_544, 60_965_224)
Ratio(kind='times_more', n='2.3')
>>> compared(21_797_672, 143_667_240)
Ratio(kind='times_fewer', n='6.6')
>>> proportion(60_965_224, 138_357_544)
'1\\u00a0:\\u00a02.27'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archreport.render.words import formatting

RatioKind = Literal[
    "same", "about", "times_more", "times_fewer", "percent_more", "percent_fewer", "none", "only"
]

MANY = 1.5  # from here on "1.5 times as many", below "49% more"
FEW = 2.0  # from here on "2.0 times fewer", below "49% fewer"
CLOSE = 0.0005  # nearer than this, two numbers are "almost the same"


@dataclass(frozen=True)
class Ratio:
    """``kind`` chooses the phrase, ``n`` is its number: "6.6", or "34%", or ""."""

    kind: RatioKind
    n: str = ""


def compared(value: float, other: float) -> Ratio:
    """``value`` seen from ``other``. "none" and "only": one of the two is nothing."""
    if value == other:
        return Ratio("same")
    if not value or not other:
        return Ratio("only" if value else "none")
    factor = value / other
    if abs(factor - 1) < CLOSE:
        return Ratio("about")
    if factor >= MANY:
        return Ratio("times_more", figure(factor))
    if factor > 1:
        return Ratio("percent_more", _percent(factor - 1))
    if 1 / factor >= FEW:
        return Ratio("times_fewer", figure(1 / factor))
    return Ratio("percent_fewer", _percent(1 - factor))


def proportion(first: float, second: float) -> str:
    """The two as "1 : 2.27" or "6.59 : 1", the smaller one being 1; "–" where one is nothing."""
    if not first or not second:
        return formatting.NONE
    factor = float(max(first, second) / min(first, second))
    size = formatting.number(int(factor)) if factor.is_integer() else figure(factor, 3)
    if size in ("1", "1.00"):
        sign = "" if first == second else f"≈{formatting.NBSP}"
        return f"{sign}1{formatting.NBSP}:{formatting.NBSP}1"
    pair = (size, "1") if first > second else ("1", size)
    return f"{formatting.NBSP}:{formatting.NBSP}".join(pair)


def figure(value: float, digits: int = 2) -> str:
    """A factor with so many significant digits, none of them cut off: "6.6", "12", "1,230"."""
    rounded = float(f"{value:.{digits}g}")
    before = len(str(int(rounded)))
    if before >= digits:
        return f"{value:,.0f}"
    return f"{rounded:.{digits - before}f}"


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.0995 else f"{share:.0%}"
