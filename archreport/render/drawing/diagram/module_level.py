"""Inside the modules: one of each kind, row by row, for networks too long to show every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from archreport.reading.graph import rows_by_id
from archreport.reading.modules import module_name, module_path, modules_of
from archreport.render.drawing.diagram.connections import marked
from archreport.render.drawing.diagram.graph import ENTRY, Column, Edge, Graph
from archreport.render.drawing.diagram.units import badge, row_node
from archreport.render.drawing.svg import shorten
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Block, Report, Row

ROOM = 48  # rows in the figure at most


@dataclass
class _Sort:
    """Modules with the same operations in the same places; only channels and extents differ."""

    block: Block
    modules: int


def inside(report: Report, t: Language) -> Graph:
    """A column for each kind of module, the first of its kind, in the order of the forward pass.

    Where there is no room for all, the kinds that occur most often are shown.
    """
    rows = rows_by_id(report)
    sorts = _sorts(report, rows)
    chosen: list[_Sort] = []
    room = ROOM
    for sort in sorted(sorts, key=lambda sort: -sort.modules):
        if len(sort.block.copies[0]) <= room:
            chosen.append(sort)
            room -= len(sort.block.copies[0])
    columns = [_column(sort, rows, t) for sort in sorts if sort in chosen]
    return Graph("inside", tuple(columns))


def _sorts(report: Report, rows: Mapping[str, Row]) -> list[_Sort]:
    sorts: dict[object, _Sort] = {}
    for block in modules_of(report).values():
        sort = sorts.setdefault(_structure(block, rows), _Sort(block, 0))
        sort.modules += block.repeats
    return list(sorts.values())


def _structure(block: Block, rows: Mapping[str, Row]) -> object:
    """What two modules must share to be of one kind: class, operations, kernels, connections."""
    place = {id_: index for index, id_ in enumerate(block.copies[0])}
    return block.module_type, tuple(
        (
            rows[id_].op,
            window.kernel if (window := rows[id_].window) else (),
            tuple(place.get(s, -1) for s in rows[id_].inputs),
        )
        for id_ in block.copies[0]
    )


def _column(sort: _Sort, rows: Mapping[str, Row], t: Language) -> Column:
    members = [rows[id_] for id_ in sort.block.copies[0]]
    ids = {row.id for row in members}
    path = module_path(sort.block.copies[0], rows)
    nodes = tuple(replace(row_node(row, t, path), anchor="") for row in members)
    edges = tuple(
        Edge(source if source in ids else ENTRY, row.id) for row in members for source in row.inputs
    )
    name = module_name(sort.block.copies[0], rows)
    return Column(
        key=f"inside-{members[0].id}",
        title=f"{sort.block.module_type} {badge(sort.modules)}".rstrip(),
        subtitle=f"{shorten(name, 26)}, {formatting.output(members[-1])}",
        href=f"#{members[0].id}",
        nodes=nodes,
        edges=marked(nodes, _once(edges)),
    )


def _once(edges: Sequence[Edge]) -> tuple[Edge, ...]:
    return tuple(dict.fromkeys(edges))
