"""Figures as people print them, and whether one says a number.

Read are ``295,168``, ``295 168`` with any space, ``295.168`` and ``295'168``; decimals with point
or comma; ``0.295 M``, ``138 million``, ``1.38 亿``, ``1亿3836万``; ``1.2e9``, ``1.2×10^9``. A
printed figure is right where the number rounds to it: half a unit of its last digit is the most
that it may be off. What can be read in two ways (``295.168``) is right if one of them is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

#: Any space that does not break a line, as `archreport.verify.plain` leaves it.
THIN = "\u2009"

_WORDS = {
    "ten thousand": 4, "hundred million": 8, "thousand": 3, "million": 6, "billion": 9,
    "trillion": 12, "mio": 6, "bn": 9,
}  # fmt: skip
_CHARACTERS = {"十亿": 9, "百万": 6, "千万": 7, "亿": 8, "億": 8, "万": 4, "萬": 4, "千": 3}
_LETTERS = {"k": 3, "m": 6, "g": 9, "b": 9, "t": 12}
_SCALES = {**_WORDS, **_CHARACTERS, **_LETTERS}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

#: A figure with its scale. What follows a letter or a digit, as in ``conv3_1`` and ``0.1.0``, is
#: no figure; nor is a number inside a sum.
FIGURE = (
    r"(?<![A-Za-z0-9_.,#@\u2009])(?<![·×*/^] )(?<![·×*/^])"
    rf"(?P<body>\d{{1,3}}(?P<group>[,.'’ {THIN}])\d{{3}}(?:(?P=group)\d{{3}})*(?!\d)"
    r"(?:[.,]\d+(?!\d))?"
    r"|\d+[.,]\d+(?![\d]|[.,]\d)|\d+(?:[.,]\d+)+|\d+)"
    rf"(?:[eE](?P<e>[+-]?\d+)|[ {THIN}]?(?:×|x|·|\*)[ {THIN}]?10"
    r"(?:\^(?P<power>-?\d+)|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)))?"
    rf"(?:[ {THIN}\n]?(?P<scale>(?i:{'|'.join(_WORDS)})(?![A-Za-z])|[kKMGBT](?![A-Za-z])"
    rf"|{'|'.join(_CHARACTERS)})(?P<more>[ {THIN}]?\d+(?:\.\d+)?[ {THIN}]?万)?)?"
)
_FIGURE = re.compile(FIGURE)
_ABOUT = re.compile(
    r"(?:about|around|approximately|approx\.?|roughly|some|ca\.?|circa|≈|~|∼|约为|约|大约|左右)\s*$"
)
_NEARLY = re.compile(r"(?:nearly|almost|over|more than|less than|under|近|将近|超过|不到|逾)\s*$")


@dataclass(frozen=True)
class Written:
    """A printed figure. Each of ``readings`` is a value and by how much the number may be off."""

    text: str
    readings: tuple[tuple[Decimal, Decimal], ...]

    def scaled(self, power: int, letter: str) -> Written:
        """The same with a decimal prefix that stands with the unit: the G of "15.47 GMACs"."""
        readings = tuple((value.scaleb(power), off.scaleb(power)) for value, off in self.readings)
        return Written(self.text + letter, readings)

    def says(self, number: int | float) -> bool:
        """Whether ``number`` rounds to what is printed."""
        exact = Decimal(number) if isinstance(number, int) else Decimal(repr(number))
        return any(abs(exact - value) <= off for value, off in self.readings)


def read_figure(match: re.Match[str], before: str = "") -> Written:
    """The figure that a pattern made of `FIGURE` found; ``before`` is the text in front of it."""
    scale = _power(match)
    about = bool(_ABOUT.search(before[-16:]))
    nearly = bool(_NEARLY.search(before[-12:]))
    more = Decimal(0)
    if match["more"]:
        more = Decimal(re.sub(r"[^\d.]", "", match["more"])) * 10**4
    readings = []
    for digits in _bodies(match["body"], match["group"] or ""):
        value = Decimal(digits).scaleb(scale) + more
        unit = _unit(digits, about=about or nearly).scaleb(scale)
        if more:
            unit = _unit(re.sub(r"[^\d.]", "", match["more"]), about=about) * 10**4
        readings.append((value, unit if nearly else unit / 2))
    whole = match["body"] + match.string[match.end("body") : _end(match)]
    return Written(whole.strip(), tuple(readings))


def single(text: str) -> Written | None:
    """The figure that ``text`` consists of, as a cell of a table does; None for anything else."""
    match = _FIGURE.fullmatch(text.strip())
    return read_figure(match) if match else None


def figures(text: str) -> Iterator[re.Match[str]]:
    """All figures of a text, for those who look around them."""
    return _FIGURE.finditer(text)


def _end(match: re.Match[str]) -> int:
    return max(match.end(name) for name in ("body", "e", "power", "raised", "scale", "more"))


def _power(match: re.Match[str]) -> int:
    raised = (match["raised"] or "").translate(_SUPERSCRIPTS)
    power = int(match["e"] or match["power"] or raised or 0)
    return max(-30, min(power, 30)) + _SCALES.get((match["scale"] or "").lower(), 0)


def _bodies(body: str, group: str) -> list[str]:
    """The ways in which digits with points, commas and spaces can be read, as plain decimals."""
    if not group:
        mark = re.fullmatch(r"(\d+)[.,](\d+)", body)
        return [f"{mark[1]}.{mark[2]}"] if mark else [re.sub(r"\D", "", body)]
    last = body.rfind(group)
    whole, rest = body[: last + 4], body[last + 5 :]
    parts = whole.split(group)
    ways = ["".join(parts) + (f".{rest}" if rest else "")]
    if group in ",." and len(parts) == 2 and not rest:
        ways.append(f"{parts[0]}.{parts[1]}")
    if group == " ":  # "stage 3 295 168": what stands in front may be another number
        ways += ["".join(parts[start:]) for start in range(1, len(parts))]
    return ways


def _unit(digits: str, *, about: bool) -> Decimal:
    """What one more in the last digit is worth; of a round number after "about", in the last digit
    that is not zero."""
    whole, _, decimals = digits.partition(".")
    if decimals:
        return Decimal(1).scaleb(-len(decimals))
    zeros = len(whole) - len(whole.rstrip("0")) if about else 0
    return Decimal(1).scaleb(zeros)
