"""Which wrong figures the audit page explains, in order; the texts are in the messages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from archreport.audit.claims import load_claims, read_published
from archreport.errors import ClaimInvalid


@dataclass(frozen=True)
class Explanation:
    """A story about ``claims``; the queries in its text are about the network ``report``."""

    id: str
    report: str
    claims: tuple[str, ...]


@cache
def load_explanations() -> tuple[Explanation, ...]:
    """All of them. Raises `ClaimInvalid` where one names a claim that does not exist."""
    known = {claim.id for claim in load_claims()}
    found = []
    for entry in read_published("explained"):
        explanation = Explanation(entry["id"], entry["report"], tuple(entry["claims"]))
        if missing := [claim for claim in explanation.claims if claim not in known]:
            raise ClaimInvalid("claim.explanation", id=explanation.id, claim=missing[0])
        found.append(explanation)
    return tuple(found)
