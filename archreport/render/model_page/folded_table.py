"""Folding a long layer table: copies of a module are one line each under the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archreport.reading.graph import readers_of, rows_by_id
from archreport.reading.modules import is_module, module_path
from archreport.render.table_lines import Group, Line
from archreport.render.words import formatting
from archreport.report.model import Report, Row


@dataclass(frozen=True)
class Copy:
    """A module equal to the one that stands in full above it.

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
class FoldedGroup(Group):
    """A stage whose lines may be copies."""

    lines: tuple[Line | Copy, ...]  # type: ignore[assignment]


def with_copies(report: Report, table: Sequence[Group]) -> tuple[FoldedGroup, ...]:
    """The table's groups with every module that repeats the one before it folded to one line."""
    first, inside = _first_rows(report), copied_rows(report)
    folded = []
    for group in table:
        lines: list[Line | Copy] = []
        for line in group.lines:
            if line.id in first:
                lines.append(first[line.id])
            elif line.id not in inside:
                lines.append(line)
        folded.append(FoldedGroup(**{**vars(group), "lines": tuple(lines)}))
    return tuple(folded)


def copied_rows(report: Report) -> frozenset[str]:
    """The ids of all rows in modules that repeat the one before them."""
    rows, readers = rows_by_id(report), readers_of(report)
    return frozenset(
        id_
        for block in report.blocks
        if is_module(block, rows, readers)
        for copy in block.copies[1:]
        for id_ in copy
    )


def _first_rows(report: Report) -> dict[str, Copy]:
    """Each copy by the id of its first row."""
    rows, readers = rows_by_id(report), readers_of(report)
    return {
        ids[0]: _copy([rows[id_] for id_ in ids], block.copies[0], rows)
        for block in report.blocks
        if is_module(block, rows, readers)
        for ids in block.copies[1:]
    }


def _copy(members: Sequence[Row], model: Sequence[str], rows: dict[str, Row]) -> Copy:
    ids = tuple(row.id for row in members)
    path = module_path(ids, rows)
    last = members[-1]
    return Copy(
        path=path.removesuffix(".") or ids[0],
        like=model[0],
        like_path=module_path(tuple(model), rows).removesuffix(".") or model[0],
        rows=tuple((id_, id_.removeprefix(path)) for id_ in ids),
        output=formatting.shape(last.out_shape),
        params=sum(row.param_count for row in members),
        macs=sum(row.macs for row in members),
        activations=sum(row.activations for row in members),
        field=formatting.field(last.receptive),
        jump=formatting.jump(last.receptive),
    )
