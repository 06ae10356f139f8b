"""Windows on a row of values: how many fit, and how far back a stack of them sees."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import CELL, cell, label
from archreport.render.drawing.svg import drawing, element, group
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
        x0 * 2 + total * CELL + 8, height,
        label(t("course.input"), x0, y0 - 8, anchor="start"), row, *bars,
        class_="plot idea", prefix=prefix, title=t("alexnet.windows", k=k, n=n, s=s),
        description=t("alexnet.windows.text", count=count),
    )  # fmt: skip
