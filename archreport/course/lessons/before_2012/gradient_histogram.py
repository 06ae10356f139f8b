"""A patch of grey values, the gradients in it, and their histogram."""

from __future__ import annotations

import math

from markupsafe import Markup

from archreport.course.lessons.before_2012 import hand_made_features
from archreport.course.lessons.figure_parts import cell, grid, label, ray
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language

SIZE = 31.0
REACH = 14.0
BAR = 38.0
TALL = 70.0


def gradient_histogram(patch: hand_made_features.Patch, t: Language, *, prefix: str) -> Markup:
    """The values of ``patch``, an arrow for each gradient, and the votes for eight directions."""
    arrows = hand_made_features.gradients(patch)
    votes = hand_made_features.votes(patch)
    left, top = 10.0, 26.0
    right = left + len(patch[0]) * SIZE + 22
    down = top + len(patch) * SIZE + 26
    parts = [
        label(t("before_2012.patch"), left, top - 9, anchor="start"),
        shaded(patch, left, top, SIZE),
        label(t("before_2012.gradients"), right, top - 9, anchor="start"),
        grid(right, top, len(patch), len(patch[0]), lambda i, j: "pad", size=SIZE),
        *(_arrow(gradient, right, top, max(g.size for g in arrows)) for gradient in arrows),
        label(t("before_2012.votes"), left, down + 4, anchor="start"),
        *_bars(votes, left + 6, down + 24),
    ]
    width = max(right + len(patch[0]) * SIZE + 6, left + len(votes) * BAR + 16)
    strongest = max(range(len(votes)), key=lambda place: votes[place])
    return drawing(
        width, down + 24 + TALL + 34, group(parts), class_="plot idea", prefix=prefix,
        title=t("before_2012.gradient_histogram"),
        description=t(
            "before_2012.gradient_histogram.text", count=len(arrows),
            angle=strongest * 360 // len(votes),
            votes=t("list.comma").join(formatting.number(round(vote, 1)) for vote in votes),
        ),
    )  # fmt: skip


def shaded(patch: hand_made_features.Patch, x: float, y: float, size: float) -> Markup:
    """The values in their cells; the larger, the stronger the tint."""
    most = max(map(max, patch)) or 1
    return group(
        group(
            (
                element(
                    "rect", class_="shade", x=x + j * size, y=y + i * size, width=size,
                    height=size, fill_opacity=f"{0.04 + 0.3 * value / most:.2f}",
                ),
                cell(x + j * size, y + i * size, "bare", formatting.number(value), size=size),
            )
        )
        for i, row in enumerate(patch)
        for j, value in enumerate(row)
    )  # fmt: skip


def _arrow(gradient: hand_made_features.Gradient, x: float, y: float, most: float) -> Markup:
    """The gradient's cell, at the place of its pixel, with an arrow as long as it is strong."""
    left, top = x + gradient.column * SIZE, y + gradient.row * SIZE
    middle = (left + SIZE / 2, top + SIZE / 2)
    reach = REACH / most
    dx, dy = gradient.across * reach, -gradient.up * reach
    start, end = (middle[0] - dx, middle[1] - dy), (middle[0] + dx, middle[1] + dy)
    return group((cell(left, top, size=SIZE), ray(start, end) if gradient.size else Markup()))


def _bars(votes: tuple[float, ...], x: float, y: float) -> list[Markup]:
    parts = [element("path", class_="axis", d=f"M{x - 4:g} {y + TALL:g}h{len(votes) * BAR:g}")]
    most = max(votes)
    for place, vote in enumerate(votes):
        left, height = x + place * BAR, vote / most * (TALL - 14)
        angle = math.radians(place * 360 / len(votes))
        middle = (left + BAR / 2 - 4, y + TALL + 17)
        dx, dy = 10 * math.cos(angle), -10 * math.sin(angle)
        parts += [
            element(
                "rect", class_="n n-conv", x=left, y=y + TALL - height, width=BAR - 8, height=height
            ),
            label(
                formatting.number(round(vote, 1)), left + BAR / 2 - 4, y + TALL - height - 4,
                kind="t-node",
            ),
            ray((middle[0] - dx, middle[1] - dy), (middle[0] + dx, middle[1] + dy)),
        ]  # fmt: skip
    return parts
