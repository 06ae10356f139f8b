"""Two layers with every value on the way there and every derivative on the way back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from archreport.course.lessons.figure_parts import label
from archreport.course.lessons.learning.two_layers import TwoLayers, backward, forward
from archreport.render.drawing import lines
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language

WIDE, HIGH = 72.0, 40.0
LEFT, TOP, ACROSS, DOWN = 4.0, 34.0, 92.0, 58.0


def network_by_hand(
    net: TwoLayers, picture: Sequence[float], right: int, t: Language, *, prefix: str
) -> Markup:
    """Columns for picture, hidden values, scores and shares; in a box the value, and below it the
    derivative of the loss by it. ``right`` is the right class."""
    passed = forward(net, picture, right)
    back = backward(net, passed, right)
    most = max(len(picture), len(passed.hidden), len(passed.scores))
    columns: list[tuple[str, Sequence[float], Sequence[float] | None, str]] = [
        ("x", passed.picture, None, "io"),
        ("h", passed.hidden, back.hidden, "act"),
        ("s", passed.scores, back.scores, "linear"),
        ("p", passed.shares, None, "join"),
    ]

    def top(count: int, index: int) -> float:
        return TOP + (most - count) * DOWN / 2 + index * DOWN

    parts: list[Markup] = []
    for place, (left, right_of) in enumerate(pairwise(columns)):
        x0, x1 = LEFT + place * ACROSS + WIDE, LEFT + (place + 1) * ACROSS
        for i in range(len(left[1])):
            for j in range(len(right_of[1])):
                start = (x0, top(len(left[1]), i) + HIGH / 2)
                end = (x1, top(len(right_of[1]), j) + HIGH / 2)
                parts.append(lines.arrow((start, end), length=5, half=2.5))
    for place, (letter, values, slopes, kind) in enumerate(columns):
        x = LEFT + place * ACROSS
        parts.append(label(t(f"learning.column.{letter}"), x + WIDE / 2, 14, kind="t-node"))
        for index, value in enumerate(values):
            y = top(len(values), index)
            marked = " on" if letter == "p" and index == right else ""
            text = f"{letter}{'₁₂₃₄₅₆'[index]} = {_number(value)}"
            parts.append(
                element("rect", class_=f"n n-{kind}{marked}", x=x, y=y, width=WIDE, height=HIGH)
            )
            if slopes is None:
                parts.append(label(text, x + WIDE / 2, y + HIGH / 2 + 4, kind="t-node"))
                continue
            parts.append(label(text, x + WIDE / 2, y + 16, kind="t-node"))
            parts.append(label(_number(slopes[index]), x + WIDE / 2, y + 32, kind="back"))
    return drawing(
        LEFT + 3 * ACROSS + WIDE + 4, TOP + most * DOWN, group(parts), class_="plot idea",
        prefix=prefix, title=t("learning.network_by_hand"),
        description=t(
            "learning.network_by_hand.text",
            scores=t("list.comma").join(map(_number, passed.scores)),
            slopes=t("list.comma").join(map(_number, back.scores)), loss=_number(passed.loss),
        ),
    )  # fmt: skip


def _number(value: float) -> str:
    return formatting.number(value if value % 1 else int(value)).replace("-", "−")
