"""Which layers a ribbon shows: one slab per weight layer on the main path, stage by stage.

The main path is the path from input to output with the most weight layers: its length is the
depth in a paper's sense. A module with branches inside, such as an inception module or a residual
block, has no single row of layers: it is one slab, as wide as what it hands on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from archreport.reading.graph import main_path, readers_of, rows_by_id
from archreport.reading.layers import channels, has_weights, height
from archreport.reading.modules import is_branched, is_module
from archreport.report.model import Report, Row, Stage


@dataclass(frozen=True)
class Slab:
    """One slab: ``channels`` wide and ``height`` tall, split into ``groups`` towers."""

    category: Literal["conv", "up", "local", "linear", "block"]
    channels: int
    height: int
    groups: int = 1


@dataclass(frozen=True)
class Cell:
    """The slabs of one stage, never empty."""

    stage: Stage
    slabs: tuple[Slab, ...]

    @property
    def flat(self) -> bool:
        """True where no spatial extent is left: the slabs are lines, drawn above one another."""
        return all(slab.height <= 1 for slab in self.slabs)


def cells(report: Report, *, opened: bool = False) -> tuple[Cell, ...]:
    """The stages that have weight layers on the main path, with one slab for each of them.

    ``opened`` shows the layers inside residual blocks, whose branches are added: beside a plain
    network they are its very layers.
    """
    path = main_path(report)
    rows = rows_by_id(report)
    module_of = _branched_modules(report, rows, opened=opened)
    slabs: dict[str, list[Slab]] = {stage.id: [] for stage in report.stages}
    seen: set[tuple[str, ...]] = set()
    for row in report.rows:
        module = module_of.get(row.id)
        if row.id not in path or not has_weights(row) or (module and module.rows in seen):
            continue
        if module:
            seen.add(module.rows)
        stage = module.stage if module else row.stage
        if stage in slabs:
            slabs[stage].append(module.slab if module else _slab(row))
    return tuple(
        Cell(stage, tuple(slabs[stage.id]))
        for stage in report.stages
        if slabs[stage.id] and stage.kind != "side"
    )


@dataclass(frozen=True)
class _Branched:
    rows: tuple[str, ...]
    stage: str
    slab: Slab


def _branched_modules(
    report: Report, rows: Mapping[str, Row], *, opened: bool
) -> dict[str, _Branched]:
    """For each row inside a module with branches: that module, as one slab."""
    readers = readers_of(report)
    found: dict[str, _Branched] = {}
    for block in report.blocks:
        if not is_module(block, rows, readers):
            continue
        for copy in block.copies:
            if opened and any(rows[id_].op.startswith("add") for id_ in copy):
                continue
            if is_branched(copy, rows, readers):
                last = rows[copy[-1]]
                slab = Slab("block", channels(last), height(last.out_shape))
                found |= dict.fromkeys(copy, _Branched(copy, block.stage, slab))
    return found


def _slab(row: Row) -> Slab:
    category = row.kind if row.kind in ("conv", "up", "local", "linear") else "conv"
    extent = 1 if row.kind == "linear" else height(row.out_shape)
    return Slab(category, channels(row), extent, row.groups)
