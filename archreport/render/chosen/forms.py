"""A chosen table as a file or for a terminal: CSV, plain data, Markdown, text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from archreport.render.chosen.table import TEXTS, ChosenLine, ChosenTable
from archreport.render.downloads.table_files import csv_cell, markdown_cell
from archreport.render.terminal.layer_table import GAP, KINDS, title
from archreport.render.terminal.text_table import Column, Line, Piece, TextTable, width_of
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

#: Columns of names may be cut to so many cells where a terminal is narrow, numbers never.
_LEAST = 8


def chosen_csv(table: ChosenTable) -> str:
    """Bare digits, one header line, no totals, lines ending in a line feed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([csv_cell(one.values[name]) for name in table.columns] for one in table.lines)
    return buffer.getvalue()


def chosen_data(report: Report, table: ChosenTable) -> Mapping[str, object]:
    """The table as plain data; what is not known is None."""
    return {
        "network": report.identity.key or None,
        "title": report.identity.title,
        "inputs": [list(one.shape) for one in report.inputs],
        "columns": list(table.columns),
        "lines": [{name: one.values[name] for name in table.columns} for one in table.lines],
        "totals": dict(table.totals),
    }


def chosen_markdown(table: ChosenTable, t: Language) -> str:
    """The table as Markdown, with its totals."""
    rule = ["---" if name in TEXTS else "---:" for name in table.columns]
    body = [[markdown_cell(one.shown[name]) for name in table.columns] for one in table.lines]
    foot = [f"**{text}**" if text else "" for text in footer(table, t)]
    lines_ = [[markdown_cell(head) for head in table.heads], rule, *body, foot]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines_)


def footer(table: ChosenTable, t: Language) -> list[str]:
    """The cells below the lines: the sums of what is shown."""
    cells = [
        formatting.number(table.totals[name]) if name in table.totals else ""
        for name in table.columns
    ]
    if cells and not cells[0]:
        cells[0] = t("table.total")
    return cells


def chosen_text(
    report: Report, table: ChosenTable, t: Language, width: int | None = None
) -> TextTable:
    """The table for a terminal of ``width`` cells (by default, as wide as it likes)."""
    foot = footer(table, t)
    cells = [[one.shown[name] for one in table.lines] for name in table.columns]
    widths = [
        max(map(width_of, (head, below, *texts))) + (2 if name == table.columns[0] else 0)
        for name, head, below, texts in zip(table.columns, table.heads, foot, cells, strict=True)
    ]
    if width is not None:
        _narrow(widths, table.columns, width)
    columns = tuple(
        Column(head, below, tuple(texts), cells_, name in TEXTS)
        for name, head, below, texts, cells_ in zip(
            table.columns, table.heads, foot, cells, widths, strict=True
        )
    )
    lines = tuple(_line(one, table.columns) for one in table.lines)
    remarks: tuple[Piece, ...] = ()
    if len(table.lines) < table.count:
        shown, count = (formatting.number(n) for n in (len(table.lines), table.count))
        remarks = ((t("chosen.part", shown=shown, count=count), "bright_black"),)
    return TextTable(title(report, t), columns, (lines,), remarks)


def _line(one: ChosenLine, columns: Sequence[str]) -> Line:
    """Its cells; the glyph of its kind stands before the first."""
    glyph, colour = ("⋮", "bright_black") if one.line.copies else KINDS[one.line.kind]
    faint = "bright_black" if one.line.minor else ""
    return Line(
        tuple(
            ((f"{glyph} ", colour), (one.shown[name], faint))
            if place == 0
            else ((one.shown[name], faint or _faint(one.shown[name])),)
            for place, name in enumerate(columns)
        )
    )


def _faint(text: str) -> str:
    return "bright_black" if text in ("0", formatting.NONE) else ""


def _narrow(widths: list[int], columns: Sequence[str], width: int) -> None:
    """Cut the widest columns of names until all fit, or none can be cut further."""
    while sum(widths) + GAP * len(widths) > width:
        names = [n for n, name in enumerate(columns) if name in TEXTS and widths[n] > _LEAST]
        if not names:
            return
        widths[max(names, key=lambda n: widths[n])] -= 1
