"""A node and the stage it belongs to; the nodes of single rows and of composite modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archreport.reading.layers import channels
from archreport.reading.modules import module_name
from archreport.render.drawing.diagram.graph import Node
from archreport.render.drawing.diagram.node_text import module_text, row_text
from archreport.render.words.language import Language
from archreport.report.model import Block, Row


@dataclass(frozen=True)
class Unit:
    """A node and the id of the stage whose column it belongs to ("" for the input)."""

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
        groups=row.groups,
    )


def module_node(blocks: Sequence[Block], rows: Mapping[str, Row], t: Language) -> Node:
    """Neighbouring modules of one class as one node; without an anchor."""
    copies = [copy for block in blocks for copy in block.copies]
    name = module_name(copies[0], rows)
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
