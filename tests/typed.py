"""Numbers typed in prose, and what the site could have computed or quoted in their place."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from archreport.audit.claims import load_claims
from archreport.audit.printed import read_figure
from archreport.catalog.networks import CATALOG
from tests.paths import GOLDEN

#: Up to this an integer is a size or a count like any other: a kernel of 11, a stride of 32.
SMALL = 32
#: From here on, a number of a row is nobody else's: it is found without the network's name.
LARGE = 10_000
#: What a unit multiplies by. Powers of two are given to M and K as well: tables mix both.
UNITS: Mapping[str, tuple[int, ...]] = {
    "K": (10**3, 2**10), "k": (10**3, 2**10), "thousand": (10**3,), "千": (10**3,),
    "万": (10**4,), "M": (10**6, 2**20), "million": (10**6,), "百万": (10**6,), "亿": (10**8,),
    "G": (10**9, 2**30), "billion": (10**9,), "十亿": (10**9,),
    "KiB": (2**10,), "MiB": (2**20,), "GiB": (2**30,), "MB": (10**6, 2**20), "GB": (10**9, 2**30),
}  # fmt: skip
COUNTS = ("params", "macs", "flops", "activations")
BYTES = ("activation_bytes", "saved_bytes")

_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,#/])(?P<digits>\d{{1,3}}(?:[,\u00a0\u202f]\d{{3}})+|\d+)(?P<part>\.\d+)?"
    rf"(?P<percent>%)?(?:[ \u00a0]?(?P<unit>{_UNIT})(?![A-Za-z]))?"
)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_CALL = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NOT_PROSE = re.compile(
    r"(?s)\{##.*?##\}|\{:.*?\}|^```.*?^```|`[^`\n]*`|<[^>]*>|\]\([^)\s]*\)", re.MULTILINE
)
_ENDS = re.compile(r"(?<=[.!?])\s|(?<=[。！？])|\n\s*\n|\n(?=- |\d+\. |#)")
_SET = re.compile(r"set\s+(\w+)\s*=(.*)", re.DOTALL)


@dataclass(frozen=True)
class Typed:
    """One number as it stands in the text, with its unit."""

    text: str
    value: Fraction
    decimals: int
    percent: bool
    unit: str

    def is_rounded(self, exact: int | Fraction) -> bool:
        """Whether ``exact``, rounded to the digits that were typed, is this number."""
        if self.percent or (not self.unit and not self.decimals):
            return self.value == exact * (100 if self.percent else 1)
        worth = UNITS.get(self.unit, (1,))
        return any(self.value == round(Fraction(exact) / one, self.decimals) for one in worth)

    @property
    def digits(self) -> int:
        """How many digits were typed, without zeros in front and behind: 0.50 has one."""
        return len(str(self.value * 10**self.decimals).strip("0"))


@dataclass(frozen=True)
class Sentence:
    """A sentence: its words, without what templates fill in, and the calls that do."""

    words: str
    calls: tuple[str, ...]


# -- reading -----------------------------------------------------------------------------------


def numbers(words: str) -> Iterator[Typed]:
    for found in _NUMBER.finditer(words):
        part = found["part"] or ""
        value = Fraction(re.sub(r"\D", "", found["digits"]) + part)
        yield Typed(
            found[0], value, max(len(part) - 1, 0), bool(found["percent"]), found["unit"] or ""
        )


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a page. A statement of a template, such as a call block, ends one."""
    calls: list[str] = []

    def keep(found: re.Match[str]) -> str:
        calls.append(found[0])
        mark = f"⟦{len(calls) - 1}⟧"
        return f"\n\n{mark}\n\n" if found[0].startswith("{%") else mark

    marked = _NOT_PROSE.sub(" ", _CALL.sub(keep, _FRONT.sub("", text)))
    for one in _ENDS.split(marked):
        used = tuple(calls[int(number)] for number in re.findall(r"⟦(\d+)⟧", one))
        yield Sentence(re.sub(r"⟦\d+⟧", "⟦⟧", one), used)


# -- what is known ------------------------------------------------------------------------------


