"""A node and the stage it stands in; the nodes of single rows and of composite modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archreport.render.composites import has_weights, module_path
from archreport.render.diagram.graph import Node
from archreport.render.diagram.wording import FOLLOWERS, groups_of, module_text, row_text
from archreport.render.language import Language
from archreport.render.slabs import channels
from archreport.report import Block, Report, Row


@dataclass(frozen=True)
class Unit:
    """A node and the id of the stage whose column it stands in ("" for the input)."""

    node: Node
    stage: str


def row_node(row: Row, t: Language, prefix: str = "") -> Node:
    """One row of the layer table; ``prefix`` is left off its id."""
    text = row_text(row, t, prefix)
    return Node(
        key=row.id,
        category=row.kind,
        title=text.title,
        sub=text.sub,
        href=f"#{row.id}",
        anchor=f"g-{row.id}",
        rows=(row.id,),
        groups=groups_of(row) if row.kind in ("conv", "up") else 1,
    )


def module_node(blocks: Sequence[Block], rows: Mapping[str, Row], t: Language) -> Node:
    """Neighbouring modules of one class as one node; without an anchor."""
    copies = [copy for block in blocks for copy in block.copies]
    name = module_path(copies[0], rows).removesuffix(".") or copies[0][0]
    text = module_text(
        blocks[0].module_type,
        name,
        len(copies),
        [_channels_read(copy, rows) for copy in copies],
        [channels(rows[copy[-1]]) for copy in copies],
    )
    return Node(
        key=f"block {copies[0][0]}",
        category="block",
        title=text.title,
        sub=text.sub,
        badge=badge(len(copies)),
        href=f"#{copies[0][0]}",
        rows=tuple(id_ for copy in copies for id_ in copy),
    )


def badge(repeats: int) -> str:
    return f"×{repeats}" if repeats > 1 else ""


def _channels_read(copy: Sequence[str], rows: Mapping[str, Row]) -> int:
    inside = set(copy)
    for id_ in copy:
        for source in rows[id_].inputs:
            if source not in inside and source in rows:
                return channels(rows[source])
    return 0


@dataclass(frozen=True)
class Layer:
    """A copy of a block that is one layer: the row it is about, and what comes with that row.

    ``apart`` are rows that stand beside it in the forward pass without reading it or feeding it.
    """

    lead: Row
    rest: tuple[Row, ...]
    apart: tuple[Row, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.lead.id, *(row.id for row in self.rest))


def layer(copy: Sequence[str], rows: Mapping[str, Row]) -> Layer:
    """Tell the layer in a copy from what only stands beside it.

    The layer is what has weights, else what computes: of a crop and an addition, the addition.
    """
    members = [rows[id_] for id_ in copy]
    computing = [row for row in members if row.kind not in FOLLOWERS] or members
    lead = next((row for row in members if has_weights(row)), computing[0])
    near: set[str] = set()
    queue = [lead.id]
    while queue:
        here = queue.pop()
        if here not in near:
            near.add(here)
            queue += [row.id for row in members if here in row.inputs]
            queue += [source for source in rows[here].inputs if source in copy]
    return Layer(
        lead,
        tuple(row for row in members if row.id in near and row is not lead),
        tuple(row for row in members if row.id not in near),
    )


def in_blocks(report: Report) -> set[str]:
    """The ids of all rows that some block holds; the input is in none."""
    return {id_ for block in report.blocks for copy in block.copies for id_ in copy}
