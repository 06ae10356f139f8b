"""Bringing a face to the front: cameras fitted to points, pictures bent along triangles."""

from archreport.course.kit.alignment import (
    Camera,
    Picture,
    Pose,
    affine_camera,
    bend,
    inside,
    project,
    rms,
    turn_points,
    weak_perspective,
)

__all__ = [
    "Camera",
    "Picture",
    "Pose",
    "affine_camera",
    "bend",
    "inside",
    "project",
    "rms",
    "turn_points",
    "weak_perspective",
]
