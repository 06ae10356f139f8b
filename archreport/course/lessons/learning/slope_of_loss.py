"""The loss as one weight changes and all others stay, and its slope where the weight is now."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label, mark
from archreport.course.lessons.learning.plot_parts import FRAME, plot
from archreport.course.lessons.learning.two_layers import (
    TwoLayers,
    backward,
    exact_loss,
    forward,
)
from archreport.render.drawing.svg import drawing, group
from archreport.render.words import formatting
from archreport.render.words.language import Language

LOW, HIGH, STEPS = -0.5, 3.5, 60
REACH = 0.9  # of the tangent, to both sides


def slope_of_loss(
    net: TwoLayers,
    picture: Sequence[float],
    right: int,
    place: tuple[int, int],
    t: Language,
    *,
    prefix: str,
) -> Markup:
    """The weight ``place`` (row, column) of the second layer of ``net`` from -0.5 to 3.5.

    ``right`` is the right class of the picture.
    """
    weight = net.w2[place[0]][place[1]]
    passed = forward(net, picture, right)
    slope = backward(net, passed, right).parameters.w2[place[0]][place[1]]

    def loss(value: float) -> float:
        return exact_loss(net.nudged(*place, value - weight), picture, right)

    here = loss(weight)
    field = plot((LOW, HIGH), (0, 4), (0.5, 1), (t("learning.this_weight"), t("learning.loss")))
    values = [LOW + (HIGH - LOW) * step / STEPS for step in range(STEPS + 1)]
    ends = [(x, here + slope * (x - weight)) for x in (weight - REACH, weight + REACH)]
    x, y = field.at(weight, here)
    words = t("learning.slope", n=formatting.number(slope).replace("-", "−"))
    return drawing(
        FRAME.width, FRAME.height, field.axes,
        field.curve(((value, loss(value)) for value in values if loss(value) <= 4), "c1"),
        field.curve(ends, "c3 train"),
        group((mark(x, y, 0), label(words, x + 12, y - 6, kind="t-node", anchor="start"))),
        class_="plot idea", prefix=prefix, title=t("learning.slope_of_loss"),
        description=t(
            "learning.slope_of_loss.text", weight=formatting.number(weight),
            loss=f"{here:.4g}", slope=formatting.number(slope).replace("-", "−"),
        ),
    )  # fmt: skip
