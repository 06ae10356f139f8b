"""Why it is called transposed: a convolution as a matrix, and the same matrix turned over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import CELL, grid, label
from archreport.render.drawing.svg import drawing
from archreport.render.words.language import Language

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def matrix_of_line(n: int, k: int, s: int, p: int = 0) -> list[list[int]]:
    """The matrix of a convolution along a line: the number of the weight at each place, 0 for none.

    The ``p`` zeros beyond each end have no columns, so a weight that meets one is left out.
    """
    m = (n + 2 * p - k) // s + 1
    return [
        [j - i * s + p + 1 if 0 <= j - i * s + p < k else 0 for j in range(n)] for i in range(m)
    ]


def matrix_of_map(n: int, k: int, s: int, p: int = 0) -> list[list[int]]:
    """The matrix of a convolution of a map, with the numbers of its k × k weights, 0 for none.

    One row for each of m × m outputs, one column for each of n × n inputs, both line by line.
    """
    line = matrix_of_line(n, k, s, p)
    m = len(line)
    return [
        [
            (line[i][a] - 1) * k + line[j][b] if line[i][a] and line[j][b] else 0
            for a in range(n)
            for b in range(n)
        ]
        for i in range(m)
        for j in range(m)
    ]


def convolution_matrix(n: int, k: int, s: int, t: Language, *, p: int = 0, prefix: str) -> Markup:
    """The matrix of a convolution of ``n`` values with ``k`` weights, and its transpose."""
    title = t("dense_prediction.convolution_matrix", k=k, s=s)
    return _pair(matrix_of_line(n, k, s, p), CELL, lambda weight: f"w{weight}", title, t, prefix)


def map_convolution_matrix(
    n: int, k: int, s: int, t: Language, *, p: int = 0, prefix: str
) -> Markup:
    """The matrix of a convolution of an n × n map with k × k weights, and its transpose.

    The weights are lettered row by row; one row of the kernel has one colour.
    """
    title = t("dense_prediction.map_convolution_matrix", k=k, s=s, n=n, p=p)
    return _pair(
        matrix_of_map(n, k, s, p), 17.0, lambda weight: f"w{(weight - 1) // k + 1}", title, t,
        prefix,
    )  # fmt: skip


def _pair(
    matrix: Sequence[Sequence[int]],
    size: float,
    kind: Callable[[int], str],
    title: str,
    t: Language,
    prefix: str,
) -> Markup:
    m, n = len(matrix), len(matrix[0])
    turned = [list(column) for column in zip(*matrix, strict=True)]
    top, left = 28.0, 10.0
    right = left + n * size + 70
    tall = max(m, n) * size

    def draw(values: Sequence[Sequence[int]], x: float, y: float) -> Markup:
        return grid(
            x, y, len(values), len(values[0]),
            lambda i, j: kind(values[i][j]) if values[i][j] else "",
            lambda i, j: LETTERS[values[i][j] - 1] if values[i][j] else "0", size=size,
        )  # fmt: skip

    above = top + (tall - m * size) / 2
    return drawing(
        right + max(m * size, 110) + 12, top + tall + 10,
        label(f"{t('dense_prediction.convolution')}  {m} × {n}", left, above - 10, anchor="start"),
        draw(matrix, left, above),
        label(f"{t('dense_prediction.transpose')}  {n} × {m}", right, top - 10, anchor="start"),
        draw(turned, right, top),
        class_="plot idea", prefix=prefix, title=title,
        description=t("dense_prediction.convolution_matrix.text", m=m, n=n),
    )  # fmt: skip
