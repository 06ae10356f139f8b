"""A network as a paper's table lists it: layers, poolings and modules, one after the other.

The entries come from the report's blocks. Normalisation, activations and reshapes have no entry of
their own; what they cost is counted with the entry before them, so that the entries add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Literal

from archreport.reading.graph import rows_by_id
from archreport.reading.layers import layer
from archreport.reading.modules import module_name, module_path, modules_of
from archreport.reading.totals import Subtotal, subtotal
from archreport.report.kinds import WEIGHT_KINDS, has_weights
from archreport.report.longest_path import longest_path
from archreport.report.model import Block, Report, Row, Shape

Chain = tuple[Row, ...]  # layers and poolings on the way through a module


@dataclass(frozen=True)
class TableEntry:
    """One layer, pooling, join or module.

    ``lead`` is the row it is about; of a module, its last one. ``chains`` are the ways through a
    module: all branches of a concatenation, the longest way of an addition, else the only one.
    ``shortcut`` holds the layers on the other way into an addition. ``rows`` are all rows counted
    with this entry.
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
    def subtotal(self) -> Subtotal:
        """What all its rows hold, do and store."""
        return subtotal(self.rows)

    @property
    def depth(self) -> int:
        """Layers with weights on the longest way through it."""
        if self.kind == "module":
            return max((sum(map(has_weights, chain)) for chain in self.chains), default=0)
        return int(has_weights(self.lead))

    @property
    def out(self) -> Shape:
        """What leaves it; a reshape or a turn of axes at its end does not count, a crop does."""
        shapes = [row.out_shape for row in self.rows if not _turns(row)]
        alike = [shape for shape in shapes if len(shape) == len(self.lead.out_shape)]
        return alike[-1] if alike else self.lead.out_shape

    @property
    def shrinks(self) -> bool:
        """True for a pooling that leaves fewer positions."""
        before = self.lead.in_shapes[0][2:] if self.lead.in_shapes else ()
        return self.kind == "pool" and prod(self.lead.out_shape[2:]) < prod(before)


def _turns(row: Row) -> bool:
    """Whether a row only puts the extents into another order, as a detector's head does."""
    before = row.in_shapes[0] if row.in_shapes else ()
    return row.kind == "shape" and sorted(before) == sorted(row.out_shape)


def paper_table(report: Report) -> tuple[TableEntry, ...]:
    """The entries of a network in the order of its rows, side branches included."""
    rows, modules = rows_by_id(report), modules_of(report)
    entries: list[TableEntry] = []
    for block in report.blocks:
        for ids in block.copies:
            members = tuple(rows[id_] for id_ in ids)
            is_module = block.id in modules
            entry = _module(block, members, rows) if is_module else _layer(block, ids, rows)
            if entry is not None:
                entries.append(entry)
            elif entries:
                entries[-1] = replace(entries[-1], rows=(*entries[-1].rows, *members))
    return tuple(entries)


def _layer(block: Block, ids: Sequence[str], rows: Mapping[str, Row]) -> TableEntry | None:
    """A layer with its followers; None for rows that have no entry of their own."""
    lead = layer(ids, rows).lead
    members = tuple(rows[id_] for id_ in ids)
    dropped = next((row for row in members if row.kind == "drop"), None)
    joined = next((row for row in members if row.kind == "join"), None)
    if lead.kind in WEIGHT_KINDS:
        name = module_path(ids, rows).removesuffix(".") if block.module_type else ""
        return TableEntry("layer", block.stage, name or lead.id, lead, members)
    if lead.kind == "pool":
        return TableEntry("pool", block.stage, lead.id, lead, members)
    if joined is not None:
        return TableEntry("join", block.stage, joined.id, joined, members)
    if dropped is not None:
        return TableEntry("drop", block.stage, dropped.id, dropped, members)
    return None


def _module(block: Block, members: tuple[Row, ...], rows: Mapping[str, Row]) -> TableEntry:
    ids = tuple(row.id for row in members)
    joins = [row for row in members if row.kind == "join"]
    last = joins[-1] if joins and not any(map(has_weights, _after(joins[-1], members))) else None
    chains = [_chain(source, members) for source in (last.inputs if last else ids[-1:])]
    shortcut: Chain = ()
    op = last.op if last else ""
    if op != "cat":
        main = max(chains, key=lambda chain: sum(map(has_weights, chain)))
        shortcut = next((c for c in chains if c is not main and any(map(has_weights, c))), ())
        chains = [main]
    return TableEntry(
        "module", block.stage, module_name(ids, rows), members[-1],
        members, block.module_type, op, tuple(chains), shortcut,
    )  # fmt: skip


def _after(row: Row, members: Sequence[Row]) -> Sequence[Row]:
    return members[members.index(row) + 1 :]


def _chain(end: str, members: Sequence[Row]) -> Chain:
    """The layers and poolings on the longest way from the module's input to the row ``end``."""
    return tuple(row for row in longest_path(members, _is_listed, end) if _is_listed(row))


def _is_listed(row: Row) -> bool:
    return row.kind in WEIGHT_KINDS or row.kind == "pool"
