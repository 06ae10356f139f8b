"""Layer tables in other people's texts: lines of cells below a head that names quantities.

A table is ours where its head has the columns of Table 1, in English or Chinese; or where it has
some of them, rows named as ours, and a citation beside it. Which network it is of is said by the
label of the LaTeX table or by the citation nearest to it; a CSV file, which says nothing, is known
by its name and its rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archreport.render.downloads.table_files import CSV_COLUMNS, csv_text
from archreport.render.table_lines import groups, lines
from archreport.render.words import formatting
from archreport.render.words.language import LANGUAGES, Language
from archreport.report.model import Report
from archreport.verify.mentions import Cited, Known
from archreport.verify.numbers import THIN, single
from archreport.verify.plain import BREAK, CELL, FOLD, line_at

#: The columns that are compared, with the keys of their heads in messages.
_HEADS = {
    "output": ("table.output",),
    "operation": ("table.operation",),
    "params": ("table.params", "column.params"),
    "macs": ("table.macs", "column.macs"),
    "activations": ("table.activations", "column.activations"),
    "field": ("table.field.plain", "table.field.short", "column.field"),
    "jump": ("table.jump", "column.jump"),
}
_LABEL = re.compile(r"label:tab:(?P<key>[a-z0-9-]+)-layers")
_RULE = re.compile(r"[-:=\s|+]*")
#: How many lines above its head and below its end a table's citation is looked for.
_ABOVE, _BELOW = 14, 6


@dataclass(frozen=True)
class Line:
    """The cells of one line by the columns they stand in, and its name, the first cell."""

    number: int
    name: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table with the columns of ours. ``key`` is the network's, "" where it is not said.

    ``whole`` is True for a head that has all columns of Table 1, as only ours do.
    """

    line: int
    key: str
    lines: tuple[Line, ...]
    whole: bool


def tables(text: str, known: Known, cited: Sequence[Cited]) -> Iterator[Table]:
    """The tables of a plain text that have heads like ours."""
    columns: dict[int, str] = {}
    found: list[Line] = []
    first, label, own_label = 0, "", ""
    for number, cells, bare in _cell_lines(text):
        if mark := _LABEL.search(bare):
            label = mark["key"] if mark["key"] in known.keys else ""
        named = _columns(cells)
        head = len(cells) > 1 and {"params", "macs", "activations"} & set(named.values())
        if found and (head or not cells):
            yield _table(first, columns, found, own_label, cited)
            columns, found = {}, []
        if head:
            own_label = label or (own_label if columns else "")  # a long table has its head twice
            columns, first, label = named, number, ""
        elif cells and columns and not _RULE.fullmatch("".join(cells)):
            values = {
                column: cells[place] for place, column in columns.items() if place < len(cells)
            }
            found.append(Line(number, _clean(cells[0]), values))
    if found:
        yield _table(first, columns, found, own_label, cited)


def _table(
    line: int, columns: Mapping[int, str], found: Sequence[Line], label: str, cited: Sequence[Cited]
) -> Table:
    near = [
        one for one in cited if one.key and line - _ABOVE <= one.line <= found[-1].number + _BELOW
    ]
    near.sort(
        key=lambda one: (
            one.line < line,
            min(abs(one.line - line), abs(one.line - found[-1].number)),
        )
    )
    whole = {"output", "params", "macs", "activations"} <= set(columns.values())
    return Table(line, label or (near[0].key if near else ""), tuple(found), whole)


