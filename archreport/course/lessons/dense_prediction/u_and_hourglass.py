"""U-Net and DeconvNet as two paths, from their reports."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.dense_prediction.two_paths import (
    FULL,
    Level,
    Node,
    height_of,
    two_paths,
)
from archreport.render.drawing.svg import drawing
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report, Row


def u_shape(report: Report, t: Language, *, prefix: str) -> Markup:
    """A U-Net: extents and channels along both paths, and what is cropped on the way across.

    Raises `LookupError` for a network without concatenations.
    """
    joins = [row for row in report.rows if row.kind == "join"]
    if not joins:
        raise LookupError(f"{report.identity.title} concatenates nothing")
    stages = [[report.row(name) for name in stage.rows] for stage in report.stages]
    depth = len(joins)
    levels = []
    for index in range(depth):
        down, up = stages[index], stages[-1 - index]
        bridge, cropped = _convs(down)[-1].out_shape[2], _of(up, "join").out_shape[2]
        crossing = (
            t("dense_prediction.copy")
            if bridge == cropped
            else t("dense_prediction.crop", a=bridge, b=cropped)
        )
        levels.append(
            Level(
                _along(down, t), _along(up, t), crossing,
                t("course.max_pool", k=2), t("dense_prediction.up", k=_side(_of(up, "up"))),
            )
        )  # fmt: skip
    out = report.rows[-1]
    source = f"{t('course.input')}  {formatting.shape(report.row('input').out_shape)}"
    target = f"{t('course.output')}  {formatting.shape(out.out_shape)}  ({_side(out)}×{_side(out)})"
    return drawing(
        FULL, height_of(levels), two_paths(levels, [_along(stages[depth], t)], source, target),
        class_="plot idea", prefix=prefix,
        title=t("dense_prediction.u_shape", model=report.identity.title),
        description=t("dense_prediction.u_shape.text", n=depth),
    )  # fmt: skip


def hourglass(report: Report, t: Language, *, prefix: str) -> Markup:
    """A DeconvNet: poolings hand their switches across to the unpoolings, level by level.

    Raises `LookupError` for a network without unpooling.
    """
    pools = [row for row in report.rows if row.kind == "pool"]
    unpools = [row for row in report.rows if row.op == "max_unpool2d"]
    if not unpools or len(pools) != len(unpools):
        raise LookupError(f"{report.identity.title} has no unpooling for each of its poolings")
    stages = [[report.row(name) for name in stage.rows] for stage in report.stages]
    depth = len(pools)
    levels = []
    for index in range(depth):
        down, up = stages[index], stages[-1 - index]
        levels.append(
            Level(
                _layers(down, "conv", t), _layers(up, "up", t), t("dense_prediction.switches"),
                t("course.max_pool", k=2), t("dense_prediction.unpool", k=2),
            )
        )  # fmt: skip
    turn = [
        Node(_short(row, t), formatting.shape(row.out_shape), row.kind)
        for row in report.rows
        if row.kind in ("conv", "up") and row.id.startswith("fc")
    ]
    source = f"{t('course.input')}  {formatting.shape(report.row('input').out_shape)}"
    target = f"{t('course.output')}  {formatting.shape(report.rows[-1].out_shape)}"
    return drawing(
        FULL, height_of(levels), two_paths(levels, turn, source, target),
        class_="plot idea", prefix=prefix,
        title=t("dense_prediction.hourglass", model=report.identity.title),
        description=t("dense_prediction.hourglass.text", n=depth),
    )  # fmt: skip


def _of(rows: list[Row], kind: str) -> Row:
    return next(row for row in rows if row.kind == kind)


def _convs(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.kind == "conv" and _side(row) > 1]


def _side(row: Row) -> int:
    assert row.window is not None
    return row.window.kernel[0]


def _along(rows: list[Row], t: Language) -> Node:
    """The extents before, between and after the 3×3 convolutions of a level, and the channels."""
    convs = _convs(rows)
    shapes = [convs[0].in_shapes[0], *(row.out_shape for row in convs)]
    extents = " → ".join(str(shape[2]) for shape in shapes)
    channels = " → ".join(formatting.number(shape[1]) for shape in shapes)
    return Node(extents, t("course.channels", n=channels))


def _layers(rows: list[Row], kind: str, t: Language) -> Node:
    """How many layers of ``kind`` a level has, and the shape that leaves the last one."""
    wide = [row for row in rows if row.kind == kind and row.op != "max_unpool2d" and _side(row) > 1]
    main = t(f"dense_prediction.layers.{kind}", n=len(wide), k=_side(wide[0]))
    return Node(main, formatting.shape(wide[-1].out_shape), kind)


def _short(row: Row, t: Language) -> str:
    return row.id.rsplit(".", 1)[0] if "." in row.id else row.id
