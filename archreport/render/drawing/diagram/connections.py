"""What joins the columns of a diagram.

One result leads from a column to the next: the line that leaves at the right and comes in at the
left. Every other connection between columns (a U-Net's bridge, the scores of an FCN, an auxiliary
head) ends in a small stub on either side, and each stub links to the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from archreport.render.drawing.diagram.graph import ENTRY, EXIT, Column, Edge, Node
from archreport.render.words import formatting
from archreport.render.words.language import Language

Name = Callable[[Node, Column], str]


def connect(
    columns: Sequence[Column],
    edges: Sequence[tuple[str, str]],
    following: Sequence[bool],
    level: str,
    name: Name,
    t: Language,
) -> tuple[Column, ...]:
    """The columns with their edges and stubs.

    ``edges`` are all connections between nodes, in the order of the forward pass; ``following``
    says of each column whether the one before it may lead into it; ``name`` how a stub calls the
    node at its other end.
    """
    column_of = {node.key: i for i, column in enumerate(columns) for node in column.nodes}
    order = {node.key: i for i, node in enumerate(n for c in columns for n in c.nodes)}
    known = [(u, v) for u, v in edges if u in column_of and v in column_of]
    lists: list[list[Edge]] = [[] for _ in columns]
    rest: list[tuple[str, str]] = []
    flows: dict[int, str] = {}
    for tail, head in known:
        after = column_of[tail] + 1
        if column_of[head] == after and following[after]:
            best = flows.get(after, tail)
            flows[after] = max(best, tail, key=order.__getitem__)
    for tail, head in known:
        here, there = column_of[tail], column_of[head]
        if here == there:
            lists[here].append(Edge(tail, head))
        elif there == here + 1 and flows.get(there) == tail:
            lists[there].append(Edge(ENTRY, head))
        else:
            rest.append((tail, head))
    for after, tail in flows.items():
        lists[after - 1].append(Edge(tail, EXIT))
    joined = [
        replace(column, edges=marked(column.nodes, own))
        for column, own in zip(columns, lists, strict=True)
    ]
    return _with_stubs(joined, rest, column_of, level, name, t)


def marked(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """Mark the edges that go round other nodes: a longer way leads to the same head."""
    place = {ENTRY: -1, EXIT: len(nodes)} | {node.key: i for i, node in enumerate(nodes)}
    sources: dict[str, list[str]] = {}
    for edge in edges:
        if place[edge.tail] < place[edge.head]:
            sources.setdefault(edge.head, []).append(edge.tail)

    def longest_from(head: str) -> dict[str, int]:
        """The number of edges on the longest way to ``head``, for every node above it."""
        steps = {head: 0}
        for key in sorted(place, key=place.__getitem__, reverse=True):
            if key in steps:
                for source in sources.get(key, ()):
                    steps[source] = max(steps.get(source, 0), steps[key] + 1)
        return steps

    marked = []
    steps_to: dict[str, dict[str, int]] = {}
    for edge in edges:
        skip = False
        if len(sources.get(edge.head, ())) > 1 and edge.tail in sources[edge.head]:
            steps = steps_to.setdefault(edge.head, longest_from(edge.head))
            skip = steps[edge.tail] > 1
        marked.append(replace(edge, skip=skip))
    return tuple(marked)


def _with_stubs(
    columns: list[Column],
    rest: Sequence[tuple[str, str]],
    column_of: dict[str, int],
    level: str,
    name: Name,
    t: Language,
) -> tuple[Column, ...]:
    nodes = {node.key: node for column in columns for node in column.nodes}
    outs: dict[tuple[str, int], list[str]] = {}
    ins: dict[tuple[str, int], list[str]] = {}
    for tail, head in rest:
        outs.setdefault((tail, column_of[head]), []).append(head)
        ins.setdefault((head, column_of[tail]), []).append(tail)
    out_ids = {key: f"x-{level}-{i}-to" for i, key in enumerate(outs, 1)}
    in_ids = {key: f"x-{level}-{i}-from" for i, key in enumerate(ins, 1)}
    added: list[list[tuple[Node, Edge]]] = [[] for _ in columns]
    for (tail, there), heads in outs.items():
        here = column_of[tail]
        stub = Node(
            key=out_ids[tail, there],
            category="stub",
            title=_label("figure.to", heads, nodes, columns[there], name, t),
            href=f"#{in_ids[heads[0], here]}",
            anchor=out_ids[tail, there],
        )
        added[here].append((stub, Edge(tail, stub.key, skip=True)))
    for (head, here), tails in ins.items():
        there = column_of[head]
        stub = Node(
            key=in_ids[head, here],
            category="stub",
            title=_label("figure.from", tails, nodes, columns[here], name, t),
            href=f"#{out_ids[tails[0], there]}",
            anchor=in_ids[head, here],
        )
        added[there].append((stub, Edge(stub.key, head, skip=True)))
    return tuple(
        replace(
            column,
            nodes=(*column.nodes, *(stub for stub, _ in new)),
            edges=(*column.edges, *(edge for _, edge in new)),
        )
        for column, new in zip(columns, added, strict=True)
    )


def _label(
    key: str,
    ends: Sequence[str],
    nodes: dict[str, Node],
    column: Column,
    name: Name,
    t: Language,
) -> str:
    if len(ends) == 1:
        return formatting.spaced(t(key, what=name(nodes[ends[0]], column)))
    return formatting.spaced(t(f"{key}_many", n=len(ends), what=column.title))
