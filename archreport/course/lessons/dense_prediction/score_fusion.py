"""FCN's scores at three resolutions, added on the way up: from a report."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, box, label
from archreport.render.drawing.svg import drawing, group
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.kinds import SAME_SIZE_KINDS
from archreport.report.model import Report, Row

WIDE, TALL, STEP = 168.0, 42.0, 92.0
TRUNK, SCORE, RISE = 10.0, 222.0, 434.0


def score_fusion(report: Report, t: Language, *, prefix: str) -> Markup:
    """The trunk goes down on the left, its ends are scored, the scores rise on the right.

    For FCN-32s, -16s and -8s. Raises `LookupError` where there are no ``score_…`` rows.
    """
    scores = [row for row in report.rows if row.id.startswith("score_")]
    if not scores:
        raise LookupError(f"{report.identity.title} has no rows score_…")
    scores.sort(key=lambda row: row.out_shape[2], reverse=True)  # the finest first
    rises = [row for row in report.rows if row.kind == "up"][::-1]  # the last one first
    crops = {row.id.partition(".")[0]: row for row in report.rows if row.id.endswith(".crop")}
    out = report.rows[-1]
    top, parts = 92.0, []
    for index, score in enumerate(scores):
        y = top + index * STEP
        parts += _level(report, score, rises[index], crops, y, t)
        if index:
            parts.append(arrow((TRUNK + WIDE / 2, y - STEP + TALL), (TRUNK + WIDE / 2, y)))
    parts += [
        label(f"{t('course.input')}  {formatting.shape(report.row('input').out_shape)}",
              TRUNK + WIDE / 2, 16, kind="t-node"),
        arrow((TRUNK + WIDE / 2, 22), (TRUNK + WIDE / 2, top)),
        label(f"{t('course.output')}  {formatting.shape(out.out_shape)}", RISE + WIDE / 2, 16,
              kind="t-node"),
    ]  # fmt: skip
    width, height = RISE + WIDE + 12, top + (len(scores) - 1) * STEP + TALL + 14
    return drawing(
        width, height, group(parts), class_="plot idea", prefix=prefix,
        title=t("dense_prediction.score_fusion", model=report.identity.title),
        description=t("dense_prediction.score_fusion.text", n=len(scores)),
    )  # fmt: skip


def _level(
    report: Report, score: Row, rise: Row, crops: dict[str, Row], y: float, t: Language
) -> list[Markup]:
    """One line: a map of the trunk, its scores, and how they go on upwards (``rise`` is above)."""
    source = report.row(score.inputs[0])
    while source.kind in SAME_SIZE_KINDS:
        source = report.row(source.inputs[0])
    jump = source.receptive.jump[0] if source.receptive else 0
    crop = crops.get(score.id.replace("score_", "fuse_"))
    middle = y + TALL / 2
    parts = [
        box(source.id, TRUNK, y, WIDE, source.kind, height=TALL,
            small=f"{formatting.shape(source.out_shape)}, "
                  f"{t('dense_prediction.jump', n=formatting.number(jump))}"),
        arrow((TRUNK + WIDE, middle), (SCORE, middle)),
        box(f"{score.id}  1×1", SCORE, y, WIDE, "conv", height=TALL,
            small=formatting.shape(score.out_shape)),
        arrow((SCORE + WIDE, middle), (RISE, middle), skip=crop is not None),
    ]  # fmt: skip
    if crop is None:
        node = box(t("dense_prediction.scores"), RISE, y, WIDE, "io", height=TALL,
                   small=formatting.shape(score.out_shape))  # fmt: skip
    else:
        cropped = t("dense_prediction.cropped", shape=formatting.shape(crop.out_shape))
        node = box(t("course.add"), RISE, y, WIDE, "join", height=TALL, small=cropped)
    shape = formatting.shape(rise.out_shape)
    x = RISE + WIDE / 2
    end = 22.0 if rise.out_shape[2] >= report.rows[-1].out_shape[2] else y - STEP + TALL
    parts += [
        node,
        arrow((x, y), (x, end)),
        label(f"↑ {rise.window.stride[0]}×" if rise.window else "↑",
              x + 9, (y + end) / 2 - 3, kind="t-node", anchor="start"),
        label(shape, x + 9, (y + end) / 2 + 12, anchor="start"),
    ]  # fmt: skip
    return parts
