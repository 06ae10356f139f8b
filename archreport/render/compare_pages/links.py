"""Ways from a model's page to the comparisons it takes part in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archreport.render.compare_pages.selection import LOCAL_PAGE, pairs_of, selection
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report


@dataclass(frozen=True)
class Link:
    """A name and an address."""

    text: str
    url: str


def comparisons_of(
    key: str, reports: Mapping[str, Report], t: Language, *, base: str = "../../compare/"
) -> tuple[Link, ...]:
    """The pairs of a network by the other one's name, then its line in the table of all.

    ``base`` is the way to ``compare/``.
    """
    pairs = [
        Link(
            formatting.title(reports[_other(pair.older, pair.newer, key)], t), f"{base}{pair.slug}/"
        )
        for pair in pairs_of(reports)
        if key in (pair.older, pair.newer)
    ]
    if key == selection().local:
        pairs.append(Link(t("local.title"), f"{base}{LOCAL_PAGE}/"))
    return (*pairs, Link(t("compare.all"), f"{base}#v-{key}"))


def _other(older: str, newer: str, key: str) -> str:
    return newer if key == older else older
