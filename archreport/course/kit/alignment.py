"""Bringing a face to the front: cameras fitted to points, and pictures bent along triangles.

Y. Taigman, M. Yang, M. Ranzato, L. Wolf, "DeepFace: Closing the Gap to Human-Level Performance in
Face Verification", CVPR 2014, section 2: a 2-D similarity, then an affine camera from a generic
3-D shape to the points in the picture, then a piecewise affine warp to the view from the front.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares
from scipy.spatial import Delaunay
from scipy.spatial.transform import Rotation
from skimage.transform import PiecewiseAffineTransform, warp

from archreport.course.kit.faces import Points

Picture = NDArray[np.float64]  # (height, width, 3), 0 … 1
Camera = NDArray[np.float64]  # (2, 4)


def affine_camera(head: Points, pixels: Points) -> Camera:
    """The 2 × 4 matrix P for which ``P · (X, Y, Z, 1)`` comes closest to the points in the picture.

    ``head`` ``(n, 3)``, ``pixels`` ``(n, 2)``; eight numbers by linear least squares, from at least
    four points that do not lie in one plane.
    """
    solution, *_ = np.linalg.lstsq(_with_one(head), pixels, rcond=None)
    return np.asarray(solution.T)


def project(camera: Camera, head: Points) -> Points:
    """Where the camera sees the points of the head: ``(n, 2)`` pixels from ``(n, 3)`` mm."""
    return np.asarray(_with_one(head) @ camera.T)


def rms(found: Points, wanted: Points) -> float:
    """The root of the mean squared distance between two lists of points, in their own unit."""
    return float(np.sqrt(((found - wanted) ** 2).sum(axis=1).mean()))


@dataclass(frozen=True)
class Pose:
    """A weak perspective camera: six numbers that mean something, where `affine_camera` has eight.

    The head is turned by ``yaw`` (positive: the nose goes to the right of the picture), then by
    ``pitch`` (positive: the nose goes up), then by ``roll`` (positive: clockwise in the picture),
    all in degrees; then scaled by ``scale`` pixels per mm and moved by ``shift`` pixels.
    """

    yaw: float
    pitch: float
    roll: float
    scale: float
    shift: tuple[float, float]

    @property
    def rotation(self) -> NDArray[np.float64]:
        """The 3 × 3 rotation matrix."""
        turn = Rotation.from_euler("yxz", [self.yaw, self.pitch, self.roll], degrees=True)
        return np.asarray(turn.as_matrix())

    @property
    def camera(self) -> Camera:
        """The same as a 2 × 4 matrix: two rows of the rotation, scaled, and the shift."""
        return np.column_stack([self.scale * self.rotation[:2], self.shift])


def weak_perspective(head: Points, pixels: Points) -> Pose:
    """The pose from which the head looks most like the points in the picture.

    ``head`` ``(n, 3)``, ``pixels`` ``(n, 2)``. Angles enter by their sine and cosine, so this is
    not linear: it starts from the front and descends (Levenberg–Marquardt).
    """
    scale = float(np.std(pixels) / np.std(head[:, :2]))
    start = [0.0, 0.0, 0.0, scale, *pixels.mean(axis=0)]

    def misses(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        return (project(_pose(numbers).camera, head) - pixels).ravel()

    return _pose(least_squares(misses, start, method="lm", x_scale="jac").x)


def turn_points(pose: Pose, head: Points, pixels: Points, angle: float) -> Points:
    """Where the points would be if the person turned the head by ``angle`` degrees of yaw.

    Depth comes from the generic head in this ``pose``. What the head does not explain of the
    ``pixels`` is carried along in the plane of the picture, so that an angle of 0 changes nothing.
    """
    seen = pose.scale * head @ pose.rotation.T  # in pixels, the third column is depth
    seen[:, :2] = pixels - np.asarray(pose.shift)
    turn = Rotation.from_euler("y", angle, degrees=True).as_matrix()
    return np.asarray((seen @ turn.T)[:, :2] + np.asarray(pose.shift))


def bend(picture: Picture, points: Points, wanted: Points) -> Picture:
    """The picture with every one of ``points`` moved to its place in ``wanted``.

    Triangles between the points are moved as affine pieces. Eight points of the frame stay where
    they are; without them, everything outside the outermost points would be black.
    """
    frame = _frame(*picture.shape[:2])
    # warp asks where each output pixel comes from, so the map goes backwards
    back = PiecewiseAffineTransform.from_estimate(
        np.vstack([wanted, frame]), np.vstack([points, frame])
    )
    return np.asarray(warp(picture, back))


def inside(points: Points, height: int, width: int) -> NDArray[np.bool_]:
    """Which pixels lie inside the outline of the points: ``(height, width)``."""
    y, x = np.mgrid[:height, :width]
    places = np.column_stack([x.ravel(), y.ravel()])
    return np.asarray(Delaunay(points).find_simplex(places) >= 0).reshape(height, width)


def _with_one(head: Points) -> Points:
    return np.column_stack([head, np.ones(len(head))])


def _pose(numbers: NDArray[np.float64]) -> Pose:
    yaw, pitch, roll, scale, x, y = (float(number) for number in numbers)
    return Pose(yaw, pitch, roll, scale, (x, y))


def _frame(height: int, width: int) -> Points:
    """The corners of the picture and the middles of its sides."""
    xs, ys = (0, (width - 1) / 2, width - 1), (0, (height - 1) / 2, height - 1)
    return np.array([(x, y) for y in ys for x in xs if (x, y) != (xs[1], ys[1])])
