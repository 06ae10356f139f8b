"""What a figure in a text counts, by the words around it, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archreport.report.arithmetic import evaluate
from archreport.verify.numbers import FIGURE, THIN, Written, read_figure

#: The words of each quantity. Longer ones first, since the first that fits is taken.
_END = r"(?![A-Za-z])"
WORDS = {
    "params": rf"(?i:parameters?|params?){_END}|参数量|参数个数|参数数量|参数",
    "macs": r"(?i:MACs?|mult(?:iply|iplication)?s?[-–— ]?(?:accumulat(?:e|ion)|add(?:ition)?)s?"
    rf"(?: operations)?){_END}|乘加次数|乘加运算|乘加操作|乘加",
    "flops": rf"(?i:FLOPs?|floating[- ]point operations){_END}"
    r"|浮点运算次数|浮点运算量|浮点运算|浮点操作",
    "activations": rf"(?i:activation values|activations?){_END}|激活值个数|激活值",
    "field": r"(?i:receptive fields?(?: of(?= \d))?)|感受野",
}
_WORD = "|".join(rf"(?P<{name}>{words})" for name, words in WORDS.items())
_SPACE = rf"[ {THIN}\n]"
_AFTER = re.compile(
    rf"{FIGURE}{_SPACE}?(?P<prefix>[kKMGT])?-?{_SPACE}?"
    rf"(?:(?:trainable|learnable|learned|total|weight){_SPACE})?"
    rf"(?:个|次)?(?:可训练|可学习)?的?{_SPACE}?(?:{_WORD})"
)
_LINK = (
    rf"(?:{_SPACE}|[:：=≈~]|\b(?:is|are|was|were|about|around|approximately|roughly)\b"
    r"|为|是|有|共|约|达|大约|总数|总共)*"
)
_SUM = r"(?P<sum>[\d(⌊⌈][\d\s,.·×*+−\-/()⌊⌋⌈⌉]*?)[ \u2009]?=[ \u2009]?"
#: A figure is taken whole or not at all: of "2,007 × 1,943" no "2,00" is left.
_BEFORE = re.compile(
    rf"(?:{_WORD})(?:{_SPACE}?\([^()]{{0,30}}\))?{_LINK}(?:{_SUM})?(?>{FIGURE})"
    rf"(?![ {THIN}]?[·×*^/+−=][ {THIN}]?\d)"
)
_PREFIXES = {"k": 3, "m": 6, "g": 9, "t": 12}
#: "One MAC is two FLOPs" says how things are counted, not how many there are.
_CONVENTION = re.compile(r"1[ \u2009]?MAC|2[ \u2009]?FLOPs?", re.IGNORECASE)


@dataclass(frozen=True)
class Counted:
    """A figure with what it may count: one quantity, or two where words stand on both sides.

    ``start`` and ``end`` are places in the text. ``sum_value`` is the value of the sum that is
    printed in front of it, None where there is none.
    """

    written: Written
    quantities: tuple[str, ...]
    start: int
    end: int
    sum_value: int | float | None = None


def counted(text: str, start: int = 0, end: int | None = None) -> Iterator[Counted]:
    """The figures between two places of ``text`` that stand beside the word of a quantity."""
    until = len(text) if end is None else end
    found: dict[int, Counted] = {}
    for match in (*_AFTER.finditer(text, start, until), *_BEFORE.finditer(text, start, until)):
        if _CONVENTION.fullmatch(match[0]):
            continue
        place = match.start("body")
        one = _read(match, text)
        known = found.get(place)
        if known and one.quantities[0] not in known.quantities:
            both = (*known.quantities, *one.quantities)
            one = Counted(known.written, both, known.start, known.end, one.sum_value)
        found[place] = one if not known or len(one.quantities) > 1 else known
    yield from (found[place] for place in sorted(found))


def _read(match: re.Match[str], text: str) -> Counted:
    quantity = next(name for name in WORDS if match[name])
    written = read_figure(match, text[max(0, match.start("body") - 16) : match.start("body")])
    groups = match.groupdict()
    if prefix := groups.get("prefix"):
        written = written.scaled(_PREFIXES[prefix.lower()], prefix)
    sum_value = _value(groups["sum"]) if groups.get("sum") else None
    return Counted(written, (quantity,), match.start("body"), match.end("body"), sum_value)


def _value(formula: str) -> int | float | None:
    """The value of a printed sum; None for what is not one."""
    plain = re.sub(r"(?<=\d)[, \u2009](?=\d{3}(?!\d))", "", formula)
    for mark, sign in (("·", "*"), ("×", "*"), ("−", "-"), ("⌊", "floor("), ("⌋", ")"),
                       ("⌈", "ceil("), ("⌉", ")")):  # fmt: skip
        plain = plain.replace(mark, sign)
    try:
        return evaluate(plain.strip(), {})
    except (ValueError, SyntaxError, ZeroDivisionError, OverflowError, RecursionError):
        return None
