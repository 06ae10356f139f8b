"""The geometry of faces: against least squares, and what the chapter says about the head."""

from __future__ import annotations

import math

import numpy as np
import pytest

from archreport.course.lessons.deepface import face_geometry, small_face


def test_two_points_are_met_exactly() -> None:
    fit = face_geometry.similarity([(1, 2), (4, 6)], [(10, 0), (10, 10)])
    assert fit((1, 2)) == pytest.approx((10, 0))
    assert fit((4, 6)) == pytest.approx((10, 10))
    assert fit.scale == pytest.approx(2)


def test_a_turn_is_found_again() -> None:
    angle = math.radians(20)
    a, b = 1.5 * math.cos(angle), 1.5 * math.sin(angle)
    true = face_geometry.Similarity(a, b, 7, -3)
    fit = face_geometry.similarity(
        small_face.TEMPLATE, [true(point) for point in small_face.TEMPLATE]
    )
    assert fit.angle == pytest.approx(20)
    assert (fit.a, fit.b, fit.right, fit.down) == pytest.approx((a, b, 7, -3))


def test_six_points_are_met_as_least_squares_meets_them() -> None:
    rows, values = [], []
    for (x, y), (u, v) in zip(small_face.LANDMARKS, small_face.TEMPLATE, strict=True):
        rows += [[x, -y, 1, 0], [y, x, 0, 1]]
        values += [u, v]
    best = np.linalg.lstsq(np.array(rows, float), np.array(values, float), rcond=None)[0]
    fit = face_geometry.similarity(small_face.LANDMARKS, small_face.TEMPLATE)
    assert (fit.a, fit.b, fit.right, fit.down) == pytest.approx(tuple(best))


def test_one_place_is_not_enough() -> None:
    with pytest.raises(ValueError, match="one place"):
        face_geometry.similarity([(3, 3), (3, 3)], [(0, 0), (1, 1)])


def test_a_turn_keeps_heights_and_moves_the_nose() -> None:
    assert sum(part * part for part in small_face.TURN) == pytest.approx(1)
    for solid in small_face.HEAD:
        assert face_geometry.turned(solid, 1, 0) == solid[:2]
        assert face_geometry.turned(solid, *small_face.TURN)[1] == solid[1]
    assert max(small_face.HEAD, key=lambda point: point[2]) == small_face.HEAD[small_face.NOSE]


def test_the_head_is_a_mirror_of_itself_and_its_triangles_cover_it() -> None:
    assert {(-x, y, z) for x, y, z in small_face.HEAD} == set(small_face.HEAD)
    front = [(x, y) for x, y, _ in small_face.HEAD]
    areas = [face_geometry.area([front[corner] for corner in c]) for c in small_face.TRIANGLES]
    assert all(area > 0 for area in areas), "all the same way round"
    edge = [front[corner] for corner in (0, 1, 9, 15, 13, 14, 8)]
    whole = sum(
        x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(edge, edge[1:] + edge[:1], strict=True)
    )
    assert sum(areas) == pytest.approx(whole / 2), "no gap and no overlap"


def test_turning_hides_a_triangle_and_narrows_the_far_cheek() -> None:
    side = [face_geometry.turned(point, *small_face.TURN) for point in small_face.HEAD]
    areas = {c: face_geometry.area([side[corner] for corner in c]) for c in small_face.TRIANGLES}
    assert any(area < 0 for area in areas.values())
    front = [(x, y) for x, y, _ in small_face.HEAD]
    before = face_geometry.area([front[corner] for corner in small_face.FAR_CHEEK])
    assert 0 < areas[small_face.FAR_CHEEK] < before / 4


def test_no_similarity_undoes_a_turn_of_the_head() -> None:
    front = [(x, y) for x, y, _ in small_face.HEAD]
    side = [face_geometry.turned(point, *small_face.TURN) for point in small_face.HEAD]
    fit = face_geometry.similarity(side, front)
    assert fit.error(side, front) > 0.9 * face_geometry.rms(side, front)
