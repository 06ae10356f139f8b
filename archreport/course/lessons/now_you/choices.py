"""What is trained and what stays frozen; and how pictures are dealt out to training and test."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import CELL, box, cell, grid, label
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

WIDE = 62.0


def freezing(report: Report, classes: int, t: Language, *, prefix: str) -> Markup:
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
    columns = [(t("idea.stage", n=stage.number), stage.params) for stage in bodies]
    columns += [(row.id, row.param_count) for row in linears[:-1]] + [(t("idea.new"), new)]
    n, left, top, step = len(columns), 128.0, 46.0, 40.0
    ways = (n - 1, n - len(linears), n - len(linears) - 1, 0)  # the first column that is trained
    names = ("idea.way.last", "idea.way.matrices", "idea.way.top", "idea.way.all")
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
                    label(t("idea.frozen"), x + WIDE / 2, y + 19),
                ]
            else:
                parts.append(box(t("idea.trained"), x, y, WIDE, kind, height=30))
    return drawing(
        left + n * (WIDE + 6) + 8, top + 4 * step, group(parts), class_="plot idea", prefix=prefix,
        title=t("idea.freezing", model=report.identity.title),
        description=t("idea.freezing.text"),
    )  # fmt: skip


def dealt(series: int, each: int, t: Language, *, every: int = 4, prefix: str) -> Markup:
    """``series`` runs of ``each`` pictures, dealt out by picture and by series; T is for test."""
    top, gap = 44.0, 70.0
    right = 10 + 70 + each * CELL + gap
    tests = round(series / every)

    def single(i: int, j: int) -> bool:
        return (i + j) % every == every - 1

    def whole(i: int, j: int) -> bool:
        return i >= series - tests

    parts = [
        label(t("idea.dealt.single"), 80, 14, anchor="start", kind="t-node"),
        label(t("idea.dealt.whole"), right, 14, anchor="start", kind="t-node"),
        *(
            label(t("idea.series", n=i + 1), 10, top + i * CELL + 15, anchor="start")
            for i in range(series)
        ),
    ]
    for x, test in ((80.0, single), (right, whole)):
        parts.append(
            grid(
                x, top, series, each,
                lambda i, j, test=test: "w4" if test(i, j) else "w1",  # type: ignore[misc]
                lambda i, j, test=test: "T" if test(i, j) else "",  # type: ignore[misc]
            )
        )  # fmt: skip
    foot = top + series * CELL + 14
    parts += [
        cell(80, foot, "w1", size=14), label(t("idea.dealt.train"), 100, foot + 12, anchor="start"),
        cell(right, foot, "w4", size=14),
        label(t("idea.dealt.test"), right + 20, foot + 12, anchor="start"),
    ]  # fmt: skip
    return drawing(
        right + max(each * CELL, 180) + 12, foot + 26, group(parts), class_="plot idea",
        prefix=prefix, title=t("idea.dealt"), description=t("idea.dealt.text"),
    )  # fmt: skip
