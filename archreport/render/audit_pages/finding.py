"""One finding of the audit in words: what was printed, what we say, the verdict and why.

Pure functions from a `Finding` to text; `archreport.render.audit_pages.pages` puts them into tables
and pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from archreport.audit.claims import Claim, load_claims, load_sources
from archreport.audit.explanations import load_explanations
from archreport.audit.phrases import fill
from archreport.audit.printed import UNITS
from archreport.audit.query import Result
from archreport.audit.verdict import Finding
from archreport.render.audit_pages.amounts import FORMATS, kibi, megabytes, percent, plain, short
from archreport.render.audit_pages.gloss import after_words, has_words
from archreport.render.words import formatting
from archreport.render.words.language import Language

_PERCENT = frozenset(unit for unit, worth in UNITS.items() if worth == Fraction(1, 100))
_LONGEST_SUM = 100
_ELSEWHERE = ("printed", "arithmetic")
_QUOTED = re.compile(r'claim\("([^"]+)"\)')
_FACTOR = re.compile(r"[~*\d.]+x ")
_LISTS = frozenset(("channels",))
_LITERAL = re.compile(r'\("([\w.@-]+)"(?:, report="([\w-]+)")?\)')


@dataclass(frozen=True)
class FindingLine:
    """A finding as it is shown.

    ``basis`` says where our number comes from, if from no report; else ``report`` is the network's
    key, and ``row`` the id of the one row it is taken from, or "". ``story`` is the id of the
    explanation that tells more, or "".
    """

    anchor: str
    verdict: str
    model: str
    quantity: str
    printed: str
    source: str
    ours: str
    basis: str
    row: str
    report: str
    why: str
    story: str
    family: str


def finding_line(finding: Finding, t: Language) -> FindingLine:
    """All texts of one finding."""
    claim = finding.claim
    return FindingLine(
        anchor=anchor(claim.id),
        verdict=finding.verdict,
        model=model_name(claim, t),
        quantity=quantity(claim, t),
        printed=printed(claim, t),
        source=source(claim, t),
        ours=ours(finding, t),
        basis=t(f"audit.basis.{finding.basis}") if finding.basis in _ELSEWHERE else "",
        row=row_of(claim),
        report=claim.report if finding.basis == "report" else "",
        why=why(finding, t),
        story=_stories().get(claim.id, ""),
        family=claim.family,
    )


@cache
def _stories() -> Mapping[str, str]:
    """The explanation of each claim that one is about."""
    return {claim: story.id for story in load_explanations() for claim in story.claims}


def anchor(claim_id: str) -> str:
    """A claim's id on a page: ``deck.vgg.totalmem.bytes`` as "c-deck-vgg-totalmem-bytes"."""
    return "c-" + re.sub(r"[^a-z0-9_]+", "-", claim_id.lower()).strip("-")


def model_name(claim: Claim, t: Language) -> str:
    key = f"audit.model.{claim.model}"
    return t(key) if t.has(key) else claim.model


def quantity(claim: Claim, t: Language) -> str:
    """What was printed: "conv1, parameters"."""
    name = t(f"audit.quantity.{claim.quantity}")
    return t("audit.layer", layer=claim.layer, quantity=name) if claim.layer else name


def source(claim: Claim, t: Language) -> str:
    """Where it was printed and under which conditions, and whether the source itself was read."""
    text = _place(claim, t)
    if claim.setting:
        text = t("audit.setting", place=text, setting=claim.setting.in_language(t.code))
    return _as_read(text, claim, t)


def place_and_reading(claim: Claim, t: Language) -> str:
    """Where it was printed, and whether the source itself was read; without the conditions."""
    return _as_read(_place(claim, t), claim, t)


def _place(claim: Claim, t: Language) -> str:
    title = load_sources()[claim.source].title.in_language(t.code)
    return t("audit.place", source=title, place=claim.place.in_language(t.code))


def _as_read(text: str, claim: Claim, t: Language) -> str:
    if claim.seen == "primary":
        return text
    return t("audit.setting", place=text, setting=t(f"audit.seen.{claim.seen}"))


def printed(claim: Claim, t: Language) -> str:
    """The figure as it was printed, with its unit; only long whole numbers are grouped."""
    text = claim.printed.replace("<=", "≤").replace("->", "→")
    if re.fullmatch(r"\d{5,}", text):
        text = formatting.number(int(text))
    if claim.says:
        return text
    united = with_unit(text, claim.unit, t)
    return united if t.code == "en" or not has_words(claim) else after_words(claim, t)


def with_unit(text: str, unit: str, t: Language) -> str:
    """A figure with its unit's words; a percent sign is not written twice."""
    if not unit:
        return text
    template = t(f"audit.unit.{unit}")
    if "{figure}%" in template:
        text = text.removesuffix("%")
    return template.replace("{figure}", text)


def ours(finding: Finding, t: Language) -> str:
    """Our number, in the unit of the printed one."""
    if finding.computed is None:
        return formatting.NONE
    text = quoted(finding.claim.of) or shown(finding.computed, finding.claim, t)
    return with_unit(text, finding.claim.unit, t) if finding.claim.says else text


