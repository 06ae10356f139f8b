"""Convolution and transposed convolution, one step a picture, and what their windows add up to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, grid, label
from archreport.render.drawing.svg import drawing, group
from archreport.render.words.language import Language

SIZE = 18.0
COLUMNS = 4


def convolution_steps(n: int, k: int, s: int, p: int, t: Language, *, prefix: str) -> Markup:
    """Every step of a convolution over n × n values: the window read, the value written."""
    m = (n + 2 * p - k) // s + 1
    total = n + 2 * p
    panels = []
    for row, column in product(range(m), repeat=2):

        def source(i: int, j: int, row: int = row, column: int = column) -> str:
            inside = row * s <= i < row * s + k and column * s <= j < column * s + k
            pad = not (p <= i < p + n and p <= j < p + n)
            return " ".join(filter(None, ("pad" if pad else "", "on" if inside else "")))

        def target(i: int, j: int, row: int = row, column: int = column) -> str:
            return "out" if (i, j) == (row, column) else ""

        panels.append(_Panel((total, source), (m, target)))
    return _draw(
        panels,
        t,
        prefix,
        t("dense_prediction.convolution_steps", k=k, s=s, p=p, n=n, m=m),
        t("dense_prediction.convolution_steps.text"),
    )


def transposed_steps(
    n: int, k: int, s: int, p: int, t: Language, *, extra: int = 0, prefix: str
) -> Markup:
    """Every step of a transposed convolution over n × n values.

    The window that one input value writes lies in a canvas of (n − 1)·s + k values; ``p`` of them
    are cut off on each side (drawn dashed), and ``extra`` fewer at the far one.
    """
    canvas = (n - 1) * s + k
    m = canvas - 2 * p + extra
    full = max(canvas, p + m)
    panels = []
    for row, column in product(range(n), repeat=2):

        def source(i: int, j: int, row: int = row, column: int = column) -> str:
            return "out" if (i, j) == (row, column) else ""

        def target(i: int, j: int, row: int = row, column: int = column) -> str:
            inside = row * s <= i < row * s + k and column * s <= j < column * s + k
            cut = not (p <= i < p + m and p <= j < p + m)
            return " ".join(filter(None, ("pad" if cut else "", "on" if inside else "")))

        panels.append(_Panel((n, source), (full, target)))
    return _draw(
        panels,
        t,
        prefix,
        t("dense_prediction.transposed_steps", k=k, s=s, p=p, n=n, m=m),
        t("dense_prediction.transposed_steps.text"),
    )


def counts(n: int, k: int, s: int) -> list[int]:
    """How many of ``n`` windows of ``k``, ``s`` apart, write to each output along one line."""
    canvas = (n - 1) * s + k
    return [sum(i * s <= x < i * s + k for i in range(n)) for x in range(canvas)]


def window_overlaps(n: int, k: int, s: int, t: Language, *, prefix: str) -> Markup:
    """The number of windows that write to each value of a transposed convolution's output."""
    line = counts(n, k, s)
    size = 22.0
    inner = sorted(
        {a * b for a in line[k - 1 : 1 - k or None] for b in line[k - 1 : 1 - k or None]}
    )

    def kind(i: int, j: int) -> str:
        return {1: "", 2: "w1", 4: "w2", 9: "w4"}.get(line[i] * line[j], "w3")

    side = len(line) * size
    return drawing(
        side + 16, side + 16,
        grid(8, 8, len(line), len(line), kind, lambda i, j: str(line[i] * line[j]), size=size),
        class_="plot idea", prefix=prefix, title=t("dense_prediction.window_overlaps", k=k, s=s),
        description=t(
            "dense_prediction.window_overlaps.text", counts=t("list.comma").join(map(str, inner))
        ),
    )  # fmt: skip


class _Panel:
    """One step: a source grid and a target grid, each a size and a kind for every cell."""

    def __init__(self, source: tuple, target: tuple) -> None:  # type: ignore[type-arg]
        self.source, self.target = source, target


def _draw(panels: Sequence[_Panel], t: Language, prefix: str, title: str, text: str) -> Markup:
    source, target = panels[0].source[0], panels[0].target[0]
    gap, between = 26.0, 22.0
    columns = min(COLUMNS, len(panels))
    columns = 2 if (source + target) * SIZE > 150 else columns
    wide = (source + target) * SIZE + gap + between
    tall = max(source, target) * SIZE + 34
    drawn = []
    for index, panel in enumerate(panels):
        x = 8 + index % columns * wide
        y = 20 + index // columns * tall
        middle = y + max(source, target) * SIZE / 2
        right = x + source * SIZE + gap
        drawn += [
            label(t("dense_prediction.step", n=index + 1), x, y - 7, anchor="start"),
            grid(x, middle - source * SIZE / 2, source, source, panel.source[1], size=SIZE),
            arrow((x + source * SIZE + 5, middle), (right - 5, middle)),
            grid(right, middle - target * SIZE / 2, target, target, panel.target[1], size=SIZE),
        ]
    rows = -(-len(panels) // columns)
    return drawing(
        8 + columns * wide - between + 8, rows * tall + 6, group(drawn), class_="plot idea",
        prefix=prefix, title=title, description=text,
    )  # fmt: skip
