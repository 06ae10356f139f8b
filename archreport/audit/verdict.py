"""The verdict on one claim, computed from the reports.

agree     our number rounds to the printed one at its printed precision; a size, a count of layers
          or a kernel is equal; a bound ("more than 95%") holds
approx    our number is near: within one unit of the last printed digit (where that unit is at most
          a tenth of the figure) or within 2%; or it rounds to the printed one under a convention
          of `archreport.audit.conventions`, which is then named
differs   neither; the finding says by how much
na        not computable here: errors and accuracies need trained weights and data, and so on

A gain, the difference of two printed figures, is forgiven one printed unit and not 2%.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from archreport.audit.claims import EXACT, Claim
from archreport.audit.conventions import CONVENTIONS, READINGS, Convention
from archreport.audit.phrases import asked_for
from archreport.audit.printed import Figure, read_figure
from archreport.audit.query import (
    Basis,
    Context,
    QueryError,
    Result,
    basis_of,
    evaluate,
    quantities_in,
)
from archreport.audit.worked import worked
from archreport.errors import ClaimInvalid

Verdict = Literal["agree", "approx", "differs", "na"]
VERDICTS: tuple[Verdict, ...] = ("agree", "approx", "differs", "na")

NEAR = Fraction(2, 100)
_COARSEST = Fraction(1, 10)


@dataclass(frozen=True)
class Finding:
    """What was found about one claim.

    ``computed`` is our number, or size, or order; None where nothing is computable. ``convention``
    is the key of the convention under which it fits, ``near`` whether it is near rather than
    right. ``difference`` is printed minus computed, ``relative`` that as a share of ours, both
    where there is one number. ``basis`` is what our number rests on: a report, other printed
    figures, or plain arithmetic. ``worked`` is the query with its numbers in, if it is a sum.
    ``reading`` is our number under the convention, in the printed unit of it. ``named`` holds the
    numbers that the claim's ``why`` asks for, by query.
    """

    claim: Claim
    verdict: Verdict
    computed: Result | None = None
    printed: Figure | None = None
    convention: str = ""
    near: bool = False
    basis: Basis | None = None
    worked: str = ""
    reading: Result | None = None
    named: Mapping[str, Result] = field(default_factory=dict)

    @property
    def difference(self) -> Fraction | None:
        if self.printed is None or not isinstance(self.computed, Fraction):
            return None
        return self.printed.value - self.computed

    @property
    def relative(self) -> Fraction | None:
        if self.difference is None or not isinstance(self.computed, Fraction):
            return None
        return self.difference / abs(self.computed) if self.computed else None


def judge(claim: Claim, context: Context) -> Finding:
    """The finding on ``claim``. Raises `ClaimInvalid` where it cannot be read or evaluated."""
    try:
        named = {query: evaluate(query, context) for query in asked_for(claim.why)}
        if claim.kind:
            return Finding(claim, "na", named=named)
        printed = read_figure(claim.figure, claim.unit)
        computed = evaluate(claim.of, context)
        outcome = _compare(claim, printed, computed, context)
        sum_ = worked(claim.of, context)
    except (QueryError, ValueError) as error:
        raise ClaimInvalid(
            "claim.not_evaluated", id=claim.id, error=error, family=claim.family
        ) from error
    return Finding(
        claim,
        outcome.verdict,
        computed,
        printed,
        outcome.convention,
        outcome.near,
        basis_of(claim.of),
        sum_,
        outcome.reading,
        named,
    )


@dataclass(frozen=True)
class _Outcome:
    verdict: Verdict
    convention: str = ""
    near: bool = False
    reading: Result | None = None


def _compare(claim: Claim, printed: Figure, computed: Result, context: Context) -> _Outcome:
    if printed.bound:
        return _bound(printed, one_number(computed))
    exact = not isinstance(computed, Fraction) or (claim.quantity in EXACT and not printed.about)
    if _equal(printed, computed) or (not exact and _rounds(computed, printed)):
        return _Outcome("agree")
    for name, query in claim.under:
        if name not in READINGS:
            raise ValueError(f"there is no reading {name!r}")
        reading = evaluate(query, context)
        if _equal(printed, reading) or (not exact and _rounds(reading, printed)):
            return _Outcome("approx", name, reading=reading)
    if exact:
        return _Outcome("differs")
    if len(printed.values) != 1:
        raise ValueError("the printed figure is not one number, and ours is")
    return _convention(claim, printed, one_number(computed), context) or _Outcome("differs")


def _convention(
    claim: Claim, printed: Figure, computed: Fraction, context: Context
) -> _Outcome | None:
    asked = quantities_in(claim.of)
    for convention in CONVENTIONS:
        if convention.changes and not convention.changes & asked:
            continue
        number = one_number(evaluate(claim.of, context.counted(convention.counting)))
        fits = {
            "rounded": rounds(number, printed),
            "cut": cut_off(number, printed),
            "binary": printed.binary != 1 and rounds(number, in_binary(printed)),
        }
        if fits[convention.reading]:
            return _Outcome("approx", convention.key, reading=number / _unit(convention, printed))
    strict = claim.quantity == "gain"
    if near(computed, printed, strict=strict):
        return _Outcome("approx", near=True)
    if printed.binary != 1 and near(computed, in_binary(printed), strict=strict):
        return _Outcome("approx", "binary", near=True, reading=computed / printed.binary)
    return None


def _unit(convention: Convention, printed: Figure) -> Fraction:
    return printed.binary if convention.reading == "binary" else Fraction(1)


def rounds(number: Fraction, printed: Figure) -> bool:
    """Whether ``number`` rounds to the printed one, a half in either direction."""
    return abs(number - printed.value) * 2 <= printed.step


def cut_off(number: Fraction, printed: Figure) -> bool:
    """Whether the printed figure is ``number`` with its further digits left out."""
    if printed.about:
        return False
    cut = math.floor(abs(number) / printed.step) * printed.step
    return cut == abs(printed.value) and cut != 0 and (number < 0) == (printed.value < 0)


def near(number: Fraction, printed: Figure, *, strict: bool = False) -> bool:
    """Within one printed unit, if that is a tenth at most; or within 2%, unless ``strict``."""
    off = abs(number - printed.value)
    unit = printed.step if printed.step <= abs(printed.value) * _COARSEST else Fraction(0)
    return off <= unit or (not strict and off <= abs(number) * NEAR)


def in_binary(printed: Figure) -> Figure:
    """The same figure, its K, M or MB read as powers of 1,024."""
    values = tuple(value * printed.binary for value in printed.values)
    return Figure(values, printed.step * printed.binary, printed.bound, printed.about)


def _bound(printed: Figure, number: Fraction) -> _Outcome:
    limit = printed.value
    holds = {
        "<": number < limit,
        "<=": number <= limit,
        ">": number > limit,
        ">=": number >= limit,
    }
    if printed.bound and holds[printed.bound]:
        return _Outcome("agree")
    if abs(number - limit) <= abs(number) * NEAR:
        return _Outcome("approx", near=True)
    return _Outcome("differs")


def _equal(printed: Figure, computed: Result) -> bool:
    if isinstance(computed, str):
        return printed.order == computed
    sizes = computed if isinstance(computed, tuple) else (computed,)
    return _trimmed(printed.values) == _trimmed(sizes)


def _trimmed(sizes: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Without leading ones: 1 × 1 × 4096 is a vector of 4096."""
    while len(sizes) > 1 and sizes[0] == 1:
        sizes = sizes[1:]
    return sizes


def _rounds(reading: Result, printed: Figure) -> bool:
    one = isinstance(reading, Fraction) and len(printed.values) == 1
    return one and rounds(one_number(reading), printed)


def one_number(result: Result) -> Fraction:
    """A result that must be one number. Raises `ValueError` for a size or an order."""
    if isinstance(result, Fraction):
        return result
    raise ValueError("one number was expected")
