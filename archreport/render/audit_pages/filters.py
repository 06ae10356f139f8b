"""The filters of the audit's tables: their options, and the mark that each row carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archreport.audit import VERDICTS, Finding, Verdict, load_sources, tally
from archreport.render.audit_pages.finding import model_name
from archreport.render.words.language import Language

#: The value of an option and its words; the value "all" comes first.
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choices:
    """The options of one filter, and for each row the value of its option."""

    options: Options
    marks: tuple[str, ...]


def by_model(findings: Sequence[Finding], t: Language) -> Choices:
    """One option a network, in order of appearance."""
    return _choices([model_name(finding.claim, t) for finding in findings], t)


def by_source(findings: Sequence[Finding], t: Language) -> Choices:
    """One option a source, in order of appearance."""
    names = load_sources()
    return _choices([names[f.claim.source].title.in_language(t.code) for f in findings], t)


def by_verdict(findings: Sequence[Finding], t: Language) -> Options:
    """One option for each verdict that there is. The mark of a row is its verdict."""
    tallied = counts(findings)
    some = [
        (verdict, t("audit.filter.some", name=t(f"audit.verdict.{verdict}"), n=tallied[verdict]))
        for verdict in VERDICTS
        if tallied[verdict]
    ]
    return (("all", t("audit.filter.all", n=len(findings))), *some)


def counts(findings: Iterable[Finding]) -> Mapping[Verdict, int]:
    """How many findings there are of each verdict."""
    return tally(findings).get("all", dict.fromkeys(VERDICTS, 0))


def _choices(names: Sequence[str], t: Language) -> Choices:
    """One option a name, in order of appearance, numbered from 1; the first option is all."""
    counted = Counter(names)
    numbers = {name: str(number) for number, name in enumerate(counted, start=1)}
    options = [("all", t("audit.filter.all", n=len(names)))]
    options += [
        (number, t("audit.filter.some", name=name, n=counted[name]))
        for name, number in numbers.items()
    ]
    return Choices(tuple(options), tuple(numbers[name] for name in names))
