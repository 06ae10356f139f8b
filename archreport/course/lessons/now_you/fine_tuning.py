"""What is trained and what stays frozen; and how pictures are dealt out to training and test."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import box, label
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

WIDE = 62.0


def fine_tuning(report: Report, classes: int, t: Language, *, prefix: str) -> Markup:
    """Four ways to fine-tune a network whose last layer is made anew for ``classes``.

    A column for each stage and each fully connected layer with its parameters, a line for each
    way. Raises `LookupError` for a network that does not end in fully connected layers.
    """
    linears = [row for row in report.rows if row.kind == "linear"]
    if not linears:
        raise LookupError(f"{report.identity.title} has no fully connected layer")
    bodies = [stage for stage in report.stages if stage.kind == "body"]
    last = linears[-1]
    new = last.in_shapes[0][-1] * classes + classes
    columns = [(t("now_you.stage", n=stage.number), stage.params) for stage in bodies]
    columns += [(row.id, row.param_count) for row in linears[:-1]] + [(t("now_you.new"), new)]
    n, left, top, step = len(columns), 128.0, 46.0, 40.0
    ways = (n - 1, n - len(linears), n - len(linears) - 1, 0)  # the first column that is trained
    names = ("now_you.way.last", "now_you.way.matrices", "now_you.way.top", "now_you.way.all")
    parts = []
    for index, (name, params) in enumerate(columns):
        x = left + index * (WIDE + 6) + WIDE / 2
        parts += [label(name, x, 16, kind="t-node"), label(formatting.si(params), x, 32)]
    for line, (first, name) in enumerate(zip(ways, names, strict=True)):
        y = top + line * step
        parts.append(label(t(name), 10, y + 20, anchor="start"))
        for index in range(n):
            kind = "join" if index == n - 1 else "conv"
            x = left + index * (WIDE + 6)
            if index < first:
                parts += [
                    element("rect", class_="cell pad", x=x, y=y, width=WIDE, height=30),
                    label(t("now_you.frozen"), x + WIDE / 2, y + 19),
                ]
            else:
                parts.append(box(t("now_you.trained"), x, y, WIDE, kind, height=30))
    return drawing(
        left + n * (WIDE + 6) + 8, top + 4 * step, group(parts), class_="plot idea", prefix=prefix,
        title=t("now_you.fine_tuning", model=report.identity.title),
        description=t("now_you.fine_tuning.text"),
    )  # fmt: skip
