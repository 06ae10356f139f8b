"""The receptive field from layer to layer, as a report says it: stairs, and the data to climb them.

The path is the one that a paper counts (`main_path`); only what slides a window makes the field
larger. Where branches meet, a report's field is that of the branch which sees farthest.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label, line
from archreport.reading.graph import main_path
from archreport.render.drawing.svg import drawing, element
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.model import Report

WIDTH, HEIGHT = 420.0, 210.0
_TOP, _BELOW = 12.0, 18.0


@dataclass(frozen=True)
class FieldStep:
    """One layer with a window. Lengths are in pixels of the input, along one side.

    ``start`` is the middle of the field of the first value, ``jump`` the distance to the next one;
    ``map`` is how many values there are. ``sum`` is the field's arithmetic in words, the field
    alone where a layer adds nothing to it.
    """

    name: str
    kind: str
    what: str
    field: int
    jump: int
    start: float
    map: int
    sum: str


def field_steps(report: Report, t: Language) -> list[FieldStep]:
    """The layers with windows in their order. Raises `ValueError` where a field is no square."""
    steps = []
    for row in main_path(report):
        seen = row.receptive
        if row.window is None or seen is None or seen.status != "exact":
            continue
        if len({*seen.size}) > 1 or len({*seen.jump}) > 1:
            raise ValueError(f"the field of {row.id} is no square")
        steps.append(
            FieldStep(
                row.id, row.kind, formatting.operation(row, t), int(seen.size[0]),
                int(seen.jump[0]), float(seen.start[0]), row.out_shape[2],
                arithmetic.words(row.sums["field"]) if "field" in row.sums
                else formatting.number(seen.size[0]),
            )
        )  # fmt: skip
    return steps


def field_stairs(report: Report, t: Language, *, prefix: str) -> Markup:
    """A bar for each layer, as high as its field; a line at the side of the input."""
    steps = field_steps(report, t)
    picture = report.inputs[0].shape[2]
    most = max(picture, *(step.field for step in steps))
    wide = WIDTH / len(steps)
    ground = HEIGHT - _BELOW
    scale = (ground - _TOP) / most
    level = ground - picture * scale
    bars = [
        element(
            "rect", class_=f"cell {'w2' if step.kind == 'pool' else 'w1'}",
            x=2 + index * wide, y=ground - step.field * scale, width=wide - 2,
            height=step.field * scale,
        )
        for index, step in enumerate(steps)
    ]  # fmt: skip
    return drawing(
        WIDTH + 60, HEIGHT, line(((0, level), (WIDTH + 4, level)), kind="ray r1 thin"), *bars,
        label(t("vgg.field_stairs.side", n=picture), WIDTH + 8, level + 4, anchor="start"),
        label(formatting.number(steps[-1].field), WIDTH + 8,
              min(ground - steps[-1].field * scale + 10, ground), kind="t-main", anchor="start"),
        label(t("vgg.field_stairs.axis"), 2, HEIGHT - 4, anchor="start"),
        class_="plot idea", prefix=prefix,
        title=t("vgg.field_stairs", title=report.identity.title),
        description=t("vgg.field_stairs.text", first=steps[0].name, start=steps[0].field,
                      last=steps[-1].name, end=steps[-1].field),
    )  # fmt: skip
