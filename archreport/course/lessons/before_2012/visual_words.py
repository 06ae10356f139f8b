"""Visual words: descriptors in a plane, the centres that k-means finds, and the counts."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.before_2012 import hand_made_features
from archreport.course.lessons.figure_parts import label, line, mark
from archreport.render.drawing.svg import drawing, element, group
from archreport.render.words.language import Language

UNIT = 21.0
SIDE = 10 * UNIT
BAR = 24.0


def visual_words(
    points: Sequence[hand_made_features.Point],
    start: Sequence[hand_made_features.Point],
    t: Language,
    *,
    prefix: str,
) -> Markup:
    """Up to three words. The lines show how the centres moved; points lie between 0 and 10."""
    words = hand_made_features.words(points, start)
    left, top = 10.0, 12.0

    def at(point: hand_made_features.Point) -> tuple[float, float]:
        return left + point[0] * UNIT, top + SIDE - point[1] * UNIT

    parts = [element("rect", class_="cell", x=left, y=top, width=SIDE, height=SIDE)]
    parts += [mark(*at(point), owner) for point, owner in zip(points, words.owners, strict=True)]
    for word, ends in enumerate(zip(*words.path, strict=True)):
        stops = [at(point) for point in ends]
        (x0, y0), (x, y) = stops[0], stops[-1]
        parts += [
            line(stops, kind="edge skip"),
            element("circle", class_="cell", cx=x0, cy=y0, r=4),
            element("circle", class_="cell centre", cx=x, cy=y, r=9),
            label("ABC"[word], x, y + 4, kind="t-main"),
        ]
    right = left + SIDE + 26
    base = top + SIDE - 26
    most = max(words.counts)
    parts.append(label(t("before_2012.counts"), right - 4, top + 40, anchor="start"))
    parts.append(element("path", class_="axis", d=f"M{right - 4:g} {base:g}h{3 * (BAR + 8):g}"))
    for word, count in enumerate(words.counts):
        x, height = right + word * (BAR + 8), count / most * 110
        parts += [
            element("rect", class_="n n-io", x=x, y=base - height, width=BAR, height=height),
            label(str(count), x + BAR / 2, base - height - 5, kind="t-node"),
            mark(x + 5, base + 14, word),
            label("ABC"[word], x + 19, base + 18, kind="t-main"),
        ]
    return drawing(
        right + 3 * (BAR + 8) + 6, top + SIDE + 10, group(parts), class_="plot idea",
        prefix=prefix, title=t("before_2012.visual_words", n=len(words.centres)),
        description=t(
            "before_2012.visual_words.text", points=len(points),
            counts=t("list.comma").join(map(str, words.counts)),
        ),
    )  # fmt: skip
