"""Windows on a row of values: how many fit, and how far back a stack of them sees."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import CELL, cell, label
from archreport.render.drawing.svg import drawing, element, group, path_data
from archreport.render.words.language import Language


def windows(n: int, k: int, s: int, p: int, t: Language, *, prefix: str) -> Markup:
    """A row of ``n`` values with padding ``p``; below it each place of a window of ``k``."""
    count = (n + 2 * p - k) // s + 1
    total = n + 2 * p
    x0, y0 = 12.0, 24.0
    row = group(
        cell(x0 + i * CELL, y0, "" if p <= i < p + n else "pad", "" if p <= i < p + n else "0")
        for i in range(total)
    )
    bars = []
    for i in range(count):
        left, y = x0 + i * s * CELL, y0 + CELL + 12 + i * 15
        right = left + k * CELL
        bars += [
            element("rect", class_="n n-conv", x=left + 1, y=y, width=k * CELL - 2, height=9),
            label(str(i + 1), right + 9, y + 9, kind="t-sub"),
        ]
    height = y0 + CELL + 18 + count * 15
    return drawing(
        x0 * 2 + total * CELL + 8, height, label(t("idea.input"), x0, y0 - 8, anchor="start"), row,
        *bars, class_="plot idea", prefix=prefix, title=t("idea.windows", k=k, n=n, s=s),
        description=t("idea.windows.text", count=count),
    )  # fmt: skip


def stacked(layers: int, t: Language, *, k: int = 3, prefix: str) -> Markup:
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
        name = t("idea.input") if depth == layers else t("idea.layer", n=layers - depth)
        parts.append(label(name, x0, y + CELL / 2 + 4, anchor="start"))
        parts.append(label(str(seen), left + width * CELL + 14, y + CELL / 2 + 4, kind="t-main"))
    return drawing(
        left + width * CELL + 30, y0 * 2 + layers * step + CELL - 6, *parts, class_="plot idea",
        prefix=prefix, title=t("idea.stacked", layers=layers, k=k),
        description=t("idea.stacked.text", field=field),
    )  # fmt: skip


def _side(i: int, first: int, seen: int, *, top: bool) -> str:
    if not first <= i < first + seen:
        return ""
    return "out" if top else "on"
