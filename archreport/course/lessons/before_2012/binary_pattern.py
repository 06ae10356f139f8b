"""A local binary pattern: nine values, eight bits, one number."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.before_2012 import hand_made_features
from archreport.course.lessons.before_2012.gradient_histogram import shaded
from archreport.course.lessons.figure_parts import arrow, grid, label
from archreport.render.drawing.svg import drawing, group
from archreport.render.words.language import Language

SIZE = 30.0
GAP = 30.0


def binary_pattern(patch: hand_made_features.Patch, t: Language, *, prefix: str) -> Markup:
    """The 3 × 3 values, which neighbours are at least as bright, and what each bit is worth."""
    bits = hand_made_features.pattern(patch)
    ring = {(1 + i, 1 + j): place for place, (i, j) in enumerate(hand_made_features.RING)}
    worth = {where: 2 ** (len(bits) - 1 - place) for where, place in ring.items()}
    code = sum(bit * 2 ** (len(bits) - 1 - place) for place, bit in enumerate(bits))
    top, side = 26.0, 3 * SIZE
    second, third = 10 + side + GAP, 10 + 2 * (side + GAP)

    def bit(i: int, j: int) -> str:
        return str(bits[ring[i, j]]) if (i, j) in ring else ""

    def kind(i: int, j: int) -> str:
        return "on" if bit(i, j) == "1" else ""

    middle = top + side / 2
    added = " + ".join(str(worth[where]) for where, place in ring.items() if bits[place]) or "0"
    parts = [
        label(t("before_2012.patch"), 10, top - 9, anchor="start"),
        shaded(patch, 10, top, SIZE),
        arrow((10 + side + 5, middle), (second - 5, middle)),
        label(t("before_2012.brighter"), second, top - 9, anchor="start"),
        grid(second, top, 3, 3, kind, bit, size=SIZE),
        arrow((second + side + 5, middle), (third - 5, middle)),
        label(t("before_2012.worth"), third, top - 9, anchor="start"),
        grid(
            third, top, 3, 3, kind, lambda i, j: str(worth[i, j]) if (i, j) in worth else "",
            size=SIZE,
        ),
        label(f"{added} = {code}", third + side, top + side + 20, kind="t-main", anchor="end"),
    ]  # fmt: skip
    return drawing(
        third + side + 12, top + side + 32, group(parts), class_="plot idea", prefix=prefix,
        title=t("before_2012.binary_pattern"),
        description=t("before_2012.binary_pattern.text", bits="".join(map(str, bits)), code=code),
    )  # fmt: skip
