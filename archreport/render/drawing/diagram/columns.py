"""From units to columns: by stage, folded where too long, connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from archreport.reading.stages import side_stages
from archreport.render.drawing.diagram.boxes import GAP, height
from archreport.render.drawing.diagram.connections import connect
from archreport.render.drawing.diagram.graph import Column, Graph, Level, ModuleFrame, Node
from archreport.render.drawing.diagram.units import Unit
from archreport.render.drawing.svg import shorten
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report, Stage


def assemble(
    report: Report, level: Level, units: Sequence[Unit], frames: Sequence[ModuleFrame], t: Language
) -> Graph:
    """The whole diagram of a level: its units in columns, with all their connections."""
    position = {row.id: index for index, row in enumerate(report.rows)}
    units = sorted(units, key=lambda unit: min((position[r] for r in unit.node.rows), default=0))
    owner = _owners(report, units)
    edges = _edges(report, owner)
    columns: list[Column] = []
    following: list[bool] = []
    previous: Stage | None = None
    sides = side_stages(report)
    for stage, nodes in _by_stage(report, units, edges):
        pieces = fold(nodes, edges, frames)
        for number, piece in enumerate(pieces, start=1):
            part = f" ({number}/{len(pieces)})" if len(pieces) > 1 else ""
            columns.append(_column(stage, number, part, piece, frames, t))
            same = previous is not None and previous is stage
            main = previous is not None and not sides & {previous.id, stage.id}
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
    frames: Sequence[ModuleFrame],
    t: Language,
) -> Column:
    keys = {node.key for node in nodes}
    here = (
        replace(frame, nodes=tuple(key for key in frame.nodes if key in keys)) for frame in frames
    )
    return Column(
        key=stage.id if number == 1 else f"{stage.id}-{number}",
        title=formatting.stage_name(stage, t) + part,
        subtitle=_subtitle(stage),
        href=f"#{stage.id}",
        nodes=nodes,
        frames=tuple(frame for frame in here if len(frame.nodes) > 1),
    )


def _subtitle(stage: Stage) -> str:
    if stage.resolution:
        return formatting.resolution(stage)
    return f"1{formatting.TIMES}1" if stage.kind == "classifier" else ""


def _owners(report: Report, units: Sequence[Unit]) -> dict[str, str]:
    """The node that shows each row. A row without one goes with what it reads."""
    owner = {row: unit.node.key for unit in units for row in unit.node.rows}
    for row in report.rows:
        if row.id not in owner:
            source = next((s for s in row.inputs if s in owner), None)
            if source is not None:
                owner[row.id] = owner[source]
    return owner


def _edges(report: Report, owner: Mapping[str, str]) -> list[tuple[str, str]]:
    """Connections between nodes, each once, in the order of the forward pass."""
    edges: dict[tuple[str, str], None] = {}
    for row in report.rows:
        for source in row.inputs:
            pair = (owner.get(source, ""), owner.get(row.id, ""))
            if all(pair) and pair[0] != pair[1]:
                edges[pair] = None
    return list(edges)


def _by_stage(
    report: Report, units: Sequence[Unit], edges: Sequence[tuple[str, str]]
) -> list[tuple[Stage, list[Node]]]:
    """The stages with their nodes: those with a resolution, then those without, then side branches.

    The input belongs to no stage; it is put into the column that reads it first.
    """
    place = {stage.id: index for index, stage in enumerate(report.stages)}

    def order(stage: Stage) -> tuple[int, int]:
        kinds = {"body": 0, "side": 2}
        by_number = stage.kind in kinds
        return kinds.get(stage.kind, 1), stage.number if by_number else place[stage.id]

    stages = sorted(report.stages, key=order)
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


LIMIT = 14 * 40.0  # about fourteen layers with their activations


def fold(
    nodes: Sequence[Node],
    edges: Sequence[tuple[str, str]],
    frames: Sequence[ModuleFrame] = (),
    limit: float = LIMIT,
) -> list[tuple[Node, ...]]:
    """The nodes (in the order of the forward pass) in pieces no taller than ``limit``."""
    pieces: list[tuple[Node, ...]] = []
    rest = tuple(nodes)
    count = _fewest(rest, edges, limit)
    while rest:
        heights = _prefix_heights(rest, edges, 1.25 * limit)
        if heights[-1] <= limit and len(heights) == len(rest):
            pieces.append(rest)
            break
        ideal = max(depths(rest, edges)) / max(count - len(pieces), 1)
        cut = _best_cut(rest, heights, edges, frames, min(ideal, limit), limit)
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return pieces


def _fewest(nodes: Sequence[Node], edges: Sequence[tuple[str, str]], limit: float) -> int:
    """How many pieces there are at least, each as tall as it may be."""
    rest = tuple(nodes)
    count = 0
    while rest:
        heights = _prefix_heights(rest, edges, limit)
        rest = rest[max(sum(tall <= limit for tall in heights), 1) :]
        count += 1
    return count


def depths(nodes: Sequence[Node], edges: Sequence[tuple[str, str]]) -> list[float]:
    """For each node, the height of the tallest chain that ends in it."""
    place = {node.key: index for index, node in enumerate(nodes)}
    above: list[float] = [0.0] * len(nodes)
    sources: list[list[int]] = [[] for _ in nodes]
    for tail, head in edges:
        if tail in place and head in place and place[tail] < place[head]:
            sources[place[head]].append(place[tail])
    for index, node in enumerate(nodes):
        above[index] = max((above[s] for s in sources[index]), default=0.0) + height(node) + GAP
    return above


def _prefix_heights(
    nodes: Sequence[Node], edges: Sequence[tuple[str, str]], stop: float
) -> list[float]:
    """The height of each prefix of ``nodes``, as far as ``stop``."""
    heights: list[float] = []
    tallest = 0.0
    for depth in depths(nodes, edges):
        tallest = max(tallest, depth)
        heights.append(tallest)
        if tallest > stop:
            break
    return heights


def _best_cut(
    nodes: Sequence[Node],
    heights: Sequence[float],
    edges: Sequence[tuple[str, str]],
    frames: Sequence[ModuleFrame],
    ideal: float,
    limit: float,
) -> int:
    """How many nodes the next piece takes: few crossings first, then near the ideal height."""
    place = {node.key: index for index, node in enumerate(nodes)}
    fitting = [n for n in range(1, len(nodes)) if n <= len(heights) and heights[n - 1] <= limit]
    inside = _inside_frames(place, frames)
    tall_enough = [n for n in fitting if heights[n - 1] >= 0.45 * ideal]
    candidates = (
        [n for n in tall_enough if n not in inside]
        or [n for n in fitting if n not in inside]
        or tall_enough
        or fitting
        or [1]
    )
    spans = [(place[tail], place[head]) for tail, head in edges if tail in place and head in place]

    def cost(cut: int) -> tuple[int, float]:
        crossing = {tail for tail, head in spans if tail < cut <= head}
        return max(len(crossing), 1), abs(heights[cut - 1] - ideal)

    return min(candidates, key=cost)


def _inside_frames(place: dict[str, int], frames: Sequence[ModuleFrame]) -> set[int]:
    """The cuts that would go through a module."""
    inside: set[int] = set()
    for frame in frames:
        members = sorted(place[key] for key in frame.nodes if key in place)
        if members:
            inside.update(range(members[0] + 1, members[-1] + 1))
    return inside
