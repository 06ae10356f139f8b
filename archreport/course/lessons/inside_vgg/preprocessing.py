"""From a photograph to the network's input, to scale."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, label
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
        (width, height, "inside_vgg.photograph"),
        (wide, tall, "inside_vgg.resized"),
        (crop, crop, "inside_vgg.cut"),
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
        title=t("inside_vgg.preprocessing", short=short, crop=crop),
        description=t("inside_vgg.preprocessing.text"),
    )  # fmt: skip
