"""Published error rates, as quoted: with their source and the conditions they were measured under.

Nothing here is computed from a network: an error rate needs trained weights and a million pictures.
A figure printed as an accuracy is turned round, ``100 − 79.066 = 20.934``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from archreport.audit.claims import Claim, load_sources
from archreport.audit.printed import read_figure
from archreport.render.audit_pages.finding import anchor
from archreport.render.words import formatting
from archreport.render.words.language import Language


@dataclass(frozen=True)
class ErrorRate:
    """One published error rate. ``error`` is in percent, exact; ``printed`` as in the source.

    ``digits`` is how many decimals were printed. ``remembered`` is True where the figure was not
    read in the source itself. ``audit`` is its line on the audit's pages, from there.
    """

    claim: str
    audit: str
    error: Fraction
    digits: int
    printed: str
    turned: bool
    setting: str
    source: str
    place: str
    url: str
    remembered: bool

    @property
    def text(self) -> str:
        """The error with the decimals of the source: "18.2"."""
        return formatting.decimal(float(self.error), self.digits)

    @property
    def short(self) -> str:
        """The error with at most two decimals, for lines and labels: 20.934 as "20.93"."""
        return formatting.decimal(float(self.error), min(self.digits, 2))

    @property
    def accuracy_text(self) -> str:
        """What is left of the hundred: "81.8"."""
        return formatting.decimal(float(100 - self.error), self.digits)

    @property
    def accuracy_short(self) -> str:
        """What is left of the hundred, with at most one decimal."""
        return formatting.decimal(float(100 - self.error), min(self.digits, 1))


def error_rate(claim: Claim, t: Language) -> ErrorRate:
    """A claim about an error or an accuracy. Raises `ValueError` where it prints no number."""
    value = read_figure(claim.figure, claim.unit).value * 100
    turned = "accuracy" in claim.quantity
    source = load_sources()[claim.source]
    return ErrorRate(
        claim=claim.id,
        audit=f"{claim.family}/#{anchor(claim.id)}",
        error=100 - value if turned else value,
        digits=len(claim.figure.rstrip("%").partition(".")[2]),
        printed=claim.printed,
        turned=turned,
        setting=claim.setting.in_language(t.code) if claim.setting else "",
        source=source.title.in_language(t.code),
        place=claim.place.in_language(t.code),
        url=source.url,
        remembered=claim.seen == "memory",
    )


class ErrorRates:
    """The claims by id, as error rates in one language. A claim that is not there gives None."""

    def __init__(self, claims: Iterable[Claim], t: Language) -> None:
        self._claims: Mapping[str, Claim] = {claim.id: claim for claim in claims}
        self._t = t

    def get(self, claim_id: str) -> ErrorRate | None:
        """The error rate of a claim. An empty id is no claim."""
        claim = self._claims.get(claim_id)
        return error_rate(claim, self._t) if claim else None
