"""Lines through points, and the heads of arrows."""

from __future__ import annotations

import re

import pytest

from archreport.render.drawing.geometry import Point
from archreport.render.drawing.lines import arrow, arrow_head, through, towards


def corners(data: str) -> list[Point]:
    """The three corners of ``M x y l dx dy dx dy z``."""
    x, y, *steps = map(float, re.findall(r"-?\d+(?:\.\d+)?", data))
    points = [(x, y)]
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        points.append((round(points[-1][0] + dx, 1), round(points[-1][1] + dy, 1)))
    return points


def test_a_line_goes_through_its_points() -> None:
    assert through([(0, 0), (10, 0), (10, 5)]) == "M0 0L10 0L10 5"


def test_towards_is_so_far_on_the_way() -> None:
    assert towards((0, 0), (3, 4), 10) == (6, 8)
    assert towards((1, 1), (1, 1), 10) == (1, 1), "no way, no direction"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((0, 50), [(44, 47), (50, 50), (44, 53)]),
        ((90, 50), [(56, 47), (50, 50), (56, 53)]),
        ((50, 0), [(47, 44), (50, 50), (53, 44)]),
        ((50, 90), [(47, 56), (50, 50), (53, 56)]),
    ],
    ids=["right", "left", "down", "up"],
)
def test_a_head_points_away_from_where_it_comes(before: Point, expected: list[Point]) -> None:
    assert sorted(corners(arrow_head(before, (50, 50)))) == sorted(expected)


def test_a_slanted_head_has_its_length_and_width() -> None:
    """Towards (30, 40) the direction is (0.6, 0.8): the base of length 10 lies at (24, 32)."""
    one, tip, other = corners(arrow_head((0, 0), (30, 40), length=10, half=5))
    assert tip == (30, 40)
    assert sorted((one, other)) == [(20, 35), (28, 29)]


def test_an_arrow_is_a_line_and_its_head() -> None:
    drawn = arrow([(0, 0), (0, 20)], "skip")
    assert drawn.count("<path") == 2
    assert 'class="edge skip" d="M0 0L0 20"' in drawn
    assert 'class="head skip"' in drawn
