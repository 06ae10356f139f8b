"""A residual block from a report, and the same layers without the shortcut."""

from __future__ import annotations

from itertools import takewhile

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, box, label
from archreport.render.drawing.svg import drawing, group
from archreport.render.words.language import Language
from archreport.report.model import Report, Row

WIDE = 150.0


def residual_block(
    report: Report, module: str, t: Language, *, plain: bool = False, prefix: str
) -> Markup:
    """The convolutions of a block, one below the other, with what follows each of them.

    The shortcut is drawn at their side.

    ``plain`` draws the same layers without the shortcut to its left, for comparison. Raises
    `LookupError` where ``module`` has no convolutions.
    """
    layers = [
        row
        for row in report.rows
        if row.module.startswith(f"{module}.") and row.kind == "conv" and "shortcut" not in row.id
    ]
    if not layers:
        raise LookupError(f"{report.identity.title} has no convolutions in {module!r}")
    projection = next((r for r in report.rows if r.id == f"{module}.shortcut.conv"), None)
    step = 58.0
    top = 26.0
    height = top + 16 + len(layers) * step + 92
    drawn: list[Markup] = []
    x = 20.0
    if plain:
        drawn += [label(t("resnet.plain"), x + WIDE / 2, 14, kind="t-main")]
        drawn += _stack(report, layers, x, top, step, t)
        end = top + 16 + len(layers) * step
        drawn += [box(t("resnet.relu"), x, end, WIDE, "act", height=22), _tail(x, end + 22)]
        x += WIDE + 70
    drawn += [label(module, x + WIDE / 2, 14, kind="t-main")]
    drawn += _stack(report, layers, x, top, step, t)
    end = top + 16 + len(layers) * step
    side = x + WIDE + 44
    drawn += [
        box(t("course.add"), x, end, WIDE, "join", height=20),
        arrow((x + WIDE / 2, end + 20), (x + WIDE / 2, end + 34)),
        box(t("resnet.relu"), x, end + 34, WIDE, "act", height=22),
        _tail(x, end + 56),
        arrow(
            (x + WIDE / 2, top + 4), (side, top + 4), (side, end + 10), (x + WIDE + 1, end + 10),
            skip=True,
        ),
    ]  # fmt: skip
    name = _conv(projection, t) if projection else t("resnet.identity")
    drawn.append(label(name, side + 8, (top + end) / 2, anchor="start"))
    return drawing(
        side + 110, height, group(drawn), class_="plot idea", prefix=prefix,
        title=t("resnet.residual_block", module=module, model=report.identity.title),
        description=t("resnet.residual_block.text"),
    )  # fmt: skip


def _stack(
    report: Report, layers: list[Row], x: float, top: float, step: float, t: Language
) -> list[Markup]:
    parts = []
    for index, row in enumerate(layers):
        y = top + 16 + index * step
        start = top - 4 if index == 0 else y - step + 34
        last = index == len(layers) - 1
        parts += [
            arrow((x + WIDE / 2, start), (x + WIDE / 2, y)),
            box(_conv(row, t), x, y, WIDE, "conv", height=34),
            label(_after(report, row, t), x + WIDE / 2 + 8, y + 50, anchor="start"),
        ]
        if last:
            parts.append(arrow((x + WIDE / 2, y + 34), (x + WIDE / 2, y + step)))
    return parts


def _after(report: Report, conv: Row, t: Language) -> str:
    """What stands between this convolution and the next, or the addition."""
    names = {"norm": t("resnet.norm"), "act": t("resnet.relu")}
    following = report.rows[report.rows.index(conv) + 1 :]
    return t("resnet.and").join(
        names[row.kind] for row in takewhile(lambda row: row.kind in names, following)
    )


def _tail(x: float, y: float) -> Markup:
    return arrow((x + WIDE / 2, y), (x + WIDE / 2, y + 16))


def _conv(row: Row, t: Language) -> str:
    assert row.window is not None
    return t("course.conv", k=row.window.kernel[0], n=row.out_shape[1])
