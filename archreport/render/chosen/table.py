"""A table of the columns and rows that a reader chooses, in the order that they choose.

The lines are those of every other table (`archreport.render.table_view`), with their stages taken
apart where they are sorted or chosen by kind. Whatever is shown adds up: below stand the sums of
the lines that are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from archreport.errors import BadInput, known, nearest
from archreport.render.downloads.table_files import (
    CSV_COLUMNS,
    Value,
    line_values,
)
from archreport.render.table_lines import LayerLine, lines
from archreport.render.table_view import TableLine, table_view
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Kind, Report

#: The kinds of rows.
KINDS: tuple[str, ...] = get_args(Kind)
#: What can be said of a module, which is several rows.
MODULE_COLUMNS = (
    "row", "kind", "operation", "output", "params", "macs", "flops", "activations",
)  # fmt: skip
#: What a table has where only its rows or their order are chosen.
USUAL = ("row", "operation", "output", "params", "macs", "activations", "receptive_field", "jump")
_SUMMED = ("params", "macs", "flops", "activations", "activation_bytes", "saved_bytes")
TEXTS = ("row", "stage", "kind", "operation", "inputs", "output", "storage")


@dataclass(frozen=True)
class Choice:
    """What a reader asks of a layer table.

    ``depth`` and ``every_row`` are those of `archreport.render.table_view.table_view`. ``columns``
    are names of `CSV_COLUMNS` in their order. ``sort`` is one of them: numbers from the largest,
    text from A; with a minus before it the other way round. ``kinds`` are kinds of rows.
    """

    depth: int | None = None
    every_row: bool = False
    columns: tuple[str, ...] = ()
    sort: str = ""
    kinds: tuple[str, ...] = ()

    @property
    def usual(self) -> bool:
        """Whether the table has its usual columns, rows and order."""
        return not (self.columns or self.sort or self.kinds)


@dataclass(frozen=True)
class ChosenLine:
    """One line: bare values, and how they are shown, both by column."""

    line: TableLine
    values: Mapping[str, Value]
    shown: Mapping[str, str]


@dataclass(frozen=True)
class ChosenTable:
    """The lines of a `Choice`. ``count`` is how many lines there are to choose from."""

    columns: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[ChosenLine, ...]
    totals: Mapping[str, int]
    count: int


def chosen_table(report: Report, choice: Choice, t: Language) -> ChosenTable:
    """The table that ``choice`` asks for. Raises `BadInput` for a column or a kind there is not,
    naming the nearest."""
    by_module = choice.depth is not None
    known_columns = MODULE_COLUMNS if by_module else CSV_COLUMNS
    usual = tuple(name for name in USUAL if name in known_columns)
    columns = choice.columns or usual
    sort, backwards = choice.sort.removeprefix("-"), choice.sort.startswith("-")
    refuse_unknown_columns([*columns, *([sort] if sort else [])], known_columns)
    for name in choice.kinds:
        if name not in KINDS:
            raise BadInput("chosen.kind", nearest(name, KINDS) or known(KINDS), name=name)
    if choice.kinds and by_module:
        raise BadInput("chosen.kind_of_modules")
    there = _lines(report, choice, t)
    found = [
        _chosen_line(line, t) for line in there if not choice.kinds or line.kind in choice.kinds
    ]
    if sort:
        number = sort not in TEXTS
        found.sort(key=lambda one: _rank(one.values[sort], number), reverse=number != backwards)
    return ChosenTable(
        columns=columns,
        heads=tuple(t(_HEADS[name]) for name in columns),
        lines=tuple(found),
        totals={name: sum(_whole(one.values[name]) for one in found)
                for name in columns if name in _SUMMED},
        count=len(there),
    )  # fmt: skip


def refuse_unknown_columns(names: Sequence[str], there: Sequence[str]) -> None:
    """Raise `BadInput` for a name that is none of the columns ``there``, with the nearest."""
    for name in names:
        if name not in there:
            raise BadInput("chosen.column", nearest(name, there) or known(there), name=name)


def _lines(report: Report, choice: Choice, t: Language) -> Sequence[TableLine]:
    if choice.depth is None:
        return lines(report, t)
    whole = choice.every_row or bool(choice.sort)
    view = table_view(report, t, depth=choice.depth, every_row=whole)
    return [line for group in view.groups for line in group.lines]


def _chosen_line(line: TableLine, t: Language) -> ChosenLine:
    if isinstance(line, LayerLine):
        values = line_values(line)
    else:
        values = {
            "row": line.id,
            "kind": line.kind,
            "operation": line.operation.replace(formatting.NBSP, " "),
            "output": line.output.replace(formatting.TIMES, "x").replace(formatting.NBSP, " "),
            "params": line.params,
            "macs": line.macs,
            "flops": 2 * line.macs,
            "activations": line.activations,
        }
    shown = {name: _text(value) for name, value in values.items()}
    shown |= {"operation": line.operation, "output": line.output, "receptive_field": line.field,
              "jump": line.jump}  # fmt: skip
    if isinstance(line, LayerLine):
        shown["storage"] = t(_STORAGE[line.row.storage])
    return ChosenLine(line, values, shown)


def _text(value: Value) -> str:
    if value is None or value == "":
        return formatting.NONE
    return value if isinstance(value, str) else formatting.number(value)


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _rank(value: Value, number: bool) -> tuple[bool, float, str]:
    """Names by their letters, numbers by their size; what is not known is the smallest. A field
    that differs by axis, ``"7x5"``, counts by its area's side."""
    if not number:
        return True, 0, str(value)
    if value is None or value == "":
        return False, 0, ""
    sides = [float(side) for side in str(value).split("x")]
    product = 1.0
    for side in sides:
        product *= side
    return True, product ** (1 / len(sides)), ""


_HEADS: Mapping[str, str] = {
    "row": "table.layer",
    "stage": "terminal.stage",
    "kind": "chosen.head.kind",
    "operation": "table.operation",
    "inputs": "terminal.inputs",
    "output": "table.output",
    "params": "table.params",
    "macs": "table.macs",
    "flops": "terminal.flops",
    "activations": "table.activations",
    "activation_bytes": "chosen.head.activation_bytes",
    "saved_bytes": "chosen.head.saved_bytes",
    "storage": "chosen.head.storage",
    "receptive_field": "terminal.field.short",
    "jump": "table.jump",
}
_STORAGE = {"new": "chosen.storage.new", "in place": "storage.in_place", "view": "storage.view"}
