"""Cameras and warps of the alignment laboratory, against cases whose answer is known."""

import numpy as np
import pytest

from archreport.course.kit.alignment import (
    Pose,
    affine_camera,
    bend,
    inside,
    project,
    rms,
    turn_points,
    weak_perspective,
)
from archreport.course.kit.faces import ANCHORS, FACE, front_view, head, picked


def test_the_points_are_in_the_face_and_the_template_is_symmetric():
    x, y = picked().T
    assert x.min() > 150 and x.max() < 300 and y.min() > 60 and y.max() < 200
    assert len({point.name for point in FACE}) == len(FACE)
    there = {point.name: point.head for point in FACE}
    for name, (x, y, z) in there.items():
        assert there[name.replace("left", "right")] == (-x if "left" in name else x, y, z)


def test_the_first_points_are_eyes_nose_and_mouth():
    assert all("jaw" not in point.name and "brow" not in point.name for point in FACE[:ANCHORS])


def test_from_the_front_depth_is_not_seen():
    assert np.allclose(front_view(2, (10, 20))[:, 0], 2 * head()[:, 0] + 10)
    assert np.allclose(front_view(2, (10, 20))[:, 1], 2 * head()[:, 1] + 20)


def test_an_affine_camera_is_found_exactly():
    camera = np.array([[0.8, 0.1, -0.3, 76.0], [0.0, 0.9, 0.2, 50.0]])
    assert np.allclose(affine_camera(head(), project(camera, head())), camera)


@pytest.mark.parametrize("yaw", [-50, 0, 30])
@pytest.mark.parametrize("pitch", [-15, 20])
def test_a_pose_is_found_exactly(yaw, pitch):
    pose = Pose(yaw, pitch, roll=7, scale=0.7, shift=(70, 60))
    found = weak_perspective(head(), project(pose.camera, head()))
    assert (found.yaw, found.pitch, found.roll) == pytest.approx((yaw, pitch, 7), abs=1e-4)
    assert (found.scale, *found.shift) == pytest.approx((0.7, 70, 60), abs=1e-4)


def test_signs_of_the_angles():
    nose = np.array([[0.0, 0.0, 10.0]])
    to_the_right = project(Pose(30, 0, 0, 1, (0, 0)).camera, nose)[0]
    up = project(Pose(0, 30, 0, 1, (0, 0)).camera, nose)[0]
    assert to_the_right == pytest.approx((5, 0))
    assert up == pytest.approx((0, -5))


def test_turning_is_a_turn_of_the_head_and_keeps_what_is_personal():
    pose = Pose(0, 0, 0, 0.8, (76, 50))
    seen = project(pose.camera, head())
    turned = project(Pose(25, 0, 0, 0.8, (76, 50)).camera, head())
    assert np.allclose(turn_points(pose, head(), seen, 25), turned)
    personal = seen + np.random.default_rng(0).normal(size=seen.shape)
    assert np.allclose(turn_points(pose, head(), personal, 0), personal)


def test_bending_moves_points_and_leaves_the_frame():
    picture = np.zeros((40, 40, 3))
    picture[20, 15] = 1
    picture[0, 0] = 0.5
    points = np.array([[15.0, 20.0], [5, 5], [35, 5], [20, 35]])
    wanted = points.copy()
    wanted[0] = [22, 20]
    bent = bend(picture, points, wanted)
    assert bent[20, 22, 0] == pytest.approx(1, abs=1e-6)
    assert bent[20, 15, 0] < 0.2
    assert bent[0, 0, 0] == pytest.approx(0.5, abs=1e-6)


def test_nothing_moves_where_nothing_is_to_move():
    picture = np.random.default_rng(0).random((30, 30, 3))
    points = np.array([[8.0, 9.0], [21, 8], [15, 22]])
    assert np.allclose(bend(picture, points, points), picture, atol=1e-6)


def test_inside_a_triangle():
    mask = inside(np.array([[0.0, 0.0], [10, 0], [0, 10]]), 12, 12)
    assert mask[2, 2] and not mask[9, 9] and mask.sum() == 66


def test_rms():
    assert rms(np.array([[0.0, 0.0], [0, 0]]), np.array([[3.0, 4.0], [3, 4]])) == 5


def test_a_stretched_head_gives_the_same_front():
    """The camera's column for depth takes up any stretch, so that the residual stays."""
    seen = turn_points(Pose(2, 3, 0, 0.8, (76, 50)), head(), picked(), 20)
    deep = head() * [1, 1, 2]
    one, other = (project(affine_camera(shape, seen), shape) for shape in (head(), deep))
    assert np.allclose(one, other)
