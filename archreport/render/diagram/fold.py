"""Cutting a long column into several that a page can show.

A cut is best where only one result crosses it, since that one becomes the line from column to
column; every other one needs a pair of stubs. Modules stay whole unless one alone is too long.
"""

from __future__ import annotations

from collections.abc import Sequence

from archreport.render.diagram.graph import Frame, Node
from archreport.render.diagram.sizes import GAP, height

LIMIT = 14 * 40.0  # about fourteen layers with their activations


def fold(
    nodes: Sequence[Node],
    edges: Sequence[tuple[str, str]],
    frames: Sequence[Frame] = (),
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
    frames: Sequence[Frame],
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


def _inside_frames(place: dict[str, int], frames: Sequence[Frame]) -> set[int]:
    """The cuts that would go through a module."""
    inside: set[int] = set()
    for frame in frames:
        members = sorted(place[key] for key in frame.nodes if key in place)
        if members:
            inside.update(range(members[0] + 1, members[-1] + 1))
    return inside
