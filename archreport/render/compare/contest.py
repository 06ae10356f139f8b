"""Who won the ImageNet challenge with which error, one network alone, and what a human reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archreport.audit.claims import Claim
from archreport.render.compare.quotes import Quote, Quotes
from archreport.render.compare.selection import Entry, selection
from archreport.render.language import Language
from archreport.report import Report


@dataclass(frozen=True)
class Entrant:
    """One published error in a year. ``key`` and ``depth`` are of the network, where it is here."""

    year: int
    name: str
    quote: Quote
    key: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Contest:
    """Entries to the challenge (ensembles, test set), single networks, and the human level."""

    entries: tuple[Entrant, ...]
    alone: tuple[Entrant, ...]
    human_lecture: Quote | None
    human_published: Quote | None

    @property
    def best(self) -> tuple[Entrant, ...]:
        """The lowest error of each year."""
        years = sorted({entry.year for entry in self.entries})
        return tuple(
            min((e for e in self.entries if e.year == year), key=lambda entry: entry.quote.error)
            for year in years
        )


def contest(reports: Mapping[str, Report], claims: Iterable[Claim], t: Language) -> Contest:
    """The contest as published. Names and depths of networks on the shelf are their reports'."""
    quotes, chosen = Quotes(claims, t), selection()

    def entrants(entries: Iterable[Entry]) -> tuple[Entrant, ...]:
        found = ((entry, quotes.get(entry.claim)) for entry in entries)
        return tuple(_entrant(entry, quote, reports) for entry, quote in found if quote)

    return Contest(
        entries=entrants(chosen.contest),
        alone=tuple(entrant for entrant in entrants(chosen.alone) if entrant.key),
        human_lecture=quotes.get(chosen.human_lecture),
        human_published=quotes.get(chosen.human_published),
    )


def _entrant(entry: Entry, quote: Quote, reports: Mapping[str, Report]) -> Entrant:
    report = reports.get(entry.of)
    if report is None:
        return Entrant(entry.year, entry.name, quote)
    name = entry.name or report.identity.title
    return Entrant(entry.year, name, quote, entry.of, report.totals.weight_layers)