def _cell_lines(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Each line with its number and its cells."""
    place = 0
    for part in re.split(rf"(?<=[\n{BREAK}])", text):
        bare = part.strip(f" \n{BREAK}{THIN}\t")
        if CELL in bare:
            cells = bare.split(CELL)
        elif bare.startswith("|"):
            cells = bare.strip("|").split("|")
        else:
            cells = []
        if bare:
            start = place + len(part) - len(part.lstrip(f" \n{BREAK}{THIN}\t{FOLD}"))
            yield line_at(text, min(start, place + len(part) - 1)), cells, bare
        place += len(part)


def _clean(cell: str) -> str:
    return " ".join(re.sub(rf"[{THIN}{FOLD}\s]+", " ", cell).split()).strip("*_ ")


def _columns(cells: Sequence[str]) -> dict[int, str]:
    """Which columns these cells head; {} for a line that is no head."""
    words = _head_words()
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = re.sub(r"\s*[（(].*$", "", _clean(cell)).casefold()
        if place and name in words:
            found[place] = words[name]
    return found


def _head_words() -> dict[str, str]:
    words = {"params": "params", "#params": "params", "flops": "flops", "参数": "params"}
    for code in LANGUAGES:
        t = Language(code)
        words |= {t(key).casefold(): column for column, keys in _HEADS.items() for key in keys}
    return words


@dataclass(frozen=True)
class Cell:
    """A cell that is not as the report has it."""

    line: int
    row: str
    column: str
    printed: str
    now: str


def wrong_cells(table: Table, report: Report) -> tuple[int, list[Cell]]:
    """How many cells were compared, and which of them say something else than the report."""
    there = _ours(report)
    compared, wrong = 0, []
    for line in table.lines:
        ours = there.get(line.name)
        if ours is None:
            if table.whole and re.fullmatch(r"[\w.@]+", line.name):
                wrong.append(Cell(line.number, line.name, "row", line.name, ""))
            continue
        for column, printed in line.cells.items():
            if column not in ours or not _clean(printed):
                continue
            compared += 1
            if not any(_same(printed, one) for one in ours[column]):
                wrong.append(Cell(line.number, line.name, column, _clean(printed), ours[column][0]))
    return compared, wrong


def _ours(report: Report) -> dict[str, dict[str, tuple[str, ...]]]:
    """What each line of Table 1 says, by its name and column, in all languages."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}

    def add(name: str, **values: object) -> None:
        line = found.setdefault(name, {})
        for column, value in values.items():
            line[column] = (*line.get(column, ()), str(value))

    for code in LANGUAGES:
        t = Language(code)
        for line in lines(report, t):
            add(line.id, output=line.output, operation=line.operation, params=line.params,
                macs=line.macs, flops=line.row.flops, activations=line.stored, field=line.field,
                jump=line.jump)  # fmt: skip
        for group in groups(report, t):
            if group.stage:
                add(group.name, params=group.params, macs=group.macs, flops=2 * group.macs,
                    activations=group.activations, output=group.resolution,
                    operation=group.summary)  # fmt: skip
        add(t("table.total"), params=report.totals.params, macs=report.totals.macs,
            flops=report.totals.flops, activations=report.totals.activations,
            operation=t("table.rows", n=len(report.rows)))  # fmt: skip
    return found


def _same(printed: str, ours: str) -> bool:
    """Whether a cell says what ours says: the number, else all numbers in it."""
    written, number = single(_clean(printed)), re.fullmatch(r"[\d,]+", ours)
    if number:
        return written is not None and written.says(int(ours.replace(",", "")))
    return _digits(printed) == _digits(ours)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", text))


# -- CSV ----------------------------------------------------------------------------------------


def csv_lines(text: str) -> list[list[str]] | None:
    """The lines of our CSV file, None for any other text. Commas, semicolons or tabs divide it."""
    first = text.lstrip("\ufeff \n").partition("\n")[0]
    for mark in ",;\t":
        head = next(csv.reader([first], delimiter=mark), [])
        if tuple(name.strip() for name in head[:3]) == CSV_COLUMNS[:3]:
            return list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=mark))
    return None


def csv_rows(found: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names of its rows."""
    return tuple(line[0] for line in found[1:] if line)


def wrong_csv_cells(found: Sequence[Sequence[str]], report: Report) -> tuple[int, list[Cell]]:
    """How many cells of a CSV file were compared, and which are not as the report has them."""
    ours = {line[0]: line for line in csv.reader(io.StringIO(csv_text(report)))}
    head = [name.strip() for name in found[0]]
    compared, wrong = 0, []
    for number, line in enumerate(found[1:], start=2):
        if not line:
            continue
        there = ours.get(line[0])
        if there is None:
            wrong.append(Cell(number, line[0], "row", line[0], ""))
            continue
        for name, printed in zip(head, line, strict=False):
            if name not in CSV_COLUMNS:
                continue
            compared += 1
            now = there[CSV_COLUMNS.index(name)]
            if printed.replace(formatting.NBSP, " ").strip() != now:
                wrong.append(Cell(number, line[0], name, printed, now))
    return compared, wrong
