"""From a photograph to the network's input, to scale; and the loop that paints a unit's picture."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, box, label
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words.language import Language


def resized(width: int, height: int, short: int) -> tuple[int, int]:
    """The size after the shorter side was made ``short``; the other one is rounded down."""
    if width < height:
        return short, short * height // width
    return short * width // height, short


def preprocessing(
    width: int, height: int, short: int, crop: int, t: Language, *, prefix: str
) -> Markup:
    """Photograph, resized photograph and centre crop, all to one scale."""
    wide, tall = resized(width, height, short)
    scale = 200 / max(width, height, wide, tall)
    top, gap = 30.0, 52.0
    floor = top + max(height, tall) * scale
    parts: list[Markup] = []
    x = 12.0
    boxes = (
        (width, height, "idea.photograph"),
        (wide, tall, "idea.resized"),
        (crop, crop, "idea.cut"),
    )
    for index, (w, h, name) in enumerate(boxes):
        y = floor - h * scale
        parts.append(element("rect", class_="cell" if index < 2 else "cell on", x=x, y=y,
                             width=w * scale, height=h * scale))  # fmt: skip
        if index == 1:
            parts.append(
                element("rect", class_="frame second", x=x + (w - crop) / 2 * scale,
                        y=y + (h - crop) / 2 * scale, width=crop * scale, height=crop * scale)
            )  # fmt: skip
        parts += [
            label(t(name), x, y - 9, anchor="start"),
            label(f"{w} × {h}", x + w * scale / 2, floor + 17, kind="t-node"),
        ]
        if index < 2:
            end = x + w * scale
            parts.append(arrow((end + 10, floor - 40), (end + gap - 10, floor - 40)))
        x += w * scale + gap
    return drawing(
        x - gap + 60, floor + 28, group(parts), class_="plot idea", prefix=prefix,
        title=t("idea.preprocessing", short=short, crop=crop),
        description=t("idea.preprocessing.text"),
    )  # fmt: skip


def ascent(t: Language, *, prefix: str) -> Markup:
    """Activation maximisation as a loop: forwards to one unit, back to the pixels, a step."""
    wide, y, below = 150.0, 34.0, 128.0
    xs = (10.0, 224.0, 438.0)
    parts = [
        box(t("idea.ascent.picture"), xs[0], y, wide, "io", height=44,
            small=t("idea.ascent.noise")),
        arrow((xs[0] + wide, y + 22), (xs[1], y + 22)),
        box(t("idea.ascent.network"), xs[1], y, wide, "conv", height=44,
            small=t("idea.ascent.fixed")),
        arrow((xs[1] + wide, y + 22), (xs[2], y + 22)),
        box(t("idea.ascent.unit"), xs[2], y, wide, "act", height=44,
            small=t("idea.ascent.value")),
        arrow((xs[2] + wide / 2, y + 44), (xs[2] + wide / 2, below), skip=True),
        box(t("idea.ascent.gradient"), xs[1], below, xs[2] + wide - xs[1], "linear", height=44,
            small=t("idea.ascent.pixels")),
        arrow((xs[1], below + 22), (xs[0] + wide, below + 22), skip=True),
        box(t("idea.ascent.step"), xs[0], below, wide, "join", height=44,
            small=t("idea.ascent.tame")),
        arrow((xs[0] + wide / 2, below), (xs[0] + wide / 2, y + 44)),
        label(t("idea.ascent.again"), xs[0] + wide / 2 + 8, (y + 44 + below) / 2 + 4,
              anchor="start"),
    ]  # fmt: skip
    return drawing(
        xs[2] + wide + 12, below + 56, group(parts), class_="plot idea", prefix=prefix,
        title=t("idea.ascent"), description=t("idea.ascent.text"),
    )  # fmt: skip