def quoted(query: str) -> str:
    """The figure of another claim as it was printed, if the query asks for nothing else."""
    asked = _QUOTED.fullmatch(query.strip())
    other = _claims().get(asked[1]) if asked else None
    if other is None or other.unit not in _PERCENT:
        return ""
    return f"{other.printed.removesuffix('%')}%"


@cache
def _claims() -> Mapping[str, Claim]:
    return {claim.id: claim for claim in load_claims()}


def shown(value: Result, claim: Claim, t: Language) -> str:
    """A result as people read it: percent, bytes, a size, or a number."""
    if isinstance(value, str):
        return value.replace("->", "→")
    if isinstance(value, tuple):
        joint = ", " if claim.unit in _LISTS else formatting.TIMES
        return joint.join(plain(each) for each in value)
    if _FACTOR.match(claim.printed):
        return f"{plain(value)}{formatting.NBSP}×"
    if claim.unit == "points":
        return with_unit(f"{float(value * 100):.4g}".replace("-", "−"), "points", t)
    if claim.unit in _PERCENT or claim.printed.endswith("%") or "% " in claim.printed:
        return percent(value)
    if claim.quantity == "memory" and value > 1000:
        return f"{megabytes(value)} ({formatting.mib(float(value))})"
    if claim.quantity == "macs" and value >= 10**6:
        return short(value)
    return plain(value)


def filled(text: str, named: Mapping[str, Result]) -> str:
    """A phrase with its numbers in. Raises `KeyError` for a format that does not exist."""

    def one(query: str, form: str) -> str:
        value = named[query]
        if form == "pct" and (text := quoted(query)):
            return text
        if isinstance(value, tuple):
            return formatting.TIMES.join(plain(each) for each in value)
        return value if isinstance(value, str) else FORMATS[form](value)

    return fill(text.replace("|size}", "}"), one)


def why(finding: Finding, t: Language) -> str:
    """What explains the verdict, in one or a few sentences."""
    parts = list(_reasons(finding, t))
    if finding.claim.why:
        parts.append(filled(finding.claim.why.in_language(t.code), finding.named))
    text = ""
    for part in filter(None, parts):
        text = t("audit.sentence", first=text, second=part) if text else part
    return text


def _reasons(finding: Finding, t: Language) -> tuple[str, ...]:
    claim = finding.claim
    if finding.verdict == "na":
        return (t(f"audit.kind.{claim.kind}"),)
    short_enough = 0 < len(finding.worked) <= _LONGEST_SUM
    sum_ = t("audit.why.worked", sum=finding.worked) if short_enough else ""
    if finding.verdict == "agree":
        return sum_, "" if sum_ else _rounding(finding, t)
    return sum_, _convention(finding, t) or _difference(finding, t)


def _rounding(finding: Finding, t: Language) -> str:
    """Nothing to say where the printed figure holds every digit, or is a size or a bound."""
    figure = finding.printed
    if figure is None or figure.bound or not isinstance(finding.computed, Fraction):
        return ""
    if finding.difference == 0 or finding.claim.says or figure.about:
        return ""
    return t("audit.why.rounds", printed=finding.claim.printed)


def _convention(finding: Finding, t: Language) -> str:
    if not finding.convention:
        return ""
    reading = ""
    if finding.reading is not None:
        reading = _reading(finding, t)
    near = ".near" if finding.near else ""
    return t(f"audit.convention.{finding.convention}{near}", reading=reading)


def _reading(finding: Finding, t: Language) -> str:
    claim, value = finding.claim, finding.reading
    if finding.convention == "binary" and isinstance(finding.computed, Fraction):
        size = finding.computed
        return formatting.mib(float(size)) if claim.quantity == "memory" else kibi(size)
    return "" if value is None else shown(value, claim, t)


def _difference(finding: Finding, t: Language) -> str:
    difference, relative = finding.difference, finding.relative
    if difference is None or relative is None or finding.claim.says:
        return ""
    by = _share(abs(relative))
    if finding.verdict == "approx":
        return t("audit.why.near", percent=by)
    key = "high" if difference > 0 else "low"
    if finding.printed and finding.printed.bound:
        key = "bound"
    return t(f"audit.why.{key}", difference=_amount(abs(difference), finding, t), percent=by)


def _amount(difference: Fraction, finding: Finding, t: Language) -> str:
    claim = finding.claim
    if claim.unit in _PERCENT or "%" in claim.printed:
        return t("audit.unit.points", figure=f"{float(difference * 100):.3g}")
    if claim.quantity == "memory" and difference > 1000:
        return megabytes(difference)
    return short(difference) if claim.quantity == "macs" else plain(difference)


def _share(share: Fraction) -> str:
    """ "57.5%", and three decimals for what would round to nothing."""
    value = float(share) * 100
    return f"{value:.1f}%" if value >= 0.1 else f"{value:.2g}%"


def row_of(claim: Claim) -> str:
    """The one row of the claim's own network that its query names, or ""."""
    named = {(row, report or claim.report) for row, report in _LITERAL.findall(claim.of)}
    if len(named) != 1:
        return ""
    row, report = named.pop()
    return row if report == claim.report and "claim(" not in claim.of else ""
