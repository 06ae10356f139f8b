"""A citation against the report that it names: it holds, it differs, or it is not ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from archreport.render.downloads.citation import citation_key, version
from archreport.report.model import Report, Row
from archreport.verify.mentions import Cited, Figure

State = Literal["holds", "differs", "not ours"]


@dataclass(frozen=True)
class Difference:
    """What is printed and what the report says. ``what`` is a quantity, "row", "network", "hash",
    "sum", "output", "operation" or "jump"; ``now`` is "" where the report has no such thing."""

    what: str
    printed: str
    now: str
    line: int
    row: str = ""


@dataclass(frozen=True)
class Verdict:
    """What became of a citation. ``checked`` is how many figures were held against the report.

    ``since`` says why it may differ: "copied" (this very report has other figures), "changed"
    (another version), "other report" (the version is the same, the hash is not), "" (not known).
    """

    cited: Cited
    state: State
    checked: int = 0
    differences: tuple[Difference, ...] = ()
    since: str = ""
    here: str = ""


def judge(cited: Cited, report: Report | None) -> Verdict:
    """The verdict on one citation; ``report`` is that of its network, None where there is none."""
    if report is None:
        return Verdict(cited, "not ours")
    rows, missing = _rows(cited, report)
    differences = [*missing]
    wrong = [one for one in cited.figures if not _right(one, rows, report, cited)]
    differences += [_difference(one, rows, report) for one in wrong]
    differences += _sums(cited.figures)
    here = version(report)
    same_hash = report.content_hash.startswith(cited.hash) if cited.hash else None
    other_version = bool(cited.version) and cited.version != here
    if same_hash is False and (not other_version or not (cited.figures or missing)):
        shown = report.content_hash[: len(cited.hash)]
        differences.append(Difference("hash", cited.hash, shown, cited.line))
    since = ""
    if differences:
        since = _since(same_hash, other_version=other_version, dated=bool(cited.version))
    return Verdict(
        cited,
        "differs" if differences else "holds",
        len(cited.figures),
        tuple(differences),
        since,
        here,
    )


def helped(verdicts: Sequence[Verdict], reports: dict[str, Report]) -> Iterator[Verdict]:
    """The verdicts, where a figure between two citations of a paragraph is right if one says it."""
    for verdict in verdicts:
        others = [
            (one.cited, reports[one.cited.key])
            for one in verdicts
            if one.cited.group == verdict.cited.group and one is not verdict
            if one.cited.key in reports
        ]
        loose = [one for one in verdict.cited.figures if not one.formal]
        said = {
            (one.line, one.counted.written.text)
            for one in loose
            if any(_right(one, _rows(cited, report)[0], report, cited) for cited, report in others)
        }
        left = tuple(one for one in verdict.differences if (one.line, one.printed) not in said)
        if len(left) == len(verdict.differences):
            yield verdict
        else:
            state: State = "differs" if left else "holds"
            since = verdict.since if left else ""
            yield Verdict(verdict.cited, state, verdict.checked, left, since, verdict.here)


def _since(same_hash: bool | None, *, other_version: bool, dated: bool) -> str:
    if same_hash:
        return "copied"
    if other_version:
        return "changed"
    return "other report" if same_hash is False else "copied" if dated else ""


def _rows(cited: Cited, report: Report) -> tuple[list[Row], list[Difference]]:
    """The rows that a citation names, and the names to which the report has none, or another."""
    by_id = {row.id: row for row in report.rows}
    by_slug = {citation_key(report, row.id): row for row in report.rows}
    places = {"total", *(stage.id for stage in report.stages)}
    found: list[Row] = []
    missing: list[Difference] = []
    for name in cited.rows:
        if name in by_id:
            found.append(by_id[name])
        elif name not in places and not _is_part_of_page(name):
            missing.append(Difference("row", name, "", cited.line))
    for slug in cited.slugs:
        row = by_slug.get(f"{citation_key(report)}-{slug}")
        if row:
            found.append(row)
        else:
            missing.append(Difference("row", slug, "", cited.line))
    distinct = list({row.id: row for row in found}.values())
    if len(distinct) > 1 and not missing:
        names = [row.id for row in distinct]
        missing.append(Difference("row", names[1], names[0], cited.line))
    return distinct, missing


#: Headings of a model's page, and its figures, drawings, definitions and audited figures.
_PARTS = re.compile(
    r"summary|diagram|layers|arithmetic|stages|where|memory|maps|training|statistics|paper"
    r"|deviations|question|torchinfo|tools|checks|reproduce|cite|[a-z]{1,5}-.*"
)


def _is_part_of_page(name: str) -> bool:
    return bool(_PARTS.fullmatch(name))


def _scope(
    figure: Figure, rows: Sequence[Row], report: Report, cited: Cited
) -> Iterable[Row | None]:
    """The rows that a figure may be of; None stands for the totals."""
    by_id = {row.id: row for row in report.rows}
    if figure.row:
        return [by_id[figure.row]] if figure.row in by_id else []
    if rows:
        return rows
    return [None, *(by_id[name] for name in cited.near if name in by_id)]


def _right(figure: Figure, rows: Sequence[Row], report: Report, cited: Cited) -> bool:
    scope = list(_scope(figure, rows, report, cited))
    if not scope:
        return True  # the row's name has been called wrong already
    return any(
        figure.counted.written.says(number)
        for row in scope
        for quantity in figure.counted.quantities
        for number in values(quantity, row, report)
    )


def values(quantity: str, row: Row | None, report: Report) -> tuple[int | float, ...]:
    """What a row, or the whole network, has of a quantity; () where it has none."""
    if quantity == "field":
        fields = [row.receptive] if row else [one.receptive for one in report.rows[-1:]]
        return tuple(size for one in fields if one for size in one.size)
    if row is None:
        return (getattr(report.totals, quantity),)
    return (getattr(row, "param_count" if quantity == "params" else quantity),)


def _difference(figure: Figure, rows: Sequence[Row], report: Report) -> Difference:
    row = next((one for one in report.rows if one.id == figure.row), rows[0] if rows else None)
    quantity = figure.counted.quantities[0]
    now = next(iter(values(quantity, row, report)), None)
    return Difference(
        quantity,
        figure.counted.written.text,
        "" if now is None else f"{now:,}",
        figure.line,
        row.id if row else "",
    )


def _sums(figures: Sequence[Figure]) -> Iterator[Difference]:
    """Printed sums whose result is not what they come to."""
    for figure in figures:
        comes_to = figure.counted.sum_value
        if comes_to is not None and not figure.counted.written.says(comes_to):
            yield Difference("sum", figure.counted.written.text, f"{comes_to:,}", figure.line)
