"""Three entries to ImageNet side by side: what was fixed by hand and what was learned."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.figure_parts import arrow, box, label
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words.language import Language

WIDE, PITCH, STEP, HEIGHT = 110.0, 116.0, 60.0, 44.0

#: Year, then from picture to answer: the phrase of each step and how it comes about.
ENTRIES = (
    ("2010", ("grid", "hand"), ("code10", "unlabelled"), ("pool10", "hand"), ("svm", "labelled")),
    ("2011", ("grid11", "hand"), ("code11", "unlabelled"), ("pool11", "hand"),
     ("svm11", "labelled")),
    ("2012", ("net1", "labelled"), ("net2", "labelled"), ("net3", "labelled"),
     ("net4", "labelled")),
)  # fmt: skip
#: How a step comes about: the kind of box it is drawn as.
BOXES = {"hand": "shape", "unlabelled": "pool", "labelled": "conv"}


def pipelines(t: Language, *, prefix: str) -> Markup:
    """The winners of 2010, 2011 and 2012, from descriptors to scores."""
    top = 26.0
    parts = []
    for column, (year, *steps) in enumerate(ENTRIES):
        x = 3 + column * PITCH
        middle = x + WIDE / 2
        parts.append(label(year, middle, 15, kind="t-main"))
        for row, (name, how) in enumerate(steps):
            y = top + row * STEP
            first, _, second = t(f"before_2012.entry.{name}").partition("|")
            parts.append(box(first, x, y, WIDE, BOXES[how], height=HEIGHT, small=second))
            if row:
                parts.append(arrow((middle, y - STEP + HEIGHT), (middle, y)))
    bottom = top + len(ENTRIES[0][1:]) * STEP + 8
    for row, (how, kind) in enumerate(BOXES.items()):
        y = bottom + row * 20
        parts += [
            element("rect", class_=f"n n-{kind}", x=3, y=y, width=22, height=13),
            label(t(f"before_2012.how.{how}"), 33, y + 11, kind="t-node", anchor="start"),
        ]
    return drawing(
        len(ENTRIES) * PITCH, bottom + len(BOXES) * 20 + 4, group(parts), class_="plot idea",
        prefix=prefix, title=t("before_2012.pipelines"),
        description=t("before_2012.pipelines.text"),
    )  # fmt: skip
