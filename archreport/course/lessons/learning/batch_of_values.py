"""The values of one channel over a batch: as they come, normalised, scaled and shifted again."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label, mark
from archreport.render.drawing.scatter.axes import AxisScale
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language

WIDTH, LEFT, RIGHT, STEP = 350.0, 16.0, 16.0, 66.0
LOW, HIGH = -3, 10


def normalised(
    values: Sequence[float], mean: float, variance: float, scale: float = 1.0, shift: float = 0.0
) -> list[float]:
    """``scale · (value − mean) / √variance + shift`` (Ioffe and Szegedy, 2015, algorithm 1)."""
    return [scale * (value - mean) / math.sqrt(variance) + shift for value in values]


def moments(values: Sequence[float]) -> tuple[float, float]:
    """Mean and variance of a batch, the variance divided by the number of values."""
    mean = sum(values) / len(values)
    return mean, sum((value - mean) ** 2 for value in values) / len(values)


def batch_of_values(
    values: Sequence[float], scale: float, shift: float, t: Language, *, prefix: str
) -> Markup:
    """Three number lines below each other with the same values; a dot for each picture."""
    mean, variance = moments(values)
    rows = [
        (t("learning.batch.values"), list(values)),
        (t("learning.batch.normalised"), normalised(values, mean, variance)),
        (
            t(
                "learning.batch.scaled",
                scale=formatting.number(scale),
                shift=formatting.number(shift),
            ),
            normalised(values, mean, variance, scale, shift),
        ),
    ]
    at = AxisScale(LOW, HIGH, LEFT, WIDTH - RIGHT)
    parts: list[Markup] = []
    for index, (name, numbers) in enumerate(rows):
        base = 34 + index * STEP
        parts += [
            label(name, LEFT, base - 20, kind="t-node", anchor="start"),
            element("path", class_="axis", d=f"M{LEFT:g} {base:g}h{WIDTH - LEFT - RIGHT:g}"),
        ]
        parts += [
            group((
                element("path", class_="axis", d=f"M{at(tick):.1f} {base - 3:g}v6"),
                label(str(tick).replace("-", "−"), at(tick), base + 18),
            ))
            for tick in range(LOW, HIGH + 1)
        ]  # fmt: skip
        for place in sorted(set(numbers)):
            for above in range(numbers.count(place)):
                parts.append(mark(at(place), base - above * 9, 0))
    return drawing(
        WIDTH, 34 + 2 * STEP + 24, group(parts), class_="plot idea", prefix=prefix,
        title=t("learning.batch_of_values"),
        description=t(
            "learning.batch_of_values.text",
            before=t("list.comma").join(f"{value:g}" for value in values),
            after=t("list.comma").join(f"{value:.3g}".replace("-", "−") for value in rows[1][1]),
        ),
    )  # fmt: skip
