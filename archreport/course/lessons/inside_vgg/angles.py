"""Features as arrows: the angle between them, and the nearest ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label
from archreport.render.drawing.svg import drawing, element, path_data
from archreport.render.words.language import Language


def feature_angles(vectors: Sequence[tuple[int, int]], t: Language, *, prefix: str) -> Markup:
    """Two-dimensional vectors from one origin, lettered, with the angle of the first to each.

    All entries are at least zero, as features behind a ReLU are.
    """
    scale, left, foot = 44.0, 24.0, 220.0
    reach = max(max(vector) for vector in vectors)
    width, top = left + reach * scale + 40, foot - reach * scale - 20
    parts = [
        element("path", class_="edge", d=path_data("M", left, foot, "H", width - 16)),
        element("path", class_="edge", d=path_data("M", left, foot, "V", top + 10)),
    ]
    for index, (x, y) in enumerate(vectors):
        name = "ABCDEF"[index]
        end = (left + x * scale, foot - y * scale)
        # Beside the tip, or below it where a longer arrow runs through that place.
        crossed = any(u > x and -0.2 < v / u * (x + 0.8) - y < 0.5 for u, v in vectors)
        down = 20 if crossed else -6
        parts += [
            element("path", class_=f"ray r{index + 1}", d=path_data("M", left, foot, "L", *end)),
            element("circle", class_=f"tip r{index + 1}", cx=end[0], cy=end[1], r=4.0),
            label(f"{name} = ({x}, {y})", end[0] + 8, end[1] + down, kind="t-node", anchor="start"),
        ]
        if index:
            parts.append(
                label(
                    t("inside_vgg.angle", a="A", b=name,
                      degrees=round(degrees(vectors[0], (x, y)))),
                    width + 64, foot - reach * scale + 10 + index * 20, anchor="start",
                )
            )  # fmt: skip
    return drawing(
        width + 230, foot - top + 14, element("g", *parts, transform=f"translate(0 {-top:.0f})"),
        class_="plot idea", prefix=prefix, title=t("inside_vgg.feature_angles"),
        description=t("inside_vgg.feature_angles.text"),
    )  # fmt: skip


def degrees(a: tuple[int, int], b: tuple[int, int]) -> float:
    """The angle between two arrows, in degrees."""
    return abs(math.degrees(math.atan2(a[1], a[0]) - math.atan2(b[1], b[0])))
