"""From units to columns: by stage, folded where too long, connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archreport.render import words
from archreport.render.diagram.connect import connect
from archreport.render.diagram.fold import fold
from archreport.render.diagram.graph import Column, Frame, Graph, Level, Node
from archreport.render.diagram.units import Unit
from archreport.render.language import Language
from archreport.render.svg import shorten
from archreport.report import Report, Stage


def assemble(
    report: Report, level: Level, units: Sequence[Unit], frames: Sequence[Frame], t: Language
) -> Graph:
    """The whole diagram of a level: its units in columns, with all their connections."""
    position = {row.id: index for index, row in enumerate(report.rows)}
    units = sorted(units, key=lambda unit: min((position[r] for r in unit.node.rows), default=0))
    owner = _owners(report, units)
    edges = _edges(report, owner)
    columns: list[Column] = []
    following: list[bool] = []
    previous: Stage | None = None
    for stage, nodes in _by_stage(report, units, edges):
        pieces = fold(nodes, edges, frames)
        for number, piece in enumerate(pieces, start=1):
            part = f" ({number}/{len(pieces)})" if len(pieces) > 1 else ""
            columns.append(_column(stage, number, part, piece, frames, t))
            same = previous is not None and previous is stage
            main = previous is not None and previous.kind != "side" and stage.kind != "side"
            following.append(same or main)
            previous = stage

    def name(node: Node, column: Column) -> str:
        return shorten(node.rows[0], 18) if level == "layers" else column.title

    return Graph(level, connect(columns, edges, following, level, name, t))


def _column(
    stage: Stage,
    number: int,
    part: str,
    nodes: tuple[Node, ...],
    frames: Sequence[Frame],
    t: Language,
) -> Column:
    keys = {node.key for node in nodes}
    here = (
        replace(frame, nodes=tuple(key for key in frame.nodes if key in keys)) for frame in frames
    )
    return Column(
        key=stage.id if number == 1 else f"{stage.id}-{number}",
        title=words.stage_name(stage, t) + part,
        subtitle=_subtitle(stage),
        href=f"#{stage.id}",
        nodes=nodes,
        frames=tuple(frame for frame in here if len(frame.nodes) > 1),
    )


def _subtitle(stage: Stage) -> str:
    if stage.resolution:
        return words.resolution(stage)
    return f"1{words.TIMES}1" if stage.kind == "classifier" else ""


def _owners(report: Report, units: Sequence[Unit]) -> dict[str, str]:
    """The node that stands for each row. A row without one goes with what it reads."""
    owner = {row: unit.node.key for unit in units for row in unit.node.rows}
    for row in report.rows:
        if row.id not in owner:
            source = next((s for s in row.inputs if s in owner), None)
            if source is not None:
                owner[row.id] = owner[source]
    return owner


def _edges(report: Report, owner: Mapping[str, str]) -> list[tuple[str, str]]:
    """Connections between nodes, each once, in the order of the forward pass."""
    found: dict[tuple[str, str], None] = {}
    for row in report.rows:
        for source in row.inputs:
            pair = (owner.get(source, ""), owner.get(row.id, ""))
            if all(pair) and pair[0] != pair[1]:
                found[pair] = None
    return list(found)


def _by_stage(
    report: Report, units: Sequence[Unit], edges: Sequence[tuple[str, str]]
) -> list[tuple[Stage, list[Node]]]:
    """The stages with their nodes: body, then classifier, then side branches.

    The input belongs to no stage; it stands in the column that reads it first.
    """
    order = {"body": 0, "classifier": 1, "side": 2}
    stages = sorted(report.stages, key=lambda stage: (order[stage.kind], stage.number))
    stage_of = {unit.node.key: unit.stage for unit in units}
    nodes: dict[str, list[Node]] = {stage.id: [] for stage in stages}
    for unit in units:
        stage = unit.stage
        if stage not in nodes:
            readers = [stage_of[head] for tail, head in edges if tail == unit.node.key]
            stage = next((name for name in readers if name in nodes), "")
        if not stage and stages:
            stage = stages[0].id
        if stage:
            nodes[stage].append(unit.node)
    return [(stage, nodes[stage.id]) for stage in stages if nodes[stage.id]]
