"""Two ways down a narrow valley in as many steps: without momentum and with it."""

from __future__ import annotations

import math

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label
from archreport.course.lessons.learning import valley
from archreport.render.drawing import lines
from archreport.render.drawing.geometry import Point
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language

WIDTH, PANEL = 350.0, 124.0
UNIT, UNIT_UP = 30.0, 24.0  # a step of one along the valley, and across it
LEVELS = (1.0, 5.0, 15.0, 30.0, 50.0)


def momentum_paths(rate: float, momentum: float, steps: int, t: Language, *, prefix: str) -> Markup:
    """The same valley twice, above without momentum, below with it; dots are the steps."""
    parts: list[Markup] = []
    ends = []
    for panel, share in enumerate((0.0, momentum)):
        middle = panel * (PANEL + 24) + 24 + PANEL / 2
        path = valley.descent(rate, share, steps)
        ends.append(valley.height(path[-1]))
        name = (
            t("learning.with_momentum", n=formatting.number(share))
            if share
            else t("learning.plain")
        )
        parts.append(label(name, 8, middle - PANEL / 2 - 6, kind="t-node", anchor="start"))
        parts.append(_valley(middle))
        placed = [_place(place, middle) for place in path]
        kind = "c3" if share else "c1"
        parts.append(element("path", class_=f"curve {kind}", d=lines.through(placed)))
        parts += [element("circle", class_=f"step {kind}", cx=x, cy=y, r=2.6) for x, y in placed]
    return drawing(
        WIDTH, 2 * (PANEL + 24) + 4, group(parts), class_="plot idea", prefix=prefix,
        title=t("learning.momentum_paths", steps=steps),
        description=t(
            "learning.momentum_paths.text", plain=f"{ends[0]:.2g}", momentum=f"{ends[1]:.2g}"
        ),
    )  # fmt: skip


def _place(place: Point, middle: float) -> Point:
    return 46 + place[0] * UNIT, middle - place[1] * UNIT_UP


def _valley(middle: float) -> Markup:
    """Lines of equal height, from their left ends round, without what would leave the panel."""
    found = []
    for level in LEVELS:
        a, b = math.sqrt(2 * level), math.sqrt(2 * level / valley.STEEP)
        points = [
            _place((a * math.cos(turn), b * math.sin(turn)), middle)
            for turn in (math.tau * step / 72 - math.pi for step in range(73))
        ]
        inside = [point for point in points if point[0] >= 4]
        found.append(element("path", class_="level", d=lines.through(inside)))
    return group(found)
