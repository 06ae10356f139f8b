"""The audit: every published figure held against the reports.

    findings = audit(reports)          one finding for each claim, in the order of the files
    tally(findings, by="family")       how many of each verdict

Pure: it reads Reports and ``archreport/published/*.yaml``, and imports no torch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from archreport.audit.claims import FAMILIES, Claim, Source, Words, load_claims, load_sources
from archreport.audit.explanations import Explanation, load_explanations
from archreport.audit.phrases import asked_for
from archreport.audit.printed import Figure, read_figure
from archreport.audit.query import Context, evaluate, reports_in
from archreport.audit.verdict import VERDICTS, Finding, Verdict, judge
from archreport.errors import ClaimInvalid
from archreport.report.model import Report

__all__ = [
    "FAMILIES", "VERDICTS", "Claim", "Context", "Explanation", "Figure", "Finding", "Source",
    "Verdict", "Words", "audit", "context", "evaluate", "load_claims", "load_explanations",
    "load_sources", "networks_of", "read_figure", "tally", "within",
]  # fmt: skip


def audit(
    reports: Mapping[str, Report], claims: Sequence[Claim] | None = None
) -> tuple[Finding, ...]:
    """One finding for each of ``claims`` (all published ones by default), in their order.

    ``reports`` holds the whole shelf by key. Raises `ClaimInvalid`, naming the claim, where one
    cannot be read or evaluated, and where one that differs does not say why.
    """
    place = context(reports)
    findings = tuple(judge(claim, _at(place, claim)) for claim in (claims or load_claims()))
    for finding in findings:
        if finding.verdict == "differs" and finding.claim.why is None:
            raise ClaimInvalid("claim.no_why", id=finding.claim.id, family=finding.claim.family)
    return findings


def context(reports: Mapping[str, Report], report: str = "") -> Context:
    """What queries are evaluated in: the shelf, and the printed figures of all claims."""
    return Context(reports, report, _printed)


def networks_of(claim: Claim) -> frozenset[str]:
    """The keys of all networks that a claim's queries read."""
    asked = (claim.of, *(query for _, query in claim.under), *asked_for(claim.why))
    return frozenset(key for query in asked if query for key in reports_in(query, claim.report))


def within(claims: Iterable[Claim], keys: Iterable[str]) -> tuple[Claim, ...]:
    """The claims for which the reports of these networks suffice, where not all are built."""
    there = frozenset(keys)
    return tuple(claim for claim in claims if networks_of(claim) <= there)


def tally(
    findings: Iterable[Finding], by: Literal["verdict", "family", "model", "source"] = "verdict"
) -> dict[str, dict[Verdict, int]]:
    """How many findings of each verdict, by a property of the claim; all together by "verdict"."""
    counts: dict[str, dict[Verdict, int]] = {}
    for finding in findings:
        name = "all" if by == "verdict" else str(getattr(finding.claim, by))
        row = counts.setdefault(name, dict.fromkeys(VERDICTS, 0))
        row[finding.verdict] += 1
    return counts


def _at(place: Context, claim: Claim) -> Context:
    return Context(place.reports, claim.report, place.printed)


def _printed(claim_id: str) -> Fraction:
    claim = _by_id().get(claim_id)
    if claim is None:
        raise LookupError(f"there is no claim {claim_id!r}")
    return read_figure(claim.figure, claim.unit).value


def _by_id() -> Mapping[str, Claim]:
    return {claim.id: claim for claim in load_claims()}
