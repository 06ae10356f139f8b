"""A convolution with its numbers: the values, the kernel, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, grid, label
from archreport.render.drawing.svg import drawing
from archreport.render.words import formatting
from archreport.render.words.language import Language

SIZE = 25.0
GAP = 26.0
Table = Sequence[Sequence[int]]


def products(values: Table, kernel: Table, bias: int = 0) -> list[list[int]]:
    """The output of a convolution with stride one and no padding."""
    rows, columns = len(values) - len(kernel) + 1, len(values[0]) - len(kernel[0]) + 1
    return [
        [
            bias
            + sum(
                weight * values[i + di][j + dj]
                for di, line in enumerate(kernel)
                for dj, weight in enumerate(line)
            )
            for j in range(columns)
        ]
        for i in range(rows)
    ]


def convolution_by_hand(
    values: Table, kernel: Table, t: Language, *, bias: int = 0, prefix: str
) -> Markup:
    """Three grids side by side; the first window and the value it gives are marked."""
    out = products(values, kernel, bias)
    top = 26.0
    second = 8 + len(values[0]) * SIZE + GAP
    third = second + len(kernel[0]) * SIZE + GAP
    middle = top + len(values) * SIZE / 2
    kernel_top, out_top = (middle - len(part) * SIZE / 2 for part in (kernel, out))

    def seen(i: int, j: int) -> str:
        return "on" if i < len(kernel) and j < len(kernel[0]) else ""

    return drawing(
        third + len(out[0]) * SIZE + 8, top + len(values) * SIZE + 10,
        label(t("course.input"), 8, top - 9, anchor="start"),
        grid(
            8, top, len(values), len(values[0]), seen, lambda i, j: formatting.number(values[i][j]),
            size=SIZE,
        ),
        arrow((second - GAP + 4, middle), (second - 4, middle)),
        label(t("course.kernel"), second, kernel_top - 9, anchor="start"),
        grid(
            second, kernel_top, len(kernel), len(kernel[0]), lambda i, j: "w1",
            lambda i, j: formatting.number(kernel[i][j]), size=SIZE,
        ),
        arrow((third - GAP + 4, middle), (third - 4, middle)),
        label(t("course.output"), third, out_top - 9, anchor="start"),
        grid(
            third, out_top, len(out), len(out[0]),
            lambda i, j: "out" if (i, j) == (0, 0) else "",
            lambda i, j: formatting.number(out[i][j]), size=SIZE,
        ),
        class_="plot idea", prefix=prefix, title=t("alexnet.convolution_by_hand"),
        description=t(
            "alexnet.convolution_by_hand.text",
            out=t("list.semicolon").join(
                t("list.comma").join(map(formatting.number, line)) for line in out
            ),
        ),
    )  # fmt: skip
