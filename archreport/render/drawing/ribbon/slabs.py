"""Which layers a ribbon shows: one slab per weight layer on the main path, stage by stage.

The main path is the path from input to output with the most weight layers: its length is the
depth in a paper's sense. A module with branches inside, such as an inception module or a residual
block, has no single row of layers: it is one slab, as wide as what it hands on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archreport.reading.graph import main_path, rows_by_id
from archreport.reading.layers import channels, height, is_addition, is_tokens
from archreport.reading.modules import branched_modules
from archreport.reading.stages import side_stages
from archreport.report.kinds import has_weights
from archreport.report.model import Kind, Report, Row, Stage


@dataclass(frozen=True)
class Slab:
    """One slab: ``channels`` wide and ``height`` tall, split into ``groups`` towers."""

    category: Kind | Literal["block"]
    channels: int
    height: int
    groups: int = 1


@dataclass(frozen=True)
class StageSlabs:
    """The slabs of one stage, never empty."""

    stage: Stage
    slabs: tuple[Slab, ...]

    @property
    def flat(self) -> bool:
        """True where no spatial extent is left: the slabs are lines, drawn above one another."""
        return all(slab.height <= 1 for slab in self.slabs)


def stage_slabs(report: Report, *, opened: bool = False) -> tuple[StageSlabs, ...]:
    """The stages that have weight layers on the main path, with one slab for each of them.

    ``opened`` shows the layers inside residual blocks, whose branches are added: beside a plain
    network they are its very layers.
    """
    module_of = _branched_modules(report, opened=opened)
    sides = side_stages(report)
    slabs: dict[str, list[Slab]] = {stage.id: [] for stage in report.stages}
    seen: set[tuple[str, ...]] = set()
    for row in main_path(report):
        module = module_of.get(row.id)
        if not has_weights(row) or (module and module.rows in seen):
            continue
        if module:
            seen.add(module.rows)
        stage = module.stage if module else row.stage
        if stage in slabs:
            slabs[stage].append(module.slab if module else _slab(row))
    return tuple(
        StageSlabs(stage, tuple(slabs[stage.id]))
        for stage in report.stages
        if slabs[stage.id] and stage.id not in sides
    )


@dataclass(frozen=True)
class _Branched:
    rows: tuple[str, ...]
    stage: str
    slab: Slab


def _branched_modules(report: Report, *, opened: bool) -> dict[str, _Branched]:
    """For each row inside a module with branches: that module, as one slab."""
    rows = rows_by_id(report)
    module_of: dict[str, _Branched] = {}
    for block in branched_modules(report).values():
        for copy in block.copies:
            if not (opened and any(is_addition(rows[id_]) for id_ in copy)):
                last = rows[copy[-1]]
                tall = 1 if is_tokens(last) else height(last.out_shape)
                slab = Slab("block", channels(last), tall)
                module_of |= dict.fromkeys(copy, _Branched(copy, block.stage, slab))
    return module_of


def _slab(row: Row) -> Slab:
    extent = 1 if row.kind == "linear" else height(row.out_shape)
    return Slab(row.kind, channels(row), extent, row.groups)
