"""Why it is called transposed: a convolution as a matrix, and the same matrix turned over."""

from __future__ import annotations

from markupsafe import Markup

from archreport.render.ideas.cells import CELL, grid, label
from archreport.render.language import Language
from archreport.render.svg import drawing


def entries(n: int, k: int, s: int) -> list[list[int]]:
    """The matrix of a convolution along a line: which weight (from 1, 0 for none) stands where."""
    m = (n - k) // s + 1
    return [[j - i * s + 1 if 0 <= j - i * s < k else 0 for j in range(n)] for i in range(m)]


def matrix_pair(n: int, k: int, s: int, t: Language, *, prefix: str) -> Markup:
    """The matrix of a convolution of ``n`` values with ``k`` weights, and its transpose."""
    matrix = entries(n, k, s)
    m = len(matrix)
    turned = [list(column) for column in zip(*matrix, strict=True)]
    top, left = 28.0, 10.0
    right = left + n * CELL + 70
    tall = max(m, n) * CELL

    def draw(values: list[list[int]], x: float, y: float) -> Markup:
        return grid(
            x, y, len(values), len(values[0]),
            lambda i, j: f"w{values[i][j]}" if values[i][j] else "",
            lambda i, j: "abcdef"[values[i][j] - 1] if values[i][j] else "0",
        )  # fmt: skip

    return drawing(
        right + m * CELL + 60, top + tall + 10,
        label(f"{t('idea.matrix.name')}  {m} × {n}", left, top - 10, anchor="start"),
        draw(matrix, left, top + (tall - m * CELL) / 2),
        label(f"{t('idea.transpose')}  {n} × {m}", right, top - 10, anchor="start"),
        draw(turned, right, top),
        class_="plot idea", prefix=prefix, title=t("idea.matrix", k=k, s=s),
        description=t("idea.matrix.text", m=m, n=n),
    )  # fmt: skip