@cache
def rows(key: str) -> Mapping[str, frozenset[int]]:
    """The numbers of each row of a network, by the row's id; those of the whole stand under ""."""
    totals = dict.fromkeys((*COUNTS, "activation_bytes"), 0)
    of: dict[str, frozenset[int]] = {}
    with (GOLDEN / f"{key}.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            for column in totals:
                totals[column] += int(line[column])
            plain = [int(line[column]) for column in (*COUNTS, *BYTES)]
            sized = re.findall(r"\d+", f"{line['output']} {line['receptive_field']}")
            of[line["row"]] = frozenset([*plain, *map(int, sized)])
    return {**of, "": frozenset(totals.values()) | {totals["params"] * 4}}


@cache
def names() -> Mapping[str, tuple[str, ...]]:
    """Networks by what a sentence calls them: "VGG-16" is one, "VGG" all of the family."""
    found: dict[str, tuple[str, ...]] = {}
    for key, entry in CATALOG.items():
        title = entry.identity.title
        family = re.sub(r"(-v?\d.*| .*)", "", title)
        for name in {title, family}:
            found[name] = (*found.get(name, ()), key)
    return found


@cache
def claims() -> Mapping[str, tuple[Fraction, ...]]:
    """What each claim printed, as numbers; a word has none."""
    found: dict[str, tuple[Fraction, ...]] = {}
    for claim in load_claims():
        with suppress(ValueError):
            found[claim.id] = read_figure(claim.figure, claim.unit).values
    return found


@cache
def percentages() -> frozenset[str]:
    """Every percentage that a claim prints, as it would be typed."""
    return frozenset(
        f"{claim.printed}%" for claim in load_claims() if claim.unit.startswith("percent")
    )


@cache
def everywhere() -> tuple[frozenset[int], frozenset[int]]:
    """Totals of all networks, and numbers of their rows that are too large for coincidence."""
    tables = [rows(key) for key in CATALOG]
    totals = frozenset(value for table in tables for value in table[""])
    large = (value for table in tables for row in table.values() for value in row)
    return totals, frozenset(value for value in large if value >= LARGE)


# -- judging ------------------------------------------------------------------------------------


def networks(sentence: Sentence, variables: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The networks that a sentence names, in words or in the calls that fill it."""
    found: set[str] = set()
    words = sentence.words
    for name in sorted(names(), key=len, reverse=True):
        if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w])", words):
            found.update(names()[name])
            words = words.replace(name, " ")  # "VGG-16" does not name all of VGG as well
    return frozenset(found).union(*(_mentioned(call, variables) for call in sentence.calls))


def _mentioned(call: str, variables: Mapping[str, frozenset[str]]) -> frozenset[str]:
    keys = {key for key in CATALOG if re.search(rf'"{key}"|\br\.{key}\b', call)}
    bare = re.sub(r'"[^"]*"', '""', call)
    read = [one for name, one in variables.items() if re.search(rf"(?<![\w.]){name}\b", bare)]
    return frozenset(keys).union(*read)


def _why(one: Typed, sentence: Sentence, named: frozenset[str] | None) -> str:
    """What the number repeats, or nothing. ``named`` None asks nothing of rows."""
    totals, large = everywhere()
    quoted = re.findall(r'(?:printed|claimed)\("([^"]+)"', " ".join(sentence.calls))
    whole = not one.unit and not one.decimals and not one.percent
    if one.percent and one.text in percentages():
        return "a printed percentage"
    values = [value for claim in quoted for value in claims().get(claim, ())]
    if (not whole or one.value > SMALL) and any(map(one.is_rounded, values)):
        return "what the sentence quotes"
    if one.unit and one.digits >= 2 and any(map(one.is_rounded, totals)):
        return "a rounded total"
    if whole and one.value in large:
        return "a network's number"
    if named is None or not whole or one.value <= SMALL:
        return ""
    ids = set(re.findall(r"[\w.]+", f"{sentence.words} {' '.join(sentence.calls)}"))
    for key in sorted(named or CATALOG):
        for row, values in rows(key).items():
            if (named or (re.search(r"\d", row) and row in ids)) and one.value in values:
                return f"{key}, {row or 'in all'}"
    return ""


def typed(text: str, *, named: bool = True) -> list[tuple[str, str]]:
    """The numbers typed in a page's prose that a template function gives, and what they repeat.

    ``named`` False leaves out the rows of networks that a sentence names.
    """
    variables: dict[str, frozenset[str]] = {}
    found = []
    for sentence in sentences(text):
        for call in sentence.calls:
            if (found_set := _SET.search(call)) is not None:
                variables[found_set[1]] = _mentioned(found_set[2], variables)
        about = networks(sentence, variables) if named else None
        judged = ((one.text, _why(one, sentence, about)) for one in numbers(sentence.words))
        found += [(text, why) for text, why in judged if why]
    return found
