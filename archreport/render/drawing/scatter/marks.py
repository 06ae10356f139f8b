"""Marks with a shape, an area and a label, as links.

Shape and colour say the same thing, so that either is enough. Marks that lie on one another share
one label.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from archreport.render.drawing.geometry import Point, Rectangle
from archreport.render.drawing.scatter.labels import SIZE, Label, Mark, place_labels
from archreport.render.drawing.svg import element, group, path_data, text_width

MarkShape = Literal["circle", "square", "diamond"]
TOGETHER = 4.0  # marks nearer than this share a label
_LINE_ROOM = 150.0  # a shared label breaks its line here


@dataclass(frozen=True)
class Dot:
    """One mark. ``size`` is the radius of a circle of its area.

    ``said`` is what the mark shows, for those who listen to the page or point at it. ``tone`` is a
    CSS class: it gives the colour. ``href`` may be "".
    """

    x: float
    y: float
    size: float
    label: str
    said: str
    shape: MarkShape = "circle"
    tone: str = ""
    href: str = ""

    @property
    def reach(self) -> float:
        """How far it extends from its centre: corners reach further than a circle."""
        return self.size if self.shape == "circle" else self.size * math.sqrt(math.pi / 2)


def radius(value: float, largest: float, most: float, least: float = 3.0) -> float:
    """The radius whose area is proportional to ``value``; ``most`` for the largest."""
    return max(math.sqrt(value / largest) * most, least) if largest else least


def scatter(
    dots: Sequence[Dot],
    field: Rectangle,
    walls: Sequence[Rectangle] = (),
    lines: Sequence[Point] = (),
) -> Markup:
    """The marks, large ones first so that small ones stay on top, then their labels."""
    drawn = sorted(dots, key=lambda dot: -dot.size)
    return group(map(_mark, drawn)) + group(map(_label, labelled(dots, field, walls, lines)))


def labelled(
    dots: Sequence[Dot],
    field: Rectangle,
    walls: Sequence[Rectangle] = (),
    lines: Sequence[Point] = (),
    size: float = SIZE,
) -> list[Label]:
    """The labels that found a place, in the order of importance given by ``dots``."""
    places = [(place, _lines(place, size)) for place in together(dots)]
    marks = [
        Mark(place[0].x, place[0].y, max(dot.reach for dot in place), lines)
        for place, lines in places
    ]
    return [label for label in place_labels(marks, field, walls, lines, size) if label]


def together(dots: Sequence[Dot]) -> list[list[Dot]]:
    """Marks by place: those that lie on one another in one list."""
    places: list[list[Dot]] = []
    for dot in dots:
        for place in places:
            if math.hypot(place[0].x - dot.x, place[0].y - dot.y) < TOGETHER:
                place.append(dot)
                break
        else:
            places.append([dot])
    return places


def _lines(dots: Sequence[Dot], size: float) -> tuple[str, ...]:
    """The names of marks at one place, broken into lines. Without a label: none."""
    lines: list[str] = []
    for name in abbreviated([dot.label for dot in dots if dot.label]):
        longer = f"{lines[-1]}, {name}" if lines else name
        if lines and text_width(longer, size) <= _LINE_ROOM:
            lines[-1] = longer
        else:
            if lines:
                lines[-1] += ","
            lines.append(name)
    return tuple(lines)


def abbreviated(names: Sequence[str]) -> list[str]:
    """Names of one family without what they share: "ResNet-50", "v1.5"; "FCN-32s", "16s", "8s"."""
    shown: list[str] = []
    before = ""
    for name in dict.fromkeys(names):
        stem = before.rpartition("-")[0]
        if before and name.startswith(f"{before} ") and not name.endswith(")"):
            shown.append(name.removeprefix(f"{before} "))
            continue
        shown.append(name.removeprefix(f"{stem}-") if stem else name)
        before = name
    return shown


def _mark(dot: Dot) -> Markup:
    class_ = f"dot {dot.tone}".strip()
    shape = _shape(dot, class_)
    if not dot.href:
        return element("g", element("title", dot.said), shape)
    return element("a", element("title", dot.said), shape, href=dot.href, aria_label=dot.said)


def _shape(dot: Dot, class_: str) -> Markup:
    if dot.shape == "circle":
        return element("circle", class_=class_, cx=dot.x, cy=dot.y, r=dot.size)
    if dot.shape == "square":
        half = dot.size * math.sqrt(math.pi) / 2  # the same area as the circle
        return element(
            "rect", class_=class_, x=dot.x - half, y=dot.y - half, width=2 * half, height=2 * half
        )
    half = dot.size * math.sqrt(math.pi / 2)
    points = path_data(
        "M", dot.x, dot.y - half, "L", dot.x + half, dot.y,
        "L", dot.x, dot.y + half, "L", dot.x - half, dot.y, "Z",
    )  # fmt: skip
    return element("path", class_=class_, d=points)


def _label(label: Label) -> Markup:
    texts = [
        element("text", line, class_="t-node halo", x=x, y=y) for x, y, line in label.baselines
    ]
    if label.leader is None:
        return group(texts)
    x1, y1, x2, y2 = label.leader
    return group([element("path", class_="leader", d=path_data("M", x1, y1, "L", x2, y2)), *texts])
