"""Maps of what matters: an occluded picture's scores, and Grad-CAM with small numbers."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import CELL, arrow, grid, label
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language

Grid = Sequence[Sequence[int]]


def occlusion(full: int, scores: Grid, t: Language, *, prefix: str) -> Markup:
    """The score with a patch at each place, and by how much it falls below ``full``."""
    n = len(scores)
    drops = [[full - score for score in row] for row in scores]
    side, top = n * CELL, 44.0
    right = 10 + side + 90
    parts = [
        label(t("inside_vgg.score.full", n=full), 10, 14, anchor="start"),
        label(t("inside_vgg.score.covered"), 10, top - 9, anchor="start"),
        grid(10, top, n, n, lambda i, j: "", lambda i, j: str(scores[i][j])),
        arrow((10 + side + 14, top + side / 2), (right - 14, top + side / 2)),
        label(t("inside_vgg.score.drop"), right, top - 9, anchor="start"),
        heat_map(drops, right, top),
    ]
    return drawing(
        right + max(side, 150) + 12, top + side + 12, group(parts), class_="plot idea",
        prefix=prefix, title=t("inside_vgg.occlusion"), description=t("inside_vgg.occlusion.text"),
    )  # fmt: skip


def channel_weights(gradients: Sequence[Grid]) -> list[float]:
    """Grad-CAM's weight of each channel: the mean of its gradients (Selvaraju et al., eq. 1)."""
    return [sum(map(sum, grid_)) / (len(grid_) * len(grid_[0])) for grid_ in gradients]


def class_map(maps: Sequence[Grid], gradients: Sequence[Grid]) -> list[list[float]]:
    """The weighted sum of the maps, before the ReLU."""
    weights = channel_weights(gradients)
    return [
        [sum(w * m[i][j] for w, m in zip(weights, maps, strict=True)) for j in range(len(row))]
        for i, row in enumerate(maps[0])
    ]


def grad_cam(
    maps: Sequence[Grid], gradients: Sequence[Grid], t: Language, *, prefix: str
) -> Markup:
    """Channel by channel the map, its gradients and their mean; then the sum and its ReLU."""
    weights = channel_weights(gradients)
    total = class_map(maps, gradients)
    n = len(total)
    side, top, step = n * CELL, 26.0, n * CELL + 44
    second = 10 + side + 46
    third = second + side + 130
    parts = []
    for k, (values, slopes) in enumerate(zip(maps, gradients, strict=True)):
        y = top + k * step
        middle = y + side / 2 + 4
        parts += [
            label(t("inside_vgg.map", n=k + 1), 10, y - 9, anchor="start"),
            _numbers(values, 10, y),
            label(t("inside_vgg.gradients"), second, y - 9, anchor="start"),
            _numbers(slopes, second, y),
            label(t("inside_vgg.mean", value=_signed(weights[k])), second + side + 14, middle,
                  kind="t-node", anchor="start"),
        ]  # fmt: skip
    y = top + (len(maps) * step - 44 - side) / 2
    parts += [
        arrow((third - 34, y + side / 2), (third - 10, y + side / 2)),
        label(t("inside_vgg.weighted"), third, y - 9, anchor="start"),
        _numbers(total, third, y),
        arrow((third + side + 10, y + side / 2), (third + side + 44, y + side / 2)),
        label("ReLU", third + side + 27, y + side / 2 - 8),
        label("Grad-CAM", third + side + 54, y - 9, anchor="start"),
        heat_map([[max(0, value) for value in row] for row in total], third + side + 54, y),
    ]
    return drawing(
        third + 2 * side + 70, top + len(maps) * step - 32, group(parts), class_="plot idea",
        prefix=prefix, title=t("inside_vgg.grad_cam", n=len(maps)),
        description=t("inside_vgg.grad_cam.text"),
    )  # fmt: skip


def heat_map(values: Sequence[Sequence[float]], x: float, y: float) -> Markup:
    """Cells with their values; the larger a value, the stronger its tint."""
    most = max(map(max, values)) or 1
    fills = group(
        element("rect", class_="heat", x=x + j * CELL, y=y + i * CELL, width=CELL, height=CELL,
                fill_opacity=f"{0.5 * value / most:.2f}")
        for i, row in enumerate(values) for j, value in enumerate(row) if value > 0
    )  # fmt: skip
    boxes = grid(x, y, len(values), len(values[0]), lambda i, j: "")
    texts = (
        label(_signed(value), x + (j + 0.5) * CELL, y + (i + 0.5) * CELL + 4, kind="t-node")
        for i, row in enumerate(values) for j, value in enumerate(row)
    )  # fmt: skip
    return group((boxes, fills, *texts))


def _numbers(values: Sequence[Sequence[float]], x: float, y: float) -> Markup:
    return grid(
        x, y, len(values), len(values[0]), lambda i, j: "", lambda i, j: _signed(values[i][j])
    )


def _signed(value: float) -> str:
    return formatting.number(value).replace("-", "−").removesuffix(".0")
