"""A planned column as DOT, for the layout only: sizes and ports, no text and no colour."""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphviz import Digraph

from archreport.render.diagram.graph import ENTRY, EXIT, Edge
from archreport.render.diagram.plan import Plan
from archreport.render.diagram.sizes import GAP, SIDE_GAP

INCH = 72.0
_SKIP_PORT = 20.0  # width of a bus's port that only a shortcut leaves


def names(plan: Plan) -> dict[str, str]:
    """Plain names for Graphviz: "n0", "n1", … for nodes, "p0" for piles, "b0" for buses."""
    return (
        {node.key: f"n{i}" for i, node in enumerate(plan.column.nodes)}
        | {pile.key: f"p{i}" for i, pile in enumerate(plan.piles)}
        | {EXIT: "exit"}
    )


def bus_names(plan: Plan) -> dict[str, str]:
    return {key: f"b{i}" for i, key in enumerate(plan.buses)}


def source(plan: Plan) -> str:
    """The column as one digraph. Edges are called "e0", "e1", … in the order of the plan."""
    name, bus = names(plan), bus_names(plan)
    stubs = {key for pile in plan.piles for key in pile.stubs}
    dot = Digraph("column")
    dot.attr(nodesep=inches(SIDE_GAP), ranksep=inches(GAP), splines="true")
    dot.attr("node", shape="box", fixedsize="true", label="", fontname="Helvetica")
    dot.attr("edge", arrowsize="0.6")
    for node in plan.column.nodes:
        if node.key in stubs:
            continue
        wide, tall = plan.sizes[node.key]
        if node.key in plan.joins:
            count = len(plan.joins[node.key])
            _table(dot, name[node.key], "i", [wide / count] * count, tall)
        else:
            dot.node(name[node.key], width=inches(wide), height=inches(tall))
    for key, edges in plan.buses.items():
        _bus(dot, plan, key, edges, name.get(key, ""), bus[key])
    for pile in plan.piles:
        wide, tall = plan.sizes[pile.key]
        dot.node(name[pile.key], width=inches(wide), height=inches(tall))
        if pile.beside:
            with dot.subgraph() as level:
                level.attr(rank="same")
                level.node(name[pile.key])
                level.node(name[pile.partner])
        ends = [name[pile.partner], name[pile.key]]
        sides = ["e", "w"] if pile.beside else ["s", "n"]
        if pile.before:
            ends.reverse()
        dot.edge(f"{ends[0]}:{sides[0]}", f"{ends[1]}:{sides[1]}", weight="1")
    if plan.column.tail and not plan.leaves_side:
        with dot.subgraph() as last:
            last.attr(rank="sink")
            last.node("exit", shape="point", width="0.01", height="0.01")
    frame_of = {key: frame.key for frame in plan.column.frames for key in frame.nodes}
    for number, edge in enumerate(plan.edges):
        _edge(dot, plan, edge, f"e{number}", name, bus, frame_of)
    return str(dot.source)


def inches(points: float) -> str:
    return f"{points / INCH:.4f}"


def _bus(
    dot: Digraph, plan: Plan, key: str, edges: Sequence[Edge], node_name: str, bus_name: str
) -> None:
    widths = [_SKIP_PORT if edge.skip else plan.common + SIDE_GAP for edge in edges]
    if key == ENTRY:
        with dot.subgraph() as first:
            first.attr(rank="source")
            _table(first, bus_name, "o", widths, 1)
        return
    _table(dot, bus_name, "o", widths, 1)
    dot.edge(f"{node_name}:s", f"{bus_name}:n", arrowhead="none", weight="50")


def _edge(
    dot: Digraph,
    plan: Plan,
    edge: Edge,
    id_: str,
    name: dict[str, str],
    bus: dict[str, str],
    frame_of: dict[str, str],
) -> None:
    joins = edge in plan.joins.get(edge.head, ())
    attributes = {"id": id_, "weight": "0" if edge.skip else "30" if joins else "50"}
    on_bus = edge in plan.buses.get(edge.tail, ())
    if on_bus:
        start = f"{bus[edge.tail]}:o{plan.buses[edge.tail].index(edge)}:s"
    else:
        start = f"{name[edge.tail]}:{'e' if edge.skip else 's'}"
    if edge.head == EXIT:
        end, attributes["arrowhead"] = "exit", "none"
    elif joins:
        end = f"{name[edge.head]}:i{plan.joins[edge.head].index(edge)}:n"
    else:
        end = f"{name[edge.head]}:{'e' if edge.skip else 'n'}"
    before, after = frame_of.get(edge.tail), frame_of.get(edge.head)
    if before != after and not edge.skip:  # room for the ends of frames and a frame's title
        lines = (1 if before else 0) + (1 if after else 0) + (1 if after and not on_bus else 0)
        attributes["minlen"] = str(1 + min(lines, 2))
    dot.edge(start, end, **attributes)


def _table(dot: Digraph, name: str, letter: str, widths: Sequence[float], tall: float) -> None:
    """A node that is an invisible table of one line, its cells called ``letter`` + number."""
    cells = "".join(
        f'<TD PORT="{letter}{i}" FIXEDSIZE="TRUE" WIDTH="{math.ceil(wide)}" HEIGHT="{tall:.0f}">'
        "</TD>"
        for i, wide in enumerate(widths)
    )
    table = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
    label = f"<{table}<TR>{cells}</TR></TABLE>>"
    dot.node(name, shape="plain", fixedsize="false", label=label)
