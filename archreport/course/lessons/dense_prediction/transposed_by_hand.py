"""A transposed convolution with its numbers: the kernel times each value, and the sum."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import CELL, arrow, grid, label
from archreport.render.drawing.svg import drawing, group
from archreport.render.words.language import Language

Grid = Sequence[Sequence[int]]


def transposed_convolution(values: Grid, kernel: Grid, s: int, extra: int = 0) -> list[list[int]]:
    """The whole canvas of a transposed convolution, nothing cut off: (n − 1)·s + k (+ extra)."""
    n, m, k = len(values), len(values[0]), len(kernel)
    canvas = [[0] * ((m - 1) * s + k + extra) for _ in range((n - 1) * s + k + extra)]
    for r in range(n):
        for c in range(m):
            for i in range(k):
                for j in range(k):
                    canvas[r * s + i][c * s + j] += values[r][c] * kernel[i][j]
    return canvas


def transposed_by_hand(
    values: Grid, kernel: Grid, s: int, t: Language, *, p: int = 0, extra: int = 0, prefix: str
) -> Markup:
    """Values, kernel, the kernel times each value, and the sum; what is cut off is dashed."""
    n, k = len(values), len(kernel)
    full = (n - 1) * s + k
    m = full - 2 * p + extra
    side = full * CELL
    total = transposed_convolution(values, kernel, s, max(0, p + m - full))
    top, gap = 26.0, 22.0
    second = top + k * CELL + 46
    parts = [
        label(t("course.input"), 10, top - 9, anchor="start"),
        grid(10, top, n, n, lambda i, j: f"w{i * n + j + 1}", lambda i, j: str(values[i][j])),
        label(t("course.kernel"), 10 + n * CELL + 40, top - 9, anchor="start"),
        grid(10 + n * CELL + 40, top, k, k, lambda i, j: "on", lambda i, j: str(kernel[i][j])),
    ]
    for index in range(n * n):
        row, column = divmod(index, n)
        x = 10 + index % 2 * (side + gap)
        y = second + index // 2 * (side + 40)

        def inside(i: int, j: int, row: int = row, column: int = column) -> bool:
            return row * s <= i < row * s + k and column * s <= j < column * s + k

        def kind(i: int, j: int, index: int = index) -> str:
            return f"w{index + 1}" if inside(i, j) else "pad"

        def text(i: int, j: int, row: int = row, column: int = column) -> str:
            if not inside(i, j):
                return ""
            return str(values[row][column] * kernel[i - row * s][j - column * s])

        parts += [
            label(
                t("dense_prediction.kernel_times", value=values[row][column]),
                x,
                y - 8,
                anchor="start",
            ),
            grid(x, y, full, full, kind, text),
        ]
    height = second + n * n // 2 * (side + 40) - 28
    right = 10 + 2 * (side + gap) + 34
    middle = (second + height - 12) / 2
    large = len(total) * CELL

    def kept(i: int, j: int) -> str:
        return "out" if p <= i < p + m and p <= j < p + m else "pad"

    parts += [
        arrow((right - 44, middle), (right - 10, middle)),
        label(t("dense_prediction.sum_and_kept", n=full, m=m), right, middle - large / 2 - 9,
              anchor="start"),
        grid(right, middle - large / 2, len(total), len(total), kept,
             lambda i, j: str(total[i][j])),
    ]  # fmt: skip
    return drawing(
        right + max(large, 190) + 12, height, group(parts), class_="plot idea", prefix=prefix,
        title=t("dense_prediction.transposed_by_hand", k=k, s=s, n=n, m=m),
        description=t("dense_prediction.transposed_by_hand.text"),
    )  # fmt: skip
