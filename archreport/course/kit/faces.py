"""A face to align: points picked by hand on a photograph, and a head to compare them with.

The photograph is the astronaut that comes with archreport (NASA, public domain). The points were
picked on a magnified picture, to about one pixel. The head is not a measured one: it is made of
round numbers, smiling a little, that fit nobody exactly: that is what a generic template is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # (n, 2) in pixels, x to the right and y down; or (n, 3) in mm


@dataclass(frozen=True)
class FacePoint:
    """One place of a face: where it is in the photograph, and where on the generic head.

    ``left`` and ``right`` in ``name`` are the left and right of the picture. ``pixel`` is (x, y)
    in the photograph of 512 × 512 pixels, the middle of the first pixel being (0, 0). ``head`` is
    (x, y, z) in millimetres from the point between the pupils: to the right in the picture, down,
    and towards the viewer.
    """

    name: str
    pixel: tuple[float, float]
    head: tuple[float, float, float]


FACE = (
    FacePoint("left eye", (203.0, 101.0), (-31, 0, 0)),
    FacePoint("right eye", (246.0, 103.0), (31, 0, 0)),
    FacePoint("tip of the nose", (223.5, 125.5), (0, 35, 30)),
    FacePoint("left corner of the mouth", (202.5, 139.0), (-30, 56, 8)),
    FacePoint("right corner of the mouth", (244.5, 140.5), (30, 56, 8)),
    FacePoint("middle of the upper lip", (224.5, 139.5), (0, 54, 18)),
    FacePoint("middle of the lower lip", (224.0, 154.5), (0, 75, 16)),
    FacePoint("left eye, outer corner", (192.5, 101.0), (-45, 0, -10)),
    FacePoint("left eye, inner corner", (213.0, 103.0), (-17, 2, -2)),
    FacePoint("right eye, inner corner", (236.0, 105.0), (17, 2, -2)),
    FacePoint("right eye, outer corner", (258.5, 103.5), (45, 0, -10)),
    FacePoint("left brow, outer end", (189.5, 90.5), (-52, -15, -12)),
    FacePoint("left brow, inner end", (213.5, 92.5), (-16, -14, 8)),
    FacePoint("right brow, inner end", (238.0, 93.0), (16, -14, 8)),
    FacePoint("right brow, outer end", (262.0, 95.5), (52, -15, -12)),
    FacePoint("bridge of the nose", (224.5, 101.0), (0, -2, 12)),
    FacePoint("left wing of the nose", (211.5, 127.5), (-17, 38, 14)),
    FacePoint("right wing of the nose", (235.5, 127.5), (17, 38, 14)),
    FacePoint("under the nose", (224.5, 133.5), (0, 46, 17)),
    FacePoint("chin", (223.5, 177.0), (0, 108, 6)),
    FacePoint("left side of the jaw", (182.5, 140.0), (-58, 60, -35)),
    FacePoint("left corner of the jaw", (195.5, 165.0), (-40, 92, -12)),
    FacePoint("right corner of the jaw", (253.0, 164.0), (40, 92, -12)),
    FacePoint("right side of the jaw", (266.0, 143.0), (58, 60, -35)),
)

#: How many of the points, the first ones, place the face in the crop: eyes, nose and mouth.
ANCHORS = 6


def picked() -> Points:
    """The points in the photograph, ``(24, 2)`` in pixels."""
    return np.array([point.pixel for point in FACE])


def head() -> Points:
    """The points on the generic head, ``(24, 3)`` in millimetres."""
    return np.array([point.head for point in FACE], dtype=np.float64)


def front_view(scale: float, middle: tuple[float, float]) -> Points:
    """The generic head seen from the front, ``(24, 2)`` in pixels.

    ``scale`` is in pixels per millimetre; ``middle`` is where the point between the pupils comes
    to lie. From the front, depth is not seen: z is left out.
    """
    return np.asarray(head()[:, :2] * scale + np.asarray(middle))
