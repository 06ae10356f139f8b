"""Every citation of a document, held against the report that it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from archreport.report.model import Report
from archreport.verify.documents import Document
from archreport.verify.judge import Difference, Verdict, helped, judge
from archreport.verify.mentions import Cited, citations
from archreport.verify.plain import plain
from archreport.verify.shelf import Shelf
from archreport.verify.tables import (
    Cell,
    Table,
    csv_lines,
    csv_rows,
    tables,
    wrong_cells,
    wrong_csv_cells,
)


def verify(document: Document, shelf: Shelf) -> tuple[Verdict, ...]:
    """The verdict on every citation and every layer table of a document, from the top down.

    Raises what making a report raises.
    """
    found: list[Verdict] = []
    for part in document.parts:
        if rows := csv_lines(part.text):
            found += _csv(rows, document.name, shelf)
            continue
        text = plain(part.text)
        cited = tuple(citations(text, shelf.known))
        one = [*_judged(cited, shelf), *_tables(text, cited, shelf)]
        if part.one_line:
            one = [_at(verdict, part.line) for verdict in one]
        found += sorted(one, key=lambda verdict: verdict.cited.line)
    return tuple(found)


def _judged(cited: Sequence[Cited], shelf: Shelf) -> list[Verdict]:
    reports: dict[str, Report] = {}
    verdicts = []
    for one in cited:
        report = shelf.report(one.key, one.hash)
        if report is None and one.key and not one.hash:
            continue  # the address of a page that is like ours
        if report is not None:
            reports[one.key] = report
        verdicts.append(judge(one, report))
    return list(helped(verdicts, reports))


def _tables(text: str, cited: Sequence[Cited], shelf: Shelf) -> Iterator[Verdict]:
    for table in tables(text, shelf.known, cited):
        report = shelf.report(table.key) if table.key else _named_by_rows(table, shelf)
        if report is None:
            continue
        compared, wrong = wrong_cells(table, report)
        if compared:
            yield _verdict(table.line, report, compared, wrong)


def _named_by_rows(table: Table, shelf: Shelf) -> Report | None:
    """The network whose Table 1 this is, although nothing says so; None where it is of none."""
    names = [line.name for line in table.lines]
    fitting = [one for one in shelf.all() if _fits(names, one)] if table.whole else []
    return min(fitting, key=lambda one: len(wrong_cells(table, one)[1]), default=None)


def _fits(names: Sequence[str], report: Report) -> bool:
    """Whether nearly all rows of a report are among ``names``: one name may be misprinted."""
    there = {row.id for row in report.rows}
    return len(there - set(names)) <= 1


def _csv(rows: Sequence[Sequence[str]], name: str, shelf: Shelf) -> list[Verdict]:
    stem = name.rpartition("/")[2].casefold()
    hinted = sorted((key for key in shelf.known.keys if key in stem), key=len, reverse=True)
    best: tuple[int, list[Cell], Report] | None = None
    for report in shelf.all(hinted):
        if not _fits(csv_rows(rows), report):
            continue
        compared, wrong = wrong_csv_cells(rows, report)
        if best is None or len(wrong) < len(best[1]):
            best = (compared, wrong, report)
        if not wrong or report.identity.key in hinted[:1]:
            break
    if best is None:
        return [Verdict(Cited(1, ", ".join(rows[0][:4]) + ", …", ""), "not ours")]
    return [_verdict(1, best[2], best[0], best[1])]


def _verdict(line: int, report: Report, compared: int, wrong: Sequence[Cell]) -> Verdict:
    cited = Cited(line, f"{report.identity.title}, Table 1", report.identity.key)
    differences = tuple(
        Difference(one.column, one.printed, one.now, one.line, one.row) for one in wrong
    )
    return Verdict(cited, "differs" if wrong else "holds", compared, differences)


def _at(verdict: Verdict, line: int) -> Verdict:
    """The same, all of it on one line."""
    differences = tuple(replace(one, line=line) for one in verdict.differences)
    return replace(verdict, cited=replace(verdict.cited, line=line), differences=differences)
