"""The audit on paper: a table for each model's page, and the audit's own pages.

The pages are ``index.md`` (counts, what differs, the wrong figures explained), one page a family,
``lecture/index.md`` (the lecture slides of the course), ``all/index.md`` (all figures in one table,
each with a link to its row on the page of its family), and ``claims.csv``. The same ids in both
languages; the filters need no script (``docs/assets/css/audit.css``).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.audit import (
    FAMILIES,
    VERDICTS,
    Explanation,
    Finding,
    Verdict,
    context,
    evaluate,
    load_explanations,
    load_sources,
    tally,
)
from archreport.audit.phrases import queries
from archreport.audit.query import reports_in
from archreport.render.audit_pages import filters
from archreport.render.audit_pages.finding import FindingLine, filled, finding_line
from archreport.render.template import environment, html_phrases, render_html, tidy
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

#: The source of the course's own slides, which has a page of its own.
LECTURE = "deck"

#: More figures that agree than this are folded away on a model's page.
_MOST_AGREEING = 12

#: The columns of ``claims.csv``.
CSV_COLUMNS = (
    "id", "family", "model", "quantity", "layer", "printed", "unit", "source", "place", "setting",
    "verdict", "convention", "computed", "difference", "relative", "basis", "query", "seen",
)  # fmt: skip


@dataclass(frozen=True)
class CountRow:
    """One line of a table of counts."""

    key: str
    name: str
    counts: Mapping[Verdict, int]
    url: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Story:
    """One explanation with its text filled in and the figures it is about."""

    id: str
    title: str
    text: str
    lines: tuple[FindingLine, ...]


def paper_section(
    report: Report, findings: Iterable[Finding], t: Language, *, number: int | str = ""
) -> Markup:
    """What is printed about this network beside what the report says; "" where nothing is.

    It is part of the model's page, two folders below the language's root. ``number`` is the number
    of its table.
    """
    own = [finding for finding in findings if finding.claim.page == report.identity.key]
    if not own:
        return Markup()
    lines = sorted((finding_line(finding, t) for finding in own), key=_worst_first)
    agreeing = [line for line in lines if line.verdict == "agree"]
    folded = agreeing if len(agreeing) > _MOST_AGREEING else []
    family = Counter(finding.claim.family for finding in own).most_common(1)[0][0]
    key = report.identity.key
    return render_html(
        "paper_section.html.j2",
        t,
        id=f"tbl-{key}-printed",
        number=number,
        main=Counter(line.model for line in lines).most_common(1)[0][0],
        counts=filters.counts(own),
        audit="../../audit/",
        more=f"../../audit/{family}/",
        lines=[line for line in lines if line.verdict != "na" and line not in folded],
        folded=folded,
        quoted=[line for line in lines if line.verdict == "na"],
        url=lambda line: _model_url(line, {key: report}, "", own=key),
    )


def audit_pages(
    findings: Sequence[Finding], reports: Mapping[str, Report], t: Language
) -> dict[str, str]:
    """Every file of the audit by its path below ``audit/``.

    ``reports`` are those that ``findings`` were judged by, the whole shelf or a part of it.
    """
    pages = {
        "index.md": _index(findings, reports, t),
        "all/index.md": _all(findings, t),
        "claims.csv": claims_csv(findings),
    }
    for family in FAMILIES:
        own = [finding for finding in findings if finding.claim.family == family]
        if own:
            pages[f"{family}/index.md"] = _family(family, own, reports, t)
    lecture = [finding for finding in findings if finding.claim.source == LECTURE]
    if lecture:
        pages["lecture/index.md"] = _family("lecture", lecture, reports, t)
    return pages


def claims_csv(findings: Iterable[Finding]) -> str:
    """All findings, one a line: bare digits, English words, lines ending in a line feed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(_csv_line(finding) for finding in findings)
    return buffer.getvalue()


# -- pages ------------------------------------------------------------------------------------


def _index(findings: Sequence[Finding], reports: Mapping[str, Report], t: Language) -> str:
    sources = load_sources()
    by_source = tally(findings, "source")
    rows = [
        CountRow(key, source.title.in_language(t.code), by_source[key], source.url)
        for key, source in sources.items()
        if key in by_source
    ]
    by_id = {finding.claim.id: finding for finding in findings}
    return _page(
        "audit.md.j2",
        t,
        front={"title": t("audit.title"), "description": t("audit.description")},
        verdicts=VERDICTS,
        families=[
            CountRow(family, t(f"audit.family.{family}"), counts)
            for family, counts in tally(findings, "family").items()
        ],
        total=CountRow("all", "", tally(findings)["all"]),
        lecture=filters.counts([f for f in findings if f.claim.source == LECTURE]),
        sources=rows,
        differs=[finding_line(f, t) for f in findings if f.verdict == "differs"],
        stories=[
            _story(one, by_id, reports, t)
            for one in load_explanations()
            if not by_id.keys().isdisjoint(one.claims)
        ],
        url=lambda line: _model_url(line, reports, "../models/"),
    )


