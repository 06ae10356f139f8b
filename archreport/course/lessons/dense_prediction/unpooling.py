"""Max pooling with switches, and the unpooling that uses them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import CELL, arrow, grid, label
from archreport.render.drawing.svg import drawing
from archreport.render.words.language import Language


def switches(values: Sequence[Sequence[int]], k: int = 2) -> list[list[tuple[int, int]]]:
    """The place of the largest value of each k × k window; the first one where several are."""
    rows, columns = len(values) // k, len(values[0]) // k
    return [
        [
            max(
                ((r * k + i, c * k + j) for i in range(k) for j in range(k)),
                key=lambda place: values[place[0]][place[1]],
            )
            for c in range(columns)
        ]
        for r in range(rows)
    ]


def unpooling(values: Sequence[Sequence[int]], t: Language, *, k: int = 2, prefix: str) -> Markup:
    """Four grids: the values, their maxima, and the maxima back at their places."""
    places = switches(values, k)
    chosen = {place: values[place[0]][place[1]] for row in places for place in row}
    n, m = len(values), len(places)
    top, gap = 26.0, 40.0
    side, small = n * CELL, m * CELL
    middle = top + side / 2
    second, third = 10 + side + gap, 10 + side + gap + small + gap

    def tint(i: int, j: int) -> str:
        return f"w{(i // k) * m + j // k + 1}" if (i, j) in chosen else ""

    return drawing(
        third + side + 12, top + side + 12,
        label(t("course.input"), 10, top - 9, anchor="start"),
        grid(10, top, n, n, tint, lambda i, j: str(values[i][j])),
        arrow((10 + side + 8, middle), (second - 8, middle)),
        label(t("dense_prediction.pooled"), second, middle - small / 2 - 9, anchor="start"),
        grid(
            second, middle - small / 2, m, m, lambda i, j: f"w{i * m + j + 1}",
            lambda i, j: str(chosen[places[i][j]]),
        ),
        arrow((second + small + 8, middle), (third - 8, middle)),
        label(t("dense_prediction.unpooled"), third, top - 9, anchor="start"),
        grid(third, top, n, n, tint, lambda i, j: str(chosen.get((i, j), 0))),
        class_="plot idea", prefix=prefix, title=t("dense_prediction.unpooling"),
        description=t("dense_prediction.unpooling.text"),
    )  # fmt: skip
