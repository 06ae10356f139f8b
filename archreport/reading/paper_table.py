"""A network as a paper's table lists it: layers, poolings and modules, one after the other.

The pieces come from the report's blocks. Normalisation, activations and reshapes are no piece of
their own; what they cost is counted with the piece before them, so that pieces add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from archreport.reading.graph import readers_of, rows_by_id
from archreport.reading.layers import WEIGHT_KINDS, has_weights, layer
from archreport.reading.modules import is_module, module_path
from archreport.report.model import Block, Report, Row, Shape

Chain = tuple[Row, ...]  # layers and poolings on the way through a module


@dataclass(frozen=True)
class Piece:
    """One layer, pooling, join or module.

    ``lead`` is the row it is about; of a module, its last one. ``chains`` are the ways through a
    module: all branches of a concatenation, the longest way of an addition, else the only one.
    ``shortcut`` holds the layers on the other way into an addition. ``rows`` are all rows counted
    with this piece.
    """

    kind: Literal["layer", "pool", "join", "drop", "module"]
    stage: str
    name: str
    lead: Row
    rows: tuple[Row, ...]
    module_type: str = ""
    join: str = ""
    chains: tuple[Chain, ...] = ()
    shortcut: Chain = ()

    @property
    def params(self) -> int:
        return sum(row.param_count for row in self.rows)

    @property
    def macs(self) -> int:
        return sum(row.macs for row in self.rows)

    @property
    def depth(self) -> int:
        """Layers with weights on the longest way through it."""
        if self.kind == "module":
            return max((sum(map(has_weights, chain)) for chain in self.chains), default=0)
        return int(has_weights(self.lead))

    @property
    def out(self) -> Shape:
        """What leaves it; a reshape at its end does not count, a crop does."""
        shapes = [row.out_shape for row in self.rows]
        alike = [shape for shape in shapes if len(shape) == len(self.lead.out_shape)]
        return alike[-1] if alike else self.lead.out_shape

    @property
    def shrinks(self) -> bool:
        """True for a pooling that leaves fewer positions."""
        before = self.lead.in_shapes[0][2:] if self.lead.in_shapes else ()
        return self.kind == "pool" and _positions(self.lead.out_shape[2:]) < _positions(before)


def pieces(report: Report) -> tuple[Piece, ...]:
    """The pieces of a network in the order of its rows, side branches included."""
    rows, readers = rows_by_id(report), readers_of(report)
    found: list[Piece] = []
    for block in report.blocks:
        module = is_module(block, rows, readers)
        for ids in block.copies:
            members = tuple(rows[id_] for id_ in ids)
            piece = _module(block, members, rows) if module else _layer(block, ids, rows)
            if piece is not None:
                found.append(piece)
            elif found:
                found[-1] = replace(found[-1], rows=(*found[-1].rows, *members))
    return tuple(found)


def _layer(block: Block, ids: Sequence[str], rows: Mapping[str, Row]) -> Piece | None:
    """A layer with its followers; None for rows that are no piece of their own."""
    lead = layer(ids, rows).lead
    members = tuple(rows[id_] for id_ in ids)
    dropped = next((row for row in members if row.kind == "drop"), None)
    joined = next((row for row in members if row.kind == "join"), None)
    if has_weights(lead) or lead.kind in WEIGHT_KINDS:
        name = module_path(tuple(ids), rows).removesuffix(".") if block.module_type else lead.id
        return Piece("layer", block.stage, name or lead.id, lead, members)
    if lead.kind == "pool":
        return Piece("pool", block.stage, lead.id, lead, members)
    if joined is not None:
        return Piece("join", block.stage, joined.id, joined, members)
    if dropped is not None:
        return Piece("drop", block.stage, dropped.id, dropped, members)
    return None


def _module(block: Block, members: tuple[Row, ...], rows: Mapping[str, Row]) -> Piece:
    ids = tuple(row.id for row in members)
    inside = {row.id: row for row in members}
    joins = [row for row in members if row.kind == "join"]
    last = joins[-1] if joins and not any(map(has_weights, _after(joins[-1], members))) else None
    chains = [_chain(source, inside) for source in (last.inputs if last else ids[-1:])]
    shortcut: Chain = ()
    op = last.op if last else ""
    if op != "cat":
        main = max(chains, key=lambda chain: sum(map(has_weights, chain)))
        shortcut = next((c for c in chains if c is not main and any(map(has_weights, c))), ())
        chains = [main]
    return Piece(
        "module", block.stage, module_path(ids, rows).removesuffix(".") or ids[0], members[-1],
        members, block.module_type, op, tuple(chains), shortcut,
    )  # fmt: skip


def _after(row: Row, members: Sequence[Row]) -> Sequence[Row]:
    return members[members.index(row) + 1 :]


def _chain(end: str, inside: Mapping[str, Row]) -> Chain:
    """The layers and poolings on the longest way from the module's input to the row ``end``."""
    best: dict[str, Chain] = {}
    for row in inside.values():  # in the order of the pass: inputs come first
        ways = [best[source] for source in row.inputs if source in best]
        before = max(ways, key=len, default=())
        own = (row,) if row.kind in WEIGHT_KINDS or row.kind == "pool" else ()
        best[row.id] = before + own
        if row.id == end:
            break
    return best.get(end, ())


def _positions(extents: Sequence[int]) -> int:
    count = 1
    for extent in extents:
        count *= extent
    return count
