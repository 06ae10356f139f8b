"""Read a printed figure: its value, and how precisely it was printed.

Papers and slides print "138M", "~93MB", "1.8x10^9", "more than 95%", "13x13x256" or "7.3". Each
becomes a `Figure`: exact fractions, the step of the last printed digit, and the words around it
that matter ("about", "more than").

>>> read_figure("2.7K").values, read_figure("2.7K").step
((Fraction(2700, 1),), Fraction(100, 1))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Bound = Literal["", "<", "<=", ">", ">="]

#: What one of each unit is worth. Units that are not listed count things, one by one.
UNITS: Mapping[str, Fraction] = {
    **dict.fromkeys(
        (
            "percent", "percent_params", "percent_relative", "percent_more", "percent_second",
            "percent_zeros", "percent_iou", "percent_macs", "points",
        ),
        Fraction(1, 100),
    ),
    "million": Fraction(10**6),
    "million_parameters": Fraction(10**6),
    "mflops": Fraction(10**6),
    "gflops": Fraction(10**9),
    "gmac": Fraction(10**9),
    "mb": Fraction(10**6),
    "mib": Fraction(2**20),
}  # fmt: skip

#: Letters and words after a number: what they multiply it by, and by what in powers of two, for
#: those that are written for either.
_SUFFIXES: Mapping[str, tuple[int, int]] = {
    "k": (10**3, 2**10),
    "m": (10**6, 10**6),
    "mb": (10**6, 2**20),
    "g": (10**9, 10**9),
    "gb": (10**9, 2**30),
    "million": (10**6, 10**6),
    "billion": (10**9, 10**9),
    "万": (10**4, 10**4),
    "千万": (10**7, 10**7),
    "亿": (10**8, 10**8),
}

_NUMBER = r"[-−]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?"
_LEADING = re.compile(
    r"(?P<about>about|approximately|roughly|~|≈|约)"
    r"|(?P<more>more than|over|>(?!=))"
    r"|(?P<least>at least|>=|≥)"
    r"|(?P<less>less than|<(?!=))"
    r"|(?P<most>at most|no more than|within|<=|≤)"
    r"|(?P<times>\*)",
    re.IGNORECASE,
)
_SCALAR = re.compile(
    rf"(?P<number>{_NUMBER})"
    r"(?:\s*[x×]\s*10\^(?P<power>\d+))?"
    r"(?:\s*(?P<suffix>%|million|billion|千万|万|亿|GB|MB|K|M|G)(?![a-z]))?"
    r"(?P<factor>\s*[x×](?![\w.]))?"
    r"(?:\s*C\^2)?"
    r"(?:\s*±\s*[\d.]+)?"
    r"(?P<words>(?:\s+(?:more|fewer|deeper|for bwd|better))*)",
    re.IGNORECASE,
)
_SIZES = re.compile(r"\d+(?:\s*[x×]\s*\d+)+(?:\s*@\s*\d+(?:[x×]\d+)*)?")
_KERNELS = re.compile(r"\d+ kernels \d+(?:x\d+)+")
_PLAIN = r"[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?"
_NAMED = re.compile(rf"#?[\w ]+=\s*{_PLAIN}(?:,\s*#?[\w ]+=\s*{_PLAIN})+")
_LISTED = re.compile(rf"{_PLAIN}(?:, {_PLAIN})+")
_ADDED = re.compile(r"\d+ [a-z]+(?: \+ \d+ [a-z]+)+")
_ORDER = re.compile(r"[\w.]+(?: -> [\w.]+)+")
_NOTE = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True)
class Figure:
    """What was printed, as numbers.

    ``values`` holds one number, or several for a size or a list. ``step`` is one unit of the last
    printed digit. ``binary`` is what the values must be multiplied by if the source's K, M or MB
    are powers of two. ``order`` is set, in lower case, where the figure is an order of layers.
    """

    values: tuple[Fraction, ...]
    step: Fraction = Fraction(1)
    bound: Bound = ""
    about: bool = False
    binary: Fraction = Fraction(1)
    order: str = ""

    @property
    def value(self) -> Fraction:
        """The number, where there is just one."""
        return self.values[0]


def read_figure(text: str, unit: str = "") -> Figure:
    """Read ``text``, printed in ``unit`` (a key of `UNITS`, else plain counts).

    Raises `ValueError` for text that is no figure.
    """
    plain = " ".join(text.split())
    for form, read in _FORMS:
        if form.fullmatch(plain):
            return read(plain)
    return _scalar(plain, unit)


def _scalar(text: str, unit: str) -> Figure:
    rest, about, bound = text, False, ""
    while lead := _LEADING.match(rest):
        kind = lead.lastgroup
        about = about or kind == "about"
        bound = {"more": ">", "least": ">=", "less": "<", "most": "<="}.get(kind or "", bound)
        rest = rest[lead.end() :].lstrip()
    found = _SCALAR.fullmatch(_NOTE.sub("", rest))
    if not found:
        raise ValueError(f"{text!r} is not a figure")
    number = found["number"].replace(",", "").replace("−", "-")
    value, step = Fraction(number), _step(number, about)
    scale, binary = _scale(found["suffix"] or "", unit)
    if found["power"]:
        scale, binary = Fraction(10 ** int(found["power"])), Fraction(1)
    return Figure((value * scale,), step * scale, _bound(bound), about, binary)


def _bound(text: str) -> Bound:
    bounds: Mapping[str, Bound] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
    return bounds.get(text, "")


def _step(number: str, about: bool) -> Fraction:
    """One unit of the last digit; "about 100" leaves its zeros open."""
    mantissa, _, power = number.lower().partition("e")
    whole, _, decimals = mantissa.lstrip("-").partition(".")
    scale = Fraction(10) ** (int(power or 0) - len(decimals))
    if about and not decimals:
        scale *= 10 ** (len(whole) - len(whole.rstrip("0") or whole))
    return scale


def _scale(suffix: str, unit: str) -> tuple[Fraction, Fraction]:
    """What the number is multiplied by, and the further factor if that is a power of two."""
    if suffix == "%":
        return Fraction(1, 100), Fraction(1)
    if suffix:
        decimal, binary = _SUFFIXES[suffix.lower()]
        return Fraction(decimal), Fraction(binary, decimal)
    return UNITS.get(unit, Fraction(1)), Fraction(2**20, 10**6) if unit == "mb" else Fraction(1)


def _numbers(text: str) -> Figure:
    return Figure(tuple(Fraction(part) for part in re.findall(r"\d+", text)))


def _named(text: str) -> Figure:
    """The numbers right of each "="; names may hold digits ("3x3red=96")."""
    return Figure(tuple(Fraction(part) for part in re.findall(rf"=\s*({_PLAIN})", text)))


def _listed(text: str) -> Figure:
    return Figure(tuple(Fraction(part) for part in text.split(", ")))


def _order(text: str) -> Figure:
    return Figure((), order=text.lower())


_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], Figure]], ...] = (
    (_SIZES, _numbers),
    (_KERNELS, _numbers),
    (_NAMED, _named),
    (_LISTED, _listed),
    (_ADDED, _numbers),
    (_ORDER, _order),
)
