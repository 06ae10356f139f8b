"""Folding a long layer table: copies of a module are one line each under the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archreport.reading.graph import rows_by_id
from archreport.reading.modules import module_name, module_path, modules_of
from archreport.reading.totals import subtotal
from archreport.render.table_lines import LayerLine, StageLines
from archreport.render.words import formatting
from archreport.report.model import Report, Row


@dataclass(frozen=True)
class Copy:
    """A module equal to the one that is shown in full above it.

    ``rows`` are the ids of its rows with their names inside the module; ``like`` is the id of the
    row where the first module begins. The numbers are sums over the copy's rows; output, field and
    jump are those of its last row.
    """

    path: str
    like: str
    like_path: str
    rows: tuple[tuple[str, str], ...]
    output: str
    params: int
    macs: int
    activations: int
    field: str
    jump: str


@dataclass(frozen=True)
class FoldedLines(StageLines):
    """A stage whose lines may be copies."""

    lines: tuple[LayerLine | Copy, ...]  # type: ignore[assignment]


def with_copies(report: Report, table: Sequence[StageLines]) -> tuple[FoldedLines, ...]:
    """The table's groups with every module that repeats the one before it folded to one line."""
    first, inside = _first_rows(report), copied_rows(report)
    folded = []
    for group in table:
        lines: list[LayerLine | Copy] = []
        for line in group.lines:
            if line.id in first:
                lines.append(first[line.id])
            elif line.id not in inside:
                lines.append(line)
        folded.append(FoldedLines(**{**vars(group), "lines": tuple(lines)}))
    return tuple(folded)


def copied_rows(report: Report) -> frozenset[str]:
    """The ids of all rows in modules that repeat the one before them."""
    return frozenset(
        id_ for block in modules_of(report).values() for copy in block.copies[1:] for id_ in copy
    )


def _first_rows(report: Report) -> dict[str, Copy]:
    """Each copy by the id of its first row."""
    rows = rows_by_id(report)
    return {
        ids[0]: _copy([rows[id_] for id_ in ids], block.copies[0], rows)
        for block in modules_of(report).values()
        for ids in block.copies[1:]
    }


def _copy(members: Sequence[Row], model: Sequence[str], rows: dict[str, Row]) -> Copy:
    ids = tuple(row.id for row in members)
    path = module_path(ids, rows)
    last, own = members[-1], subtotal(members)
    return Copy(
        path=module_name(ids, rows),
        like=model[0],
        like_path=module_name(model, rows),
        rows=tuple((id_, id_.removeprefix(path)) for id_ in ids),
        output=formatting.output(last),
        params=own.params,
        macs=own.macs,
        activations=own.activations,
        field=formatting.field(last.receptive),
        jump=formatting.jump(last.receptive),
    )
