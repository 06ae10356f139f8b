"""A stack of convolutions from the side: how far back one output sees."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import CELL, cell, label
from archreport.render.drawing.svg import drawing, element, path_data
from archreport.render.words.language import Language


def stacked_windows(layers: int, t: Language, *, k: int = 3, prefix: str) -> Markup:
    """A stack of ``layers`` convolutions of width ``k``, from the side: one output's pyramid."""
    field = layers * (k - 1) + 1
    width = field + 4
    step = CELL * 2
    x0, y0, left = 12.0, 16.0, 120.0
    parts = []
    for depth in range(layers + 1):  # from the output down to the input
        seen = depth * (k - 1) + 1
        y = y0 + depth * step
        first = (width - seen) // 2
        if depth < layers:
            below = (width - seen - (k - 1)) // 2
            a, b = left + first * CELL, left + (first + seen) * CELL
            c, d = left + below * CELL, left + (below + seen + k - 1) * CELL
            fan = path_data("M", a, y + CELL, "H", b, "L", d, y + step, "H", c, "Z")
            parts.append(element("path", class_="fan", d=fan))
        parts += [
            cell(left + i * CELL, y, _side(i, first, seen, top=depth == 0)) for i in range(width)
        ]
        name = t("course.input") if depth == layers else t("vgg.layer", n=layers - depth)
        parts.append(label(name, x0, y + CELL / 2 + 4, anchor="start"))
        parts.append(label(str(seen), left + width * CELL + 14, y + CELL / 2 + 4, kind="t-main"))
    return drawing(
        left + width * CELL + 30, y0 * 2 + layers * step + CELL - 6, *parts, class_="plot idea",
        prefix=prefix, title=t("vgg.stacked_windows", layers=layers, k=k),
        description=t("vgg.stacked_windows.text", field=field),
    )  # fmt: skip


def _side(i: int, first: int, seen: int, *, top: bool) -> str:
    if not first <= i < first + seen:
        return ""
    return "out" if top else "on"
