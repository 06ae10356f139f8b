"""The loss step by step at three learning rates, of a network that was really trained."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label
from archreport.course.lessons.learning.learned_curves import learned_curves
from archreport.course.lessons.learning.plot_parts import FRAME, plot
from archreport.render.drawing.svg import drawing, group
from archreport.render.words import formatting
from archreport.render.words.language import Language

HIGHEST = 4.0


def learning_rates(t: Language, *, prefix: str) -> Markup:
    """One line for each rate of `learned_curves`, with the rate at its end."""
    rates = learned_curves().rates
    steps = len(rates[0].losses)
    field = plot((0, steps), (0, HIGHEST), (10, 1), (t("learning.step"), t("learning.loss")))
    parts = []
    for index, one in enumerate(rates):
        values = [(step, min(loss, HIGHEST)) for step, loss in enumerate(one.losses)]
        parts.append(field.curve(values, f"c{index + 1}"))
        x, y = field.at(steps, sum(one.losses[-8:]) / 8)
        name = t("learning.rate", n=formatting.number(one.rate))
        below = 20 if index == 0 else -12  # the first line runs close under the third
        parts.append(label(name, x - 2, y + below, kind=f"t-node k{index + 1}", anchor="end"))
    return drawing(
        FRAME.width, FRAME.height, field.axes, group(parts), class_="plot idea", prefix=prefix,
        title=t("learning.learning_rates"),
        description=t(
            "learning.learning_rates.text",
            ends=t("list.semicolon").join(
                f"{one.rate:g}{t('list.colon')}{one.losses[-1]:.2f}" for one in rates
            ),
        ),
    )  # fmt: skip
