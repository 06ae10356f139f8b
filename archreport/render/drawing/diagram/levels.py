"""The same forward pass at three distances: stages, blocks folded ×N, layers.

Each level groups the report's rows into nodes; everything else (columns by stage, edges, folding
of long columns, stubs) is the same for the three (`columns`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from archreport.reading.graph import rows_by_id
from archreport.reading.layers import in_blocks, layer
from archreport.reading.modules import module_path, modules_of
from archreport.render.drawing.diagram.columns import assemble
from archreport.render.drawing.diagram.graph import Graph, Level, ModuleFrame, Node
from archreport.render.drawing.diagram.node_text import block_text
from archreport.render.drawing.diagram.stage_level import stage_units
from archreport.render.drawing.diagram.units import Unit, badge, module_node, row_node
from archreport.render.drawing.svg import shorten
from archreport.render.words.language import Language
from archreport.report.model import Report, Row

LEVELS: tuple[Level, ...] = ("stages", "blocks", "layers")


def graph(report: Report, level: Level, t: Language) -> Graph:
    """The diagram of a report at one level."""
    rows = rows_by_id(report)
    if level == "layers":
        units, frames = _layer_units(report, rows, t)
        return assemble(report, level, units, frames, t)
    units = _block_units(report, rows, t) if level == "blocks" else stage_units(report, rows, t)
    return assemble(report, level, units, (), t)


def _layer_units(
    report: Report, rows: Mapping[str, Row], t: Language
) -> tuple[list[Unit], tuple[ModuleFrame, ...]]:
    """One node for each row, and a frame around each composite module."""
    frames: list[ModuleFrame] = []
    prefix: dict[str, str] = {}
    stage: dict[str, str] = {}
    for block in modules_of(report).values():
        for copy in block.copies:
            path = module_path(copy, rows)
            frames.append(ModuleFrame(copy[0], shorten(path.removesuffix("."), 30), copy))
            prefix |= dict.fromkeys(copy, path)
            stage |= dict.fromkeys(copy, block.stage)
    units = [
        Unit(row_node(row, t, prefix.get(row.id, "")), stage.get(row.id, row.stage))
        for row in report.rows
    ]
    return units, tuple(frames)


def _block_units(report: Report, rows: Mapping[str, Row], t: Language) -> list[Unit]:
    """One node for each folded block."""
    modules, held = modules_of(report), in_blocks(report)
    units = [_loose(row, t) for row in report.rows if row.id not in held]
    for block in report.blocks:
        if block.id in modules:
            node = module_node([block], rows, t)
            units.append(Unit(replace(node, anchor=f"gb-{block.id}"), block.stage))
            continue
        layers = [layer(copy, rows) for copy in block.copies]
        lead = layers[0].lead
        text = block_text((lead, *layers[0].rest), t)
        node = Node(
            key=f"block {block.id}",
            category=lead.kind,
            title=text.title,
            sub=text.sub,
            badge=badge(block.repeats),
            href=f"#{lead.id}",
            anchor=f"gb-{block.id}",
            rows=tuple(id_ for item in layers for id_ in item.ids),
            groups=lead.groups,
        )
        units.append(Unit(node, block.stage))
        units += [_loose(row, t) for item in layers for row in item.apart]
    return units


def _loose(row: Row, t: Language) -> Unit:
    """A row on its own, such as the input."""
    return Unit(replace(row_node(row, t), key=f"row {row.id}", anchor=f"gb-{row.id}"), row.stage)
