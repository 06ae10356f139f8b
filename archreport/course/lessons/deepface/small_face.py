"""The small face and the small head that chapter 5 calculates with by hand."""

from __future__ import annotations

from archreport.course.lessons.deepface.face_geometry import Point, Solid

#: Landmarks of a face in a photograph, in pixels, and where the template wants them: the eyes, the
#: tip of the nose, the left, the middle and the right of the mouth. The names are the picture's.
LANDMARKS: tuple[Point, ...] = ((40, 62), (94, 38), (80, 84), (70, 117), (90, 112), (107, 98))
TEMPLATE: tuple[Point, ...] = ((48, 60), (104, 60), (76, 92), (56, 118), (76, 122), (96, 118))

#: A head of sixteen points in millimetres, made up for this purpose, not measured on anybody.
HEAD: tuple[Solid, ...] = (
    (-45, -70, -5), (45, -70, -5), (0, -40, 18),  # the forehead, left and right; between the brows
    (-45, -30, 0), (45, -30, 0), (-16, -30, 12), (16, -30, 12),  # corners of the eyes
    (0, 5, 40),  # the tip of the nose
    (-60, 5, -25), (60, 5, -25),  # the cheeks
    (-25, 38, 12), (25, 38, 12), (0, 36, 24),  # the mouth
    (0, 75, 15), (-48, 50, -20), (48, 50, -20),  # the chin and the jaw
)  # fmt: skip
#: Its triangles, by the numbers of their corners, all the same way round.
TRIANGLES = (
    (0, 1, 2), (2, 7, 5), (2, 6, 7), (7, 12, 10), (7, 11, 12), (10, 12, 13), (11, 13, 12),
    (0, 2, 5), (0, 5, 3), (0, 3, 8), (3, 5, 7), (3, 7, 8), (8, 7, 10), (8, 10, 14), (10, 13, 14),
    (1, 6, 2), (1, 4, 6), (1, 9, 4), (4, 7, 6), (4, 9, 7), (9, 11, 7), (9, 15, 11), (11, 15, 13),
)  # fmt: skip
NOSE, FAR_CHEEK = 7, (4, 9, 7)
#: A turn whose cosine and sine are short numbers: about 37 degrees.
TURN = (0.8, 0.6)
