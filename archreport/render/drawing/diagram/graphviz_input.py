"""What Graphviz must know of a column before it can place anything: sizes, buses, ports, piles.

Three things help it to a picture like a drawn one:

* where a result goes to several nodes side by side, a *bus* lies below it: a thin line with one
  port for each, so that the lines drop straight down;
* a join of several branches is as wide as they are together and has one port for each;
* the stubs at one side of a node are one *pile* beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from graphviz import Digraph

from archreport.render.drawing.diagram.boxes import GAP, SIDE_GAP, height, width
from archreport.render.drawing.diagram.graph import ENTRY, EXIT, Column, Edge, Node

CHAIN_WIDTH = 136.0  # least width of the nodes of a column that is one chain
BRANCH_WIDTH = 84.0  # and of one with branches
PILE_GAP = 4.0

Size = tuple[float, float]


@dataclass(frozen=True)
class Pile:
    """The stubs that lead to a node (``before``) or from it, one above the other.

    ``beside``: at the node's left or right; where other nodes lie there, above or below.
    """

    key: str
    partner: str
    stubs: tuple[str, ...]
    before: bool
    beside: bool


@dataclass(frozen=True)
class ColumnPlan:
    """A column, ready for Graphviz.

    ``edges`` are those that Graphviz leads; ``buses`` and ``joins`` those among them that have a
    port, by their node; ``leaves_side`` says that the line to the next column leaves from a node's
    side, and needs no room of its own.
    """

    column: Column
    edges: tuple[Edge, ...]
    buses: dict[str, tuple[Edge, ...]]
    joins: dict[str, tuple[Edge, ...]]
    piles: tuple[Pile, ...]
    sizes: dict[str, Size]
    common: float
    leaves_side: bool


def plan(column: Column) -> ColumnPlan:
    """Decide how a column will be drawn; positions come later."""
    enters, leaves = _enters_side(column), _leaves_side(column)
    nodes = {node.key: node for node in column.nodes}
    edges = tuple(
        edge
        for edge in column.edges
        if not _is_stub(edge.tail, nodes)
        and not _is_stub(edge.head, nodes)
        and not (edge.tail == ENTRY and enters)
        and not (edge.head == EXIT and leaves)
    )
    straight = [edge for edge in edges if not edge.skip]
    buses = _several({key: [e for e in straight if e.tail == key] for key in nodes})
    if not enters and column.heads:
        buses[ENTRY] = tuple(edge for edge in edges if edge.tail == ENTRY)
    joins = _several(
        {
            node.key: [e for e in straight if e.head == node.key]
            for node in column.nodes
            if node.category == "join"
        }
    )
    chain = not joins and all(len(out) == 1 for out in buses.values())
    common = _common_width(column, joins, chain)
    piles = _piles(column, nodes)
    sizes = {key: _size(node, joins, common, chain) for key, node in nodes.items()}
    for pile in piles:
        tall = sum(height(nodes[key]) + PILE_GAP for key in pile.stubs) - PILE_GAP
        sizes[pile.key] = max(width(nodes[key]) for key in pile.stubs), tall
    return ColumnPlan(column, edges, buses, joins, piles, sizes, common, leaves)


def _enters_side(column: Column) -> bool:
    """One head, first of all and alone in its line: the line can come in at its left side."""
    heads = column.heads
    into = [edge for edge in column.edges if heads and edge.head == heads[0]]
    return len(heads) == 1 and len(into) == 1 and _alone(heads[0], column)


def _leaves_side(column: Column) -> bool:
    """The last node alone in its line: the line can leave at its right side."""
    out = [edge for edge in column.edges if edge.tail == column.tail]
    return len(out) == 1 and _alone(column.tail, column)


def _is_stub(key: str, nodes: dict[str, Node]) -> bool:
    return key in nodes and nodes[key].category == "stub"


def _several(edges: dict[str, list[Edge]]) -> dict[str, tuple[Edge, ...]]:
    return {key: tuple(own) for key, own in edges.items() if len(own) > 1}


def _common_width(column: Column, joins: dict[str, tuple[Edge, ...]], chain: bool) -> float:
    """One width for the nodes of a column."""
    own = [
        width(node)
        for node in column.nodes
        if node.category != "stub" and (chain or node.category != "shape") and node.key not in joins
    ]
    return float(math.ceil(max([CHAIN_WIDTH if chain else BRANCH_WIDTH, *own])))


def _size(node: Node, joins: dict[str, tuple[Edge, ...]], common: float, chain: bool) -> Size:
    if node.category == "stub" or (node.category == "shape" and not chain):
        return width(node), height(node)
    if node.key in joins:
        count = len(joins[node.key])
        return max(count * (common + SIDE_GAP), math.ceil(width(node))), height(node)
    return common, height(node)


def _piles(column: Column, nodes: dict[str, Node]) -> tuple[Pile, ...]:
    stubs_at: dict[tuple[str, bool], list[str]] = {}
    for edge in column.edges:
        if _is_stub(edge.tail, nodes):
            stubs_at.setdefault((edge.head, True), []).append(edge.tail)
        elif _is_stub(edge.head, nodes):
            stubs_at.setdefault((edge.tail, False), []).append(edge.head)
    return tuple(
        Pile(f"pile {stubs[0]}", partner, tuple(stubs), before, _alone(partner, column))
        for (partner, before), stubs in stubs_at.items()
    )


def _alone(key: str, column: Column) -> bool:
    """True where every other node of the column comes before this one or after it."""
    before, after = _reached(key, column, back=True), _reached(key, column, back=False)
    own = {node.key for node in column.nodes if node.category != "stub"}
    return own <= before | after | {key}


def _reached(start: str, column: Column, *, back: bool) -> set[str]:
    reached: set[str] = set()
    queue = [start]
    while queue:
        here = queue.pop()
        for edge in column.edges:
            source, target = (edge.head, edge.tail) if back else (edge.tail, edge.head)
            if source == here and target not in reached:
                reached.add(target)
                queue.append(target)
    return reached


INCH = 72.0


_SKIP_PORT = 20.0  # width of a bus's port that only a shortcut leaves


def names(plan: ColumnPlan) -> dict[str, str]:
    """Plain names for Graphviz: "n0", "n1", … for nodes, "p0" for piles, "b0" for buses."""
    return (
        {node.key: f"n{i}" for i, node in enumerate(plan.column.nodes)}
        | {pile.key: f"p{i}" for i, pile in enumerate(plan.piles)}
        | {EXIT: "exit"}
    )


def bus_names(plan: ColumnPlan) -> dict[str, str]:
    return {key: f"b{i}" for i, key in enumerate(plan.buses)}


def source(plan: ColumnPlan) -> str:
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
    dot: Digraph, plan: ColumnPlan, key: str, edges: Sequence[Edge], node_name: str, bus_name: str
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
    plan: ColumnPlan,
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
