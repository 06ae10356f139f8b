"""Ways to make a map twice as large: repeat, interpolate, put back; and the tents of the second."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from archreport.course.lessons.dense_prediction.unpooling import switches
from archreport.course.lessons.figure_parts import CELL, arrow, grid, label
from archreport.render.drawing.svg import drawing, group
from archreport.render.words.language import Language

_QUARTERS = {Fraction(1, 4): "¼", Fraction(1, 2): "½", Fraction(3, 4): "¾"}
WIDER = 30.0


def tent(factor: int) -> list[Fraction]:
    """The kernel of bilinear upsampling along a line, exactly: 1/4, 3/4, 3/4, 1/4 for two."""
    size = 2 * factor - factor % 2
    middle = Fraction(size - 1, 2)
    return [1 - abs(place - middle) / factor for place in range(size)]


def bilinear(values: Sequence[Sequence[int]]) -> list[list[Fraction]]:
    """The map twice as large. Beyond the border the nearest value counts, as libraries do it."""

    def along(line: Sequence[Fraction]) -> list[Fraction]:
        padded = [line[0], *line, line[-1]]
        return [
            (near * 3 + far) / 4
            for before, near, after in zip(padded, line, padded[2:], strict=False)
            for far in (before, after)
        ]

    rows = [along([Fraction(value) for value in row]) for row in values]
    columns = [along(list(column)) for column in zip(*rows, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def upsampling(values: Sequence[Sequence[int]], t: Language, *, k: int = 2, prefix: str) -> Markup:
    """The maxima of ``values``, enlarged in three ways: repeated, interpolated, put back."""
    places = switches(values, k)
    pooled = [[values[i][j] for i, j in row] for row in places]
    chosen = {place: values[place[0]][place[1]] for row in places for place in row}
    n, m = len(values), len(places)
    smooth = bilinear(pooled)
    top, side = 26.0, n * WIDER
    starts = [10 + m * CELL + 44 + index * (side + 24) for index in range(3)]

    def owner(i: int, j: int) -> str:
        return f"w{(i // k) * m + j // k + 1}"

    small = top + (side - m * CELL) / 2
    parts = [
        label(t("dense_prediction.pooled"), 10, small - 9, anchor="start"),
        grid(10, small, m, m, lambda i, j: f"w{i * m + j + 1}", lambda i, j: str(pooled[i][j])),
        arrow((10 + m * CELL + 8, top + side / 2), (starts[0] - 8, top + side / 2)),
        label(t("dense_prediction.repeated"), starts[0], top - 9, anchor="start"),
        grid(starts[0], top, n, n, owner, lambda i, j: str(pooled[i // k][j // k]), size=WIDER),
        label(t("dense_prediction.bilinear"), starts[1], top - 9, anchor="start"),
        grid(starts[1], top, n, n, lambda i, j: "", lambda i, j: _decimal(smooth[i][j]),
             size=WIDER),
        label(t("dense_prediction.unpooled"), starts[2], top - 9, anchor="start"),
        grid(starts[2], top, n, n, lambda i, j: owner(i, j) if (i, j) in chosen else "",
             lambda i, j: str(chosen.get((i, j), 0)), size=WIDER),
    ]  # fmt: skip
    return drawing(
        starts[2] + side + 12, top + side + 12, group(parts), class_="plot idea", prefix=prefix,
        title=t("dense_prediction.upsampling"), description=t("dense_prediction.upsampling.text"),
    )  # fmt: skip


def tent_kernels(n: int, factor: int, t: Language, *, prefix: str) -> Markup:
    """What ``n`` equal values write along a line with the tent kernel, and the sums below."""
    kernel = tent(factor)
    canvas = (n - 1) * factor + len(kernel)
    left, top = 118.0, 14.0
    parts = []
    for index in range(n):
        y = top + index * (CELL + 4)
        parts += [
            label(t("dense_prediction.value", n=index + 1), 10, y + 15, anchor="start"),
            grid(
                left, y, 1, canvas,
                lambda i, j, at=index * factor: f"w{at // factor % 6 + 1}"  # type: ignore[misc]
                if 0 <= j - at < len(kernel) else "pad",
                lambda i, j, at=index * factor: _fraction(kernel[j - at])  # type: ignore[misc]
                if 0 <= j - at < len(kernel) else "",
            ),
        ]  # fmt: skip
    totals = [
        sum((kernel[x - i * factor] for i in range(n) if 0 <= x - i * factor < len(kernel)),
            Fraction(0))
        for x in range(canvas)
    ]  # fmt: skip
    y = top + n * (CELL + 4) + 6
    parts += [
        label(t("dense_prediction.sum"), 10, y + 15, anchor="start"),
        grid(left, y, 1, canvas, lambda i, j: "out" if totals[j] == 1 else "",
             lambda i, j: _fraction(totals[j])),
    ]  # fmt: skip
    return drawing(
        left + canvas * CELL + 12, y + CELL + 10, group(parts), class_="plot idea", prefix=prefix,
        title=t("dense_prediction.tent_kernels", n=n, factor=factor),
        description=t("dense_prediction.tent_kernels.text"),
    )  # fmt: skip


def _fraction(value: Fraction) -> str:
    return _QUARTERS.get(value, str(value))


def _decimal(value: Fraction) -> str:
    return f"{float(value):.1f}".removesuffix(".0") if value.denominator <= 10 else f"{value:.1f}"