def _family(
    name: str, findings: Sequence[Finding], reports: Mapping[str, Report], t: Language
) -> str:
    title = t(f"audit.family.{name}")
    text = (
        t("audit.lecture.text")
        if name == "lecture"
        else formatting.spaced(t("audit.family.text", family=title))
    )
    models, sources = filters.by_model(findings, t), filters.by_source(findings, t)
    table = render_html(
        "audit_table.html.j2",
        t,
        verdicts=filters.by_verdict(findings, t),
        models=models.options,
        sources=sources.options,
        lines=[
            (finding_line(finding, t), model, source)
            for finding, model, source in zip(findings, models.marks, sources.marks, strict=True)
        ],
        url=lambda line: _model_url(line, reports, "../../models/"),
    )
    return _page(
        "audit_family.md.j2",
        t,
        front={"title": t("audit.family.title", family=title), "description": text},
        family=title,
        text=text,
        counts=filters.counts(findings),
        table=table,
    )


def _all(findings: Sequence[Finding], t: Language) -> str:
    """All findings, short, in groups by source: the rest of a row is on its family's page."""
    by_place = sorted(
        findings, key=lambda finding: list(load_sources()).index(finding.claim.source)
    )
    models, sources = filters.by_model(by_place, t), filters.by_source(by_place, t)
    groups: dict[str, list[tuple[FindingLine, str]]] = {}
    for finding, model, source in zip(by_place, models.marks, sources.marks, strict=True):
        groups.setdefault(source, []).append((finding_line(finding, t), model))
    return _page(
        "audit_all.md.j2",
        t,
        front={"title": t("audit.all.title"), "description": t("audit.all.text", n=len(findings))},
        total=len(findings),
        verdicts=filters.by_verdict(by_place, t),
        models=models.options,
        sources=sources.options,
        groups=groups,
        names=dict(sources.options),
    )


def _page(template: str, t: Language, **values: object) -> str:
    return tidy(environment().get_template(template).render(t=html_phrases(t), **values))


def _story(
    one: Explanation, by_id: Mapping[str, Finding], reports: Mapping[str, Report], t: Language
) -> Story:
    """An explanation; its text says so where it needs a network that is not on this site."""
    text = t(f"explained.{one.id}.text")
    asked = queries(text)
    needed = {key for query in asked for key in reports_in(query, one.report)}
    if absent := needed - reports.keys():
        text = t("audit.explained.absent", names=t("list.comma").join(sorted(absent)))
    else:
        place = context(reports, one.report)
        text = filled(text, {query: evaluate(query, place) for query in asked})
    lines = tuple(finding_line(by_id[claim], t) for claim in one.claims if claim in by_id)
    return Story(one.id, t(f"explained.{one.id}.title"), text, lines)


def _worst_first(line: FindingLine) -> int:
    return ("differs", "approx", "agree", "na").index(line.verdict)


# -- links and files -----------------------------------------------------------------------------


def _model_url(line: FindingLine, reports: Mapping[str, Report], models: str, own: str = "") -> str:
    """Where our number is: a row of a model's page, else the page; "" where there is none."""
    report = reports.get(line.report)
    if report is None:
        return ""
    has_row = line.row and any(row.id == line.row for row in report.rows)
    page = "" if line.report == own else f"{models}{line.report}/"
    return f"{page}#{line.row}" if has_row else page or "#total"


def _csv_line(finding: Finding) -> tuple[object, ...]:
    claim = finding.claim
    return (
        claim.id,
        claim.family,
        claim.model,
        claim.quantity,
        claim.layer,
        claim.printed,
        claim.unit,
        load_sources()[claim.source].title.en,
        claim.place.en,
        claim.setting.en if claim.setting else "",
        finding.verdict,
        finding.convention,
        _bare(finding.computed),
        _bare(finding.difference),
        "" if finding.relative is None else f"{float(finding.relative):.6g}",
        finding.basis or "",
        claim.of,
        claim.seen,
    )


def _bare(value: object) -> str:
    """A number for machines; a size as "13x13x256"."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, tuple):
        return "x".join(map(_bare, value))
    number = float(value)  # type: ignore[arg-type]
    return str(int(number)) if number.is_integer() else f"{number:.10g}"
