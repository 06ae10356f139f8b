"""The same visual words in another order, counted as a whole and strip by strip."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.figure_parts import grid, label
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words.language import Language

STRIPS = 3
COLUMN = 22.0
CELL = 19.0
GAP = 8.0


def counts(rows: Sequence[str], letters: str = "ABC") -> tuple[int, ...]:
    """How often each letter stands in ``rows``."""
    return tuple("".join(rows).count(letter) for letter in letters)


def regions(rows: Sequence[str], t: Language, *, letters: str = "ABC", prefix: str) -> Markup:
    """A picture of words and the same turned upside down, with the counts of whole and strips."""
    top = 34.0
    one = _picture(rows, letters, 10, top, t)
    two = _picture(tuple(reversed(rows)), letters, 10 + _wide(rows, letters) + 22, top, t)
    return drawing(
        2 * _wide(rows, letters) + 42, top + len(rows) * CELL + 12, one, two, class_="plot idea",
        prefix=prefix, title=t("before_2012.regions"),
        description=t(
            "before_2012.regions.text", counts=t("list.comma").join(map(str, counts(rows, letters)))
        ),
    )  # fmt: skip


def _wide(rows: Sequence[str], letters: str) -> float:
    return len(rows[0]) * CELL + GAP + len(letters) * COLUMN


def _picture(rows: Sequence[str], letters: str, x: float, y: float, t: Language) -> Markup:
    each = len(rows) // STRIPS
    wide = len(rows[0]) * CELL
    right = x + wide + GAP + COLUMN / 2
    parts = [
        grid(
            x, y, len(rows), len(rows[0]), lambda i, j: f"w{letters.index(rows[i][j]) + 1}",
            lambda i, j: rows[i][j], size=CELL,
        )
    ]  # fmt: skip
    for place, letter in enumerate(letters):
        parts.append(label(letter, right + place * COLUMN, y - 22, kind="t-main"))
        total = str(counts(rows, letters)[place])
        parts.append(label(total, right + place * COLUMN, y - 8, kind="t-node"))
    parts.append(label(t("before_2012.whole"), x, y - 8, anchor="start"))
    for strip in range(STRIPS):
        part = rows[strip * each : (strip + 1) * each]
        middle = y + (strip + 0.5) * each * CELL + 4
        parts += [
            label(str(count), right + place * COLUMN, middle, kind="t-node")
            for place, count in enumerate(counts(part, letters))
        ]
        if strip:
            line = y + strip * each * CELL
            end = wide + GAP + len(letters) * COLUMN
            parts.append(element("path", class_="edge skip", d=f"M{x:g} {line:g}h{end:g}"))
    return group(parts)
