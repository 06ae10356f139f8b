"""How pictures that come in series are divided into training and test."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import CELL, cell, grid, label
from archreport.render.drawing.svg import drawing, group
from archreport.render.words.language import Language


def train_test_split(series: int, each: int, t: Language, *, every: int = 4, prefix: str) -> Markup:
    """``series`` runs of ``each`` pictures, dealt out by picture and by series; T is for test."""
    top, gap = 44.0, 70.0
    right = 10 + 70 + each * CELL + gap
    tests = round(series / every)

    def single(i: int, j: int) -> bool:
        return (i + j) % every == every - 1

    def whole(i: int, j: int) -> bool:
        return i >= series - tests

    parts = [
        label(t("now_you.split.pictures"), 80, 14, anchor="start", kind="t-node"),
        label(t("now_you.split.series"), right, 14, anchor="start", kind="t-node"),
        *(
            label(t("now_you.series", n=i + 1), 10, top + i * CELL + 15, anchor="start")
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
        cell(80, foot, "w1", size=14),
        label(t("now_you.split.training"), 100, foot + 12, anchor="start"),
        cell(right, foot, "w4", size=14),
        label(t("now_you.split.test"), right + 20, foot + 12, anchor="start"),
    ]  # fmt: skip
    return drawing(
        right + max(each * CELL, 180) + 12, foot + 26, group(parts), class_="plot idea",
        prefix=prefix, title=t("now_you.train_test_split"),
        description=t("now_you.train_test_split.text"),
    )  # fmt: skip
