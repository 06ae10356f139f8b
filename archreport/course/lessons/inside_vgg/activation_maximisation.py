"""The loop that makes a picture for one unit: forwards, back to the pixels, a small step."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, box, label
from archreport.render.drawing.svg import drawing, group
from archreport.render.words.language import Language


def activation_maximisation(t: Language, *, prefix: str) -> Markup:
    """Activation maximisation as a loop: forwards to one unit, back to the pixels, a step."""
    wide, y, below = 150.0, 34.0, 128.0
    xs = (10.0, 224.0, 438.0)
    parts = [
        box(t("inside_vgg.loop.picture"), xs[0], y, wide, "io", height=44,
            small=t("inside_vgg.loop.noise")),
        arrow((xs[0] + wide, y + 22), (xs[1], y + 22)),
        box(t("inside_vgg.loop.network"), xs[1], y, wide, "conv", height=44,
            small=t("inside_vgg.loop.fixed")),
        arrow((xs[1] + wide, y + 22), (xs[2], y + 22)),
        box(t("inside_vgg.loop.unit"), xs[2], y, wide, "act", height=44,
            small=t("inside_vgg.loop.value")),
        arrow((xs[2] + wide / 2, y + 44), (xs[2] + wide / 2, below), skip=True),
        box(t("inside_vgg.loop.gradient"), xs[1], below, xs[2] + wide - xs[1], "linear", height=44,
            small=t("inside_vgg.loop.pixels")),
        arrow((xs[1], below + 22), (xs[0] + wide, below + 22), skip=True),
        box(t("inside_vgg.loop.step"), xs[0], below, wide, "join", height=44,
            small=t("inside_vgg.loop.tame")),
        arrow((xs[0] + wide / 2, below), (xs[0] + wide / 2, y + 44)),
        label(t("inside_vgg.loop.again"), xs[0] + wide / 2 + 8, (y + 44 + below) / 2 + 4,
              anchor="start"),
    ]  # fmt: skip
    return drawing(
        xs[2] + wide + 12, below + 56, group(parts), class_="plot idea", prefix=prefix,
        title=t("inside_vgg.activation_maximisation"),
        description=t("inside_vgg.activation_maximisation.text"),
    )  # fmt: skip
