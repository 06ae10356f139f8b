"""Table 1 of a report of thousands of rows: an outline, and below it every row in folded lists.

The outline shows what repeats once, with its arithmetic, and one line for all further copies, as
the terminal does (`archreport.render.table_view`). The lists hold what a row is looked up for:
shape, parameters, work and memory. Each list is a stretch of the pass and begins where a module
does, so that it has a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.reading.totals import Subtotal, subtotal
from archreport.render.model_page.tables import row_bars, row_notes
from archreport.render.table_lines import LayerLine, line, slug
from archreport.render.table_view import table_view
from archreport.render.template import render_html
from archreport.render.words.language import Language
from archreport.report.model import Report, Row

#: Rows in one list at most, unless a single module has more.
LIST = 250
#: Lines of the outline at most: where nothing repeats, it begins with these.
OUTLINE_LINES = 160


@dataclass(frozen=True)
class RowList:
    """Neighbouring rows under one name, with their sums."""

    first: str
    last: str
    lines: tuple[LayerLine, ...]
    own: Subtotal


def outline_table(report: Report, t: Language) -> Markup:
    """Table 1 with what repeats folded."""
    view = table_view(report, t)
    room = OUTLINE_LINES
    groups = []
    for group in view.groups:
        groups.append((group, group.lines[:room], max(0, len(group.lines) - room)))
        room = max(0, room - len(group.lines))
    shown = [one for _, some, _ in groups for one in some if isinstance(one, LayerLine)]
    return render_html(
        "outline_table.html.j2",
        t,
        id=f"tbl-{slug(report)}-layers",
        groups=groups,
        bars=row_bars(shown),
        notes={one.id: row_notes(one.row, t) for one in shown},
        totals=report.totals,
        count=len(report.rows),
    )


def row_lists(report: Report, t: Language) -> Markup:
    """Every row in lists; a row that the outline shows leads there."""
    shown = {one.id for one in _shown(report, t)}
    lists = [
        RowList(rows[0].id, rows[-1].id, tuple(line(row, t) for row in rows), subtotal(rows))
        for rows in stretches(report.rows)
    ]
    return render_html("row_lists.html.j2", t, lists=lists, shown=shown)


def stretches(rows: Sequence[Row], most: int = LIST) -> list[list[Row]]:
    """``rows`` in order, in as few runs of at most ``most`` as can be without parting a module."""
    runs: list[list[Row]] = []
    for part in _modules(rows, most, 1):
        if runs and len(runs[-1]) + len(part) <= most:
            runs[-1] += part
        else:
            runs.append(list(part))
    return runs


def _modules(rows: Sequence[Row], most: int, depth: int) -> Iterator[list[Row]]:
    """Neighbours in one module ``depth`` deep; a module of more than ``most`` rows by its own."""
    part: list[Row] = []
    for row in rows:
        if part and _path(row, depth) != _path(part[0], depth):
            yield from _divided(part, most, depth)
            part = []
        part.append(row)
    if part:
        yield from _divided(part, most, depth)


def _divided(part: list[Row], most: int, depth: int) -> Iterator[list[Row]]:
    if len(part) <= most:
        yield part
    elif any(row.module.count(".") >= depth for row in part):
        yield from _modules(part, most, depth + 1)
    else:  # a loop in one module
        yield from (part[start : start + most] for start in range(0, len(part), most))


def _path(row: Row, depth: int) -> tuple[str, ...]:
    return tuple(row.module.split(".")[:depth])


def _shown(report: Report, t: Language) -> list[LayerLine]:
    lines = [one for group in table_view(report, t).groups for one in group.lines]
    return [one for one in lines[:OUTLINE_LINES] if isinstance(one, LayerLine)]
