"""How large a node must be for its text, in units of one point.

The sizes are fixed before Graphviz runs and are the ones drawn, so that text fits on every
machine, whatever fonts it has (`archreport.render.svg.text_width`).
"""

from __future__ import annotations

from archreport.render.diagram.graph import Node
from archreport.render.svg import text_width

TITLE, SUB = 11, 10  # font sizes
GAP = 11  # between two nodes, one above the other; holds the arrow
SIDE_GAP = 8  # between neighbours
SMALL = frozenset({"norm", "act", "drop", "shape", "other", "stub"})

#: Free room left and right of the text; slanted and round sides need more.
_PADDING = {"pool": 14.0, "up": 14.0, "linear": 11.0, "block": 11.0, "stub": 6.0}


def is_small(node: Node) -> bool:
    return node.category in SMALL and not node.sub


def title_size(node: Node) -> int:
    return SUB if is_small(node) else TITLE


def padding(node: Node) -> float:
    return _PADDING.get(node.category, 6.0)


def badge_width(node: Node) -> float:
    return text_width(node.badge, TITLE, bold=True) + 6 if node.badge else 0.0


def width(node: Node) -> float:
    """The least width: both lines, the free room beside them, and the badge."""
    text = max(text_width(node.title, title_size(node)), text_width(node.sub, SUB))
    return text + 2 * padding(node) + badge_width(node)


def height(node: Node) -> float:
    if is_small(node):
        return 16.0
    if node.sub:
        return 36.0
    return {"io": 24.0, "join": 22.0}.get(node.category, 26.0)
