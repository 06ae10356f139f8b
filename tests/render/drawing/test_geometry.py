"""Rectangles, and the largest size that fits."""

from __future__ import annotations

import math

import pytest

from archreport.render.drawing.geometry import Rectangle, largest_that_fits

BOX = Rectangle(10, 20, 30, 40)


def test_the_edges_and_the_middle() -> None:
    assert (BOX.right, BOX.bottom, BOX.middle) == (40, 60, (25, 40))
    assert BOX.moved(1, -2) == Rectangle(11, 18, 30, 40)


@pytest.mark.parametrize(
    ("other", "gap", "meets"),
    [
        (Rectangle(39, 59, 5, 5), 0, True),
        (Rectangle(40, 20, 5, 5), 0, False),
        (Rectangle(41, 20, 5, 5), 2, True),
        (Rectangle(43, 20, 5, 5), 2, False),
        (Rectangle(15, 25, 1, 1), 0, True),
    ],
    ids=["corner", "border", "near", "apart", "inside"],
)
def test_rectangles_meet_where_they_overlap_or_are_too_near(
    other: Rectangle, gap: float, meets: bool
) -> None:
    assert BOX.meets(other, gap) is other.meets(BOX, gap) is meets


def test_inside_means_no_part_outside() -> None:
    assert Rectangle(10, 20, 30, 40).inside(BOX)
    assert not Rectangle(10, 20, 31, 40).inside(BOX)


def test_the_largest_size_that_fits() -> None:
    assert largest_that_fits(lambda side: side * side <= 2, 10) == pytest.approx(math.sqrt(2))
    assert largest_that_fits(lambda side: side <= 3, 10, halvings=24) == pytest.approx(3, abs=1e-6)


def test_what_always_fits_is_as_large_as_allowed_and_what_never_fits_is_nothing() -> None:
    assert largest_that_fits(lambda size: True, 7) == pytest.approx(7)
    assert largest_that_fits(lambda size: size < 0, 7) == 0
