"""Shared weights beside own weights: a convolution and a locally connected layer."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import grid, label
from archreport.render.drawing.svg import drawing
from archreport.render.words.language import Language

SIZE = 34.0


def weight_sharing(n: int, t: Language, *, prefix: str) -> Markup:
    """Which weights are used at each of n × n output places, shared and not."""
    top, gap = 28.0, 20.0
    side = n * SIZE
    right = 10 + side + gap

    def own(i: int, j: int) -> str:
        return f"w{(i * n + j + i) % 6 + 1}"

    return drawing(
        max(right + side, right + 190), top + side + 12,
        label(t("deepface.shared"), 10, top - 10, anchor="start"),
        grid(10, top, n, n, lambda i, j: "w1", lambda i, j: "W", size=SIZE),
        label(t("deepface.local"), right, top - 10, anchor="start"),
        grid(right, top, n, n, own, lambda i, j: f"W{i + 1},{j + 1}", size=SIZE),
        class_="plot idea", prefix=prefix, title=t("deepface.weight_sharing", n=n),
        description=t("deepface.weight_sharing.text"),
    )  # fmt: skip
