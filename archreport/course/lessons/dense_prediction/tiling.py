"""A tile of a large picture: what a network of valid convolutions reads, and what it answers."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label
from archreport.render.drawing.svg import drawing, element
from archreport.render.words.language import Language
from archreport.report.model import Report


def tiling(report: Report, t: Language, *, across: int = 2, prefix: str) -> Markup:
    """``across`` × ``across`` output tiles to scale, and around two of them what is read."""
    reads, gives = report.row("input").out_shape[2], report.rows[-1].out_shape[2]
    rim = (reads - gives) / 2
    scale = 300 / (across * gives + 2 * rim)
    x0, y0 = 12 + rim * scale, 12 + rim * scale
    side, window = gives * scale, reads * scale
    tiles = [
        element("rect", class_="cell on" if row == column == 0 else "cell", x=x0 + column * side,
                y=y0 + row * side, width=side, height=side)
        for row in range(across) for column in range(across)
    ]  # fmt: skip
    right = 12 + across * side + 2 * rim * scale + 20
    return drawing(
        right + 250, 24 + across * side + 2 * rim * scale,
        element("rect", class_="cell pad", x=x0 - rim * scale, y=y0 - rim * scale,
                width=across * side + 2 * rim * scale, height=across * side + 2 * rim * scale),
        *tiles,
        element("rect", class_="frame", x=x0 - rim * scale, y=y0 - rim * scale, width=window,
                height=window),
        element("rect", class_="frame second", x=x0 + side - rim * scale, y=y0 - rim * scale,
                width=window, height=window),
        label(f"{gives} × {gives}", x0 + side / 2, y0 + side / 2 + 4, kind="t-node"),
        label(t("dense_prediction.tile.gives", n=gives), right, 60, anchor="start"),
        label(t("dense_prediction.tile.reads", n=reads), right, 84, anchor="start"),
        label(t("dense_prediction.tile.rim", n=round(rim)), right, 108, anchor="start"),
        class_="plot idea", prefix=prefix,
        title=t("dense_prediction.tiling", reads=reads, gives=gives),
        description=t("dense_prediction.tiling.text"),
    )  # fmt: skip
