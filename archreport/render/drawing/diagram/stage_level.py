"""The stage level: one node for each run of equal layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archreport.reading.layers import Layer, channels, in_blocks, layer
from archreport.reading.modules import modules_of
from archreport.render.drawing.diagram.graph import Node
from archreport.render.drawing.diagram.node_text import stage_text
from archreport.render.drawing.diagram.units import Unit, badge, module_node, row_node
from archreport.render.words.language import Language
from archreport.report.kinds import CONVOLUTION_KINDS, FOLLOWER_KINDS
from archreport.report.model import Block, Report, Row


@dataclass
class _Run:
    """Neighbouring blocks that the stage level shows as one node."""

    stage: str
    key: tuple[object, ...]
    blocks: list[Block]
    layers: list[Layer]
    module: bool

    @property
    def rows(self) -> tuple[str, ...]:
        """The ids of its rows; those that only run between a layer's are not among them."""
        if self.module:
            return tuple(id_ for block in self.blocks for copy in block.copies for id_ in copy)
        return tuple(id_ for item in self.layers for id_ in item.ids)


def stage_units(report: Report, rows: Mapping[str, Row], t: Language) -> list[Unit]:
    """One node for each run, and for each row outside of all blocks that is no reshape."""
    held = in_blocks(report)
    loose = [
        Unit(replace(row_node(row, t), key=f"row {row.id}", anchor=""), row.stage)
        for row in report.rows
        if row.id not in held and row.kind != "io" and row.kind not in FOLLOWER_KINDS
    ]
    return [*(Unit(_run_node(run, rows, t), run.stage) for run in _runs(report, rows)), *loose]


def _runs(report: Report, rows: Mapping[str, Row]) -> list[_Run]:
    """Blocks in order; equal layers that read each other's results fall together."""
    modules = modules_of(report)
    runs: list[_Run] = []
    for block in report.blocks:
        module = block.id in modules
        layers = [] if module else [layer(copy, rows) for copy in block.copies]
        if layers and layers[0].lead.kind in FOLLOWER_KINDS:
            continue
        key = _sameness(layers[0].lead) if layers else ("module", block.module_type)
        last = runs[-1] if runs else None
        if last and last.stage == block.stage and last.key == key and _reads(block, last, rows):
            last.blocks.append(block)
            last.layers.extend(layers)
        else:
            runs.append(_Run(block.stage, key, [block], layers, module))
    return runs


def _sameness(lead: Row) -> tuple[object, ...]:
    """What two layers must share to be counted together: "conv 3×3, 256" ×3."""
    if lead.kind == "linear":
        return ("linear",)
    if lead.kind in CONVOLUTION_KINDS:
        window = lead.window
        moved = (window.kernel, window.stride) if window else ()
        return (lead.op, moved, channels(lead), lead.groups)
    return ("alone", lead.id)


def _reads(block: Block, run: _Run, rows: Mapping[str, Row]) -> bool:
    """True where the block reads what the run made, through reshapes and activations or not."""
    made = set(run.rows)
    queue = [source for id_ in block.copies[0] for source in rows[id_].inputs]
    seen: set[str] = set(block.copies[0])
    while queue:
        source = queue.pop()
        if source in made:
            return True
        if source in rows and source not in seen and rows[source].kind in FOLLOWER_KINDS:
            seen.add(source)
            queue.extend(rows[source].inputs)
    return False


def _run_node(run: _Run, rows: Mapping[str, Row], t: Language) -> Node:
    anchor = f"gs-{run.blocks[0].id}"
    if run.module:
        return replace(module_node(run.blocks, rows, t), anchor=anchor)
    lead = run.layers[0].lead
    leads = [item.lead for item in run.layers]
    text = stage_text(leads, [row for item in run.layers for row in item.rest], t)
    return Node(
        key=f"block {run.blocks[0].id}",
        category=lead.kind,
        title=text.title,
        sub=text.sub,
        badge=badge(len(leads)),
        href=f"#{lead.id}",
        anchor=anchor,
        rows=run.rows,
        groups=lead.groups,
    )
