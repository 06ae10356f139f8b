"""The winners of the challenge year by year: how deep, and with how many errors."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language

WIDTH, LEFT, RIGHT = 356.0, 132.0, 84.0
TOP, STEP, HIGH = 30.0, 26.0, 14.0


def depth_chart(
    entries: Sequence[tuple[int, str, int, float]], t: Language, *, prefix: str
) -> Markup:
    """Entries of year, name, layers with weights (0: features by hand) and top-5 error, a bar each.

    The bars are to one scale: nothing but a bar's length says how deep.
    """
    most = max(depth for _, _, depth, _ in entries)
    scale = (WIDTH - LEFT - RIGHT) / most
    parts = [
        label(t("resnet.depth_chart.layers"), LEFT, 16, anchor="start"),
        label(t("resnet.depth_chart.error"), WIDTH - 4, 16, anchor="end"),
    ]
    for index, (year, name, depth, error) in enumerate(entries):
        y = TOP + index * STEP
        middle = y + HIGH / 2 + 4
        long = depth * scale
        said = str(depth) if depth else t("resnet.depth_chart.shallow")
        parts += [
            label(f"{year}", 4, middle, anchor="start"),
            label(name, 40, middle, kind="t-node", anchor="start"),
            label(said, LEFT + long + 5, middle, kind="t-node", anchor="start"),
            label(formatting.percent(error), WIDTH - 4, middle, kind="t-node", anchor="end"),
        ]
        if depth:
            parts.append(element("rect", class_="n n-conv", x=LEFT, y=y, width=long, height=HIGH))
    return drawing(
        WIDTH, TOP + len(entries) * STEP, group(parts), class_="plot idea", prefix=prefix,
        title=t("resnet.depth_chart"),
        description=t(
            "resnet.depth_chart.text",
            entries=t("list.semicolon").join(
                f"{year} {name} {depth}{t('list.comma')}{formatting.percent(error)}"
                for year, name, depth, error in entries
            ),
        ),
    )  # fmt: skip
