"""What is written at a ribbon's stages, and the room that it needs."""

from __future__ import annotations

from collections.abc import Sequence

from archreport.render.drawing.ribbon.slabs import StageSlabs
from archreport.render.drawing.svg import text_width
from archreport.render.words import formatting
from archreport.render.words.language import Language

MAIN, SMALL = 12, 10  # font sizes of the labels


def describe(shown: Sequence[StageSlabs], t: Language) -> str:
    """The ribbon in words, for those who do not see it."""
    return t("ribbon.separator").join(
        t(
            "ribbon.stage.flat" if drawn.flat else "ribbon.stage",
            stage=formatting.stage_name(drawn.stage, t),
            channels=channel_label(drawn),
            resolution=resolution_label(drawn),
        )
        for drawn in shown
    )


def channel_label(drawn: StageSlabs, *, short: bool = False) -> str:
    """ "3 × 256", "64 · 192", or "512 … 832" where there are many."""
    counts = [slab.channels for slab in drawn.slabs]
    if len(set(counts)) == 1 and len(counts) > 1:
        return f"{len(counts)}{formatting.TIMES}{formatting.number(counts[0])}"
    if len(counts) > 3 or (short and len(counts) > 2):
        return f"{formatting.number(counts[0])} … {formatting.number(counts[-1])}"
    return " · ".join(map(formatting.number, counts))


def resolution_label(drawn: StageSlabs) -> str:
    """ "224" for a square stage, "H × W" for another, "1 × 1" where no extent is left."""
    extents = drawn.stage.resolution
    if drawn.flat or not extents:
        return f"1{formatting.TIMES}1"
    if len(extents) == 2 and extents[0] == extents[1]:
        return formatting.number(extents[0])
    return formatting.TIMES.join(map(formatting.number, extents))


def least_widths(shown: Sequence[StageSlabs], least: float, t: Language) -> list[float]:
    """The room that each stage's labels need, and ``least`` where that is more."""
    return [
        max(
            least,
            text_width(channel_label(drawn, short=True), MAIN, bold=True),
            text_width(formatting.stage_name(drawn.stage, t), SMALL),
        )
        for drawn in shown
    ]
