"""The figures of chapter 5 show what its sums give."""

from __future__ import annotations

import re

import pytest

from archreport.course.lessons.deepface import face_geometry, small_face
from archreport.course.lessons.deepface.weight_matrices import CELL, GAP, weight_matrices
from archreport.render.words.language import Language
from tests.course.lessons.by_hand import drawn


@pytest.mark.parametrize(("column", "weights"), [(0, 3), (1, 12), (2, 24)])
def test_each_matrix_has_as_many_letters_as_weights(column: int, weights: int) -> None:
    root = drawn("weight_matrices")
    wide = 6 * CELL
    left = 10 + column * (wide + GAP)
    letters = {
        node.text
        for node in root.iter("text")
        if left < float(node.get("x", 0)) < left + wide and re.fullmatch("[a-z]", node.text or "")
    }
    assert len(letters) == weights


def test_too_many_weights_for_letters_are_refused() -> None:
    with pytest.raises(ValueError, match="letters"):
        weight_matrices(9, 3, Language("en"), prefix="a")


def test_triangles_that_face_away_are_dashed() -> None:
    side = [face_geometry.turned(point, *small_face.TURN) for point in small_face.HEAD]
    away = sum(face_geometry.area([side[i] for i in c]) <= 0 for c in small_face.TRIANGLES)
    kinds = [node.get("class") for node in drawn("turned_head").iter("path")]
    assert kinds.count("tri away") == away > 0
    assert kinds.count("tri on") == 2
    assert sum(str(kind).startswith("tri") for kind in kinds) == 2 * len(small_face.TRIANGLES)
