"""Landmarks moved onto a template, and a head of triangles that turns."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.deepface import face_geometry
from archreport.course.lessons.figure_parts import label, line, mark
from archreport.render.drawing.svg import drawing, element, group, path_data
from archreport.render.words.language import Language

#: Landmarks that a line joins, to be seen as a face: the eyes with the nose, the mouth.
JOINED = ((0, 2), (2, 1), (3, 4), (4, 5))
#: The side of the square picture in pixels, and on the drawing.
PIXELS, SIDE = 152, 162.0


def aligned_landmarks(
    points: Sequence[face_geometry.Point],
    targets: Sequence[face_geometry.Point],
    t: Language,
    *,
    prefix: str,
) -> Markup:
    """Six landmarks in a photograph, and where a similarity moves them beside the template."""
    fit = face_geometry.similarity(points, targets)
    moved = [fit(point) for point in points]
    left, top = 10.0, 26.0
    right = left + SIDE + 14

    def at(point: face_geometry.Point, x: float) -> tuple[float, float]:
        scale = SIDE / PIXELS
        return x + point[0] * scale, top + point[1] * scale

    parts = []
    for x, name, shown in ((left, "deepface.photo", points), (right, "deepface.template", moved)):
        parts += [
            label(t(name), x, top - 9, anchor="start"),
            element("rect", class_="cell", x=x, y=top, width=SIDE, height=SIDE),
        ]
        parts += [line((at(shown[a], x), at(shown[b], x)), kind="edge") for a, b in JOINED]
        parts += [mark(*at(point, x), 0) for point in shown]
    for target in targets:
        x, y = at(target, right)
        parts.append(element("rect", class_="target", x=x - 6, y=y - 6, width=12, height=12))
    rest = f"{fit.error(points, targets):.1f}"
    return drawing(
        right + SIDE + 6, top + SIDE + 10, group(parts), class_="plot idea", prefix=prefix,
        title=t("deepface.aligned_landmarks"),
        description=t(
            "deepface.aligned_landmarks.text", scale=f"{fit.scale:.2f}",
            angle=f"{fit.angle:.0f}", rest=rest,
        ),
    )  # fmt: skip


def turned_head(
    head: Sequence[face_geometry.Solid],
    triangles: Sequence[tuple[int, int, int]],
    turn: tuple[float, float],
    shown: tuple[int, int, int],
    t: Language,
    *,
    prefix: str,
) -> Markup:
    """A head from the front and turned; triangles that face away dashed, ``shown`` filled.

    ``turn`` holds the cosine and the sine of the angle.
    """
    scale, top = 1.2, 26.0
    front = [(x, y) for x, y, _ in head]
    side = [face_geometry.turned(point, *turn) for point in head]
    low = min(y for _, y in front)
    tall = (max(y for _, y in front) - low) * scale
    wide = (max(x for x, _ in front) - min(x for x, _ in front)) * scale
    parts, hidden = [], 0
    for place, (name, points) in enumerate((("deepface.front", front), ("deepface.turned", side))):
        middle = 14 + wide / 2 + place * (wide + 32)

        def at(point: face_geometry.Point, middle: float = middle) -> tuple[float, float]:
            return middle + point[0] * scale, top + (point[1] - low) * scale

        away = [c for c in triangles if face_geometry.area([points[i] for i in c]) <= 0]
        hidden = len(away)
        for corners in sorted(triangles, key=lambda c: (c == shown, c not in away)):
            kind = "tri away" if corners in away else "tri on" if corners == shown else "tri"
            parts.append(_triangle([at(points[i]) for i in corners], kind))
        parts += [mark(*at(point), 0, size=2.5) for point in points]
        parts.append(label(t(name), middle, top - 12))
    return drawing(
        2 * wide + 60, top + tall + 12, group(parts), class_="plot idea", prefix=prefix,
        title=t("deepface.turned_head"), description=t("deepface.turned_head.text", hidden=hidden),
    )  # fmt: skip


def _triangle(corners: Sequence[tuple[float, float]], kind: str) -> Markup:
    (ax, ay), (bx, by), (cx, cy) = corners
    path = path_data("M", ax, ay, "L", bx, by, "L", cx, cy, "Z")
    return element("path", class_=kind, d=path)
