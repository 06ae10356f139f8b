"""From positions to SVG, in the house's style: shape, colour and word all say the category."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from archreport.render.drawing.diagram.boxes import SLANT, badge_width, is_small, title_size
from archreport.render.drawing.diagram.graph import Node
from archreport.render.drawing.diagram.layout import LEFT, PlacedColumn
from archreport.render.drawing.diagram.strokes import strokes
from archreport.render.drawing.geometry import Rectangle
from archreport.render.drawing.svg import element, group, path_data


def column_parts(
    placed: PlacedColumn, next_entry: float | None, *, linked: bool = True, base: str = ""
) -> Markup:
    """Everything in a column: heading, frames, lines, nodes.

    ``next_entry`` is the height at which the line goes over to the next column. Without
    ``linked`` (in a file on its own) there are ids but no links. ``base`` is the way to the page
    with the rows.
    """
    nodes = {node.key: node for node in placed.column.nodes}
    return group(
        (
            _heading(placed, linked=linked, base=base),
            *(_frame(box) for box in placed.frames.values()),
            strokes(placed, next_entry),
            *(
                _frame_title(placed.frames[frame.key], frame.title)
                for frame in placed.column.frames
                if frame.key in placed.frames
            ),
            element(
                "g",
                *(
                    _node(nodes[key], box, linked=linked, base=base)
                    for key, box in placed.boxes.items()
                    if key in nodes
                ),
                text_anchor="middle",
            ),
        )
    )


def _heading(placed: PlacedColumn, *, linked: bool, base: str) -> Markup:
    column = placed.column
    texts = [element("text", column.title, class_="t-head", x=LEFT, y=13)]
    if column.subtitle:
        texts.append(element("text", column.subtitle, class_="t-sub", x=LEFT, y=28))
    return element("a", *texts, href=base + column.href) if linked else group(texts)


def _frame(box: Rectangle) -> Markup:
    return element(
        "rect", class_="frame", x=box.x, y=box.y, width=box.width, height=box.height, rx=2
    )


def _frame_title(box: Rectangle, title: str) -> Markup:
    return element("text", title, class_="t-sub t-frame", x=box.x + 6, y=box.y + 11)


def _node(node: Node, box: Rectangle, *, linked: bool, base: str) -> Markup:
    anchor = node.anchor or None
    parts = (*_outline(node, box), *_texts(node, box))
    if linked and node.href:
        href = node.href if node.category == "stub" else base + node.href
        return element("a", *parts, id=anchor, href=href)
    return element("g", *parts, id=anchor)


def _outline(node: Node, box: Rectangle) -> list[Markup]:
    """The shape of a category, and the divisions inside it."""
    class_ = f"n n-{'shape' if node.category == 'stub' else node.category}"
    shape = _SHAPES.get(node.category, _rectangle)(box, class_)
    inner = ""
    if node.category == "block":
        inner = path_data("M", box.x + 4, box.y, "V", box.bottom, "M", box.right - 4, box.y)
        inner += path_data("V", box.bottom)
    elif 1 < node.groups <= 4:  # the towers of a grouped convolution
        for tower in range(1, node.groups):
            y = box.y + box.height * tower / node.groups
            inner += path_data("M", box.x, y, "h", 5, "M", box.right - 5, y, "h", 5)
    return [shape, element("path", class_=class_, d=inner)] if inner else [shape]


def _rectangle(box: Rectangle, class_: str, radius: float | None = None) -> Markup:
    return element(
        "rect", class_=class_, x=box.x, y=box.y, width=box.width, height=box.height, rx=radius
    )


def _narrowing(box: Rectangle, class_: str) -> Markup:
    data = path_data(
        "M",
        box.x,
        box.y,
        "H",
        box.right,
        "L",
        box.right - SLANT,
        box.bottom,
        "H",
        box.x + SLANT,
        "Z",
    )
    return element("path", class_=class_, d=data)


def _widening(box: Rectangle, class_: str) -> Markup:
    data = path_data(
        "M",
        box.x + SLANT,
        box.y,
        "H",
        box.right - SLANT,
        "L",
        box.right,
        box.bottom,
        "H",
        box.x,
        "Z",
    )
    return element("path", class_=class_, d=data)


_SHAPES: dict[str, Callable[[Rectangle, str], Markup]] = {
    "pool": _narrowing,
    "up": _widening,
    "linear": lambda box, class_: _rectangle(box, class_, min(14, box.height / 2)),
    "act": lambda box, class_: _rectangle(box, class_, 4),
    "drop": lambda box, class_: _rectangle(box, class_, 2),
    "shape": lambda box, class_: _rectangle(box, class_, 2),
    "embed": lambda box, class_: _rectangle(box, class_, min(14, box.height / 2)),
    "reduce": _narrowing,
    "math": lambda box, class_: _rectangle(box, class_, 2),
    "index": lambda box, class_: _rectangle(box, class_, 2),
    "create": lambda box, class_: _rectangle(box, class_, 2),
    "stub": lambda box, class_: _rectangle(box, class_, 8),
}


def _texts(node: Node, box: Rectangle) -> list[Markup]:
    x = box.x + (box.width - badge_width(node)) / 2
    class_ = "t-sub" if is_small(node) else "t-node"
    if node.sub:
        lines = [
            element("text", node.title, class_=class_, x=x, y=box.y + 15.5),
            element("text", node.sub, class_="t-sub", x=x, y=box.y + 28.5),
        ]
    else:
        y = box.y + box.height / 2 + title_size(node) * 0.36
        lines = [element("text", node.title, class_=class_, x=x, y=y)]
    if node.badge:
        lines.append(
            element(
                "text", node.badge, class_="t-badge", x=box.right - 7,
                y=box.y + box.height / 2 + 4, text_anchor="end",
            )
        )  # fmt: skip
    return lines
