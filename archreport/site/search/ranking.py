"""How much a term says about a section: what the search adds up, computed when the site is built.

BM25F: how often the term stands in the section's title and other names, in the title of its page
and in its text, each with a weight of its own and against the length of the field; times how rare
the term is; times the weight of the kind of page. So a term leads to the page that explains it and
not to the thirty that use it, and the name of a network to its page.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from archreport.site.search.sections import SearchedPage, Section
from archreport.site.search.words import COMMON, terms

#: Weight of a page by the first folder of its address.
KINDS = {
    "glossary": 1.5,
    "course": 1.2,
    "method": 1.2,
    "labs": 1.0,
    "models": 1.0,
    "compare": 0.6,
    "audit": 0.5,
}
OTHER_KIND = 0.7
#: A network's page after its beginning, which is much alike on all of them.
LATER_IN_MODEL = 0.6
#: Sections that name what others explain, by their anchors.
LESSER = {"reading": 0.5, "exercises": 0.7, "lab": 0.7}
#: A heading that only stands over others.
WITHOUT_TEXT = 0.4


class Field(NamedTuple):
    """Where a term can stand: what one occurrence counts, and how far length takes it back."""

    weight: float
    by_length: float


#: The section's title and other names, its page's title, its text.
FIELDS = (Field(5.0, 0.5), Field(1.5, 0.5), Field(1.0, 0.6))
#: Where further occurrences count little.
SATURATION = 1.5
#: Impacts are whole numbers, so that files are small, and the same on all machines.
SCALE = 10


def impacts(pages: Sequence[SearchedPage]) -> dict[str, dict[int, int]]:
    """For every term the sections that have it, numbered through all pages, with its impact there.

    An impact is 1 or more. Terms and sections are in order.
    """
    places = [
        (page, section, number == 0)
        for page in pages
        for number, section in enumerate(page.sections)
    ]
    if not places:
        return {}
    counted = [_counts(page, section, lead=lead) for page, section, lead in places]
    usual = [
        max(1.0, sum(counts.total() for counts in column) / len(counted))
        for column in zip(*counted, strict=True)
    ]
    frequencies: dict[str, dict[int, float]] = defaultdict(dict)
    for number, columns in enumerate(counted):
        for counts, one, length in zip(columns, FIELDS, usual, strict=True):
            longer = 1 - one.by_length + one.by_length * counts.total() / length
            for term, times in counts.items():
                found = frequencies[term]
                found[number] = found.get(number, 0.0) + one.weight * times / longer
    weights = [_weight(page, section, lead=lead) for page, section, lead in places]
    return {
        term: {
            number: _impact(found[number], _rarity(len(found), len(places)) * weights[number])
            for number in sorted(found)
        }
        for term, found in sorted(frequencies.items())
        if term not in COMMON
    }


def _counts(page: SearchedPage, section: Section, *, lead: bool) -> tuple[Counter[str], ...]:
    names = "\n".join((section.title, *(one.name for one in section.names)))
    around = "" if lead else page.title
    return tuple(Counter(terms(text)) for text in (names, around, section.text))


def _weight(page: SearchedPage, section: Section, *, lead: bool) -> float:
    kind = "" if page.url == "course/" else page.url.partition("/")[0]  # it leads to the chapters
    weight = KINDS.get(kind, OTHER_KIND) * LESSER.get(section.anchor, 1)
    if kind == "models" and not lead:
        weight *= LATER_IN_MODEL
    return weight if section.text else weight * WITHOUT_TEXT


def _rarity(holding: int, sections: int) -> float:
    return math.log(1 + (sections - holding + 0.5) / (holding + 0.5))


def _impact(frequency: float, weight: float) -> int:
    return max(1, round(SCALE * weight * frequency / (frequency + SATURATION)))
