"""What Graphviz must know of a column before it can place anything: sizes, buses, ports, piles.

Three things help it to a picture like a drawn one:

* where a result goes to several nodes side by side, a *bus* stands below it: a thin line with one
  port for each, so that the lines drop straight down;
* a join of several branches is as wide as they are together and has one port for each;
* the stubs at one side of a node are one *pile*, which stands beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from archreport.render.diagram.graph import ENTRY, EXIT, Column, Edge, Node
from archreport.render.diagram.sizes import SIDE_GAP, height, width

CHAIN_WIDTH = 136.0  # least width of the nodes of a column that is one chain
BRANCH_WIDTH = 84.0  # and of one with branches
PILE_GAP = 4.0

Size = tuple[float, float]


@dataclass(frozen=True)
class Pile:
    """The stubs that lead to a node (``before``) or from it, one above the other.

    ``beside``: it stands at the node's left or right; where other nodes stand there, it stands
    above or below.
    """

    key: str
    partner: str
    stubs: tuple[str, ...]
    before: bool
    beside: bool


@dataclass(frozen=True)
class Plan:
    """A column, ready for Graphviz.

    ``edges`` are those that Graphviz leads; ``buses`` and ``joins`` those among them that have a
    port, by their node; ``enters_side`` and ``leaves_side`` say that the lines from and to the
    neighbouring columns end at a node's side, and need no room of their own.
    """

    column: Column
    edges: tuple[Edge, ...]
    buses: dict[str, tuple[Edge, ...]]
    joins: dict[str, tuple[Edge, ...]]
    piles: tuple[Pile, ...]
    sizes: dict[str, Size]
    common: float
    enters_side: bool
    leaves_side: bool


def plan(column: Column) -> Plan:
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
    return Plan(column, edges, buses, joins, piles, sizes, common, enters, leaves)


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
    return {key: tuple(found) for key, found in edges.items() if len(found) > 1}


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
    found: dict[tuple[str, bool], list[str]] = {}
    for edge in column.edges:
        if _is_stub(edge.tail, nodes):
            found.setdefault((edge.head, True), []).append(edge.tail)
        elif _is_stub(edge.head, nodes):
            found.setdefault((edge.tail, False), []).append(edge.head)
    return tuple(
        Pile(f"pile {stubs[0]}", partner, tuple(stubs), before, _alone(partner, column))
        for (partner, before), stubs in found.items()
    )


def _alone(key: str, column: Column) -> bool:
    """True where every other node of the column comes before this one or after it."""
    before, after = _reached(key, column, back=True), _reached(key, column, back=False)
    own = {node.key for node in column.nodes if node.category != "stub"}
    return own <= before | after | {key}


def _reached(start: str, column: Column, *, back: bool) -> set[str]:
    found: set[str] = set()
    queue = [start]
    while queue:
        here = queue.pop()
        for edge in column.edges:
            source, target = (edge.head, edge.tail) if back else (edge.tail, edge.head)
            if source == here and target not in found:
                found.add(target)
                queue.append(target)
    return found
