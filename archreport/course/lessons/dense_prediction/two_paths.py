"""Two paths over levels: one goes down, the other comes up, and something crosses on each level.

U-Net and DeconvNet share this shape; what stands in the boxes, and what crosses, differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, box, label
from archreport.render.drawing.svg import group

WIDE, TALL, STEP, INDENT = 186.0, 42.0, 78.0, 22.0
FULL = 640.0


@dataclass(frozen=True)
class Node:
    """A box: its line, the smaller line below, and its kind (a colour of the diagrams)."""

    main: str
    small: str
    kind: str = "conv"


@dataclass(frozen=True)
class Level:
    """The boxes of one level, what crosses from left to right, and how one gets to the next."""

    down: Node
    up: Node
    across: str
    leave: str
    enter: str


def two_paths(levels: Sequence[Level], bottom: Sequence[Node], source: str, target: str) -> Markup:
    """The boxes with their arrows, from ``source`` to ``target``. See `height_of` for the size."""
    parts = [
        label(source, 10 + WIDE / 2, 16, kind="t-node"),
        arrow((10 + WIDE / 2, 22), (10 + WIDE / 2, 38)),
        label(target, FULL - 10 - WIDE / 2, 16, kind="t-node"),
        arrow((FULL - 10 - WIDE / 2, 38), (FULL - 10 - WIDE / 2, 22)),
    ]
    for index, level in enumerate(levels):
        left, y = 10 + index * INDENT, 38 + index * STEP
        right = FULL - left - WIDE
        middle = y + TALL / 2
        descent, ascent = left + WIDE / 2 + INDENT / 2, right + WIDE / 2 - INDENT / 2
        parts += [
            _node(level.down, left, y),
            _node(level.up, right, y),
            arrow((left + WIDE + 4, middle), (right - 4, middle), skip=True),
            label(level.across, FULL / 2, middle - 7),
            arrow((descent, y + TALL), (descent, y + STEP)),
            label(level.leave, descent - 8, y + TALL + 22, anchor="end"),
            arrow((ascent, y + STEP), (ascent, y + TALL)),
            label(level.enter, ascent + 8, y + TALL + 22, anchor="start"),
        ]
    return group((*parts, *_bottom(bottom, len(levels))))


def height_of(levels: Sequence[Level]) -> float:
    """How tall the drawing of `two_paths` is."""
    return 38 + len(levels) * STEP + TALL + 12


def _bottom(nodes: Sequence[Node], depth: int) -> list[Markup]:
    """The boxes at the turning point, side by side, joined by arrows."""
    left, y = 10 + depth * INDENT, 38 + depth * STEP
    gap = 18.0
    wide = (FULL - 2 * left - gap * (len(nodes) - 1)) / len(nodes)
    parts = []
    for index, node in enumerate(nodes):
        x = left + index * (wide + gap)
        parts.append(_node(node, x, y, wide))
        if index:
            parts.append(arrow((x - gap + 2, y + TALL / 2), (x - 2, y + TALL / 2)))
    return parts


def _node(node: Node, x: float, y: float, width: float = WIDE) -> Markup:
    return box(node.main, x, y, width, node.kind, height=TALL, small=node.small)
