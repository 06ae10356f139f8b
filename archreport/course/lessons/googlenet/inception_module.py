"""An inception module as a report has it, and the naïve one it replaces."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, box
from archreport.render.drawing.svg import drawing, group
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report, Row

WIDE, PITCH = 116.0, 132.0


def inception_module(
    report: Report, module: str, t: Language, *, naive: bool = False, prefix: str
) -> Markup:
    """The branches of ``module`` of GoogLeNet. ``naive`` leaves out the 1×1 reductions.

    Without them the large kernels read all channels of the input, and the pooled input goes on as
    it is. Raises `UnknownRow` where the report has no such module.
    """
    channels = report.row(f"{module}.conv_1x1").in_shapes[0][1]
    branches = [
        (None, report.row(f"{module}.conv_1x1")),
        (report.row(f"{module}.reduce_3x3"), report.row(f"{module}.conv_3x3")),
        (report.row(f"{module}.reduce_5x5"), report.row(f"{module}.conv_5x5")),
        (report.row(f"{module}.pool"), report.row(f"{module}.pool_proj")),
    ]
    width = 12 + 4 * PITCH
    top, first, second, bottom = 8.0, 74.0, 138.0, 210.0
    middle = width / 2
    drawn = [
        box(
            f"{t('course.input')}{t('list.colon')}{t('course.channels', n=channels)}",
            middle - 110,
            top,
            220,
            "io",
        )
    ]
    out = 0
    for index, (before, after) in enumerate(branches):
        x = 8 + index * PITCH
        centre = x + WIDE / 2
        start = (middle + (index - 1.5) * 34, top + 26)
        pooled = before is not None and before.kind == "pool"
        kept = _kept(before, after, channels, naive=naive)
        drawn.append(arrow(start, (start[0], top + 38 + 0), (centre, top + 50), (centre, first)
                           if before is not None and (pooled or not naive)
                           else (centre, second)))  # fmt: skip
        if before is not None and (pooled or not naive):
            drawn.append(_node(before, before.in_shapes[0][1], x, first, t))
            if pooled and naive:
                drawn.append(arrow((centre, first + 40), (centre, bottom)))
            else:
                drawn.append(arrow((centre, first + 40), (centre, second)))
        if not (pooled and naive):
            reads = channels if naive else after.in_shapes[0][1]
            drawn.append(_node(after, reads, x, second, t))
            drawn.append(arrow((centre, second + 40), (centre, bottom)))
        out += kept
    drawn.append(
        box(
            t("googlenet.concat", channels=formatting.number(out)),
            8,
            bottom,
            4 * PITCH - 16,
            "join",
        )
    )
    name = t("googlenet.naive") if naive else t("googlenet.reduced")
    return drawing(
        width, bottom + 36, group(drawn), class_="plot idea", prefix=prefix,
        title=t("googlenet.inception_module", module=module) + t("list.break") + name,
        description=t("googlenet.inception_module.text", channels=channels),
    )  # fmt: skip


def _kept(before: Row | None, after: Row, channels: int, *, naive: bool) -> int:
    return (
        channels if naive and before is not None and before.kind == "pool" else after.out_shape[1]
    )


def _node(row: Row, reads: int, x: float, y: float, t: Language) -> Markup:
    """A convolution with the weights it has when it reads ``reads`` channels, or a pooling."""
    assert row.window is not None
    sides = row.window.kernel
    if row.kind == "pool":
        return box(t("course.max_pool", k=sides[0]), x, y, WIDE, "pool", height=40)
    weights = sides[0] * sides[1] * reads * row.out_shape[1]
    return box(
        t("course.conv", k=sides[0], n=row.out_shape[1]), x, y, WIDE, "conv", height=40,
        small=t("course.weights", n=formatting.number(weights)),
    )  # fmt: skip
