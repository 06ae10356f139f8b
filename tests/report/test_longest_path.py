"""The path with the most rows that count."""

from __future__ import annotations

from archreport.report.kinds import has_weights
from archreport.report.longest_path import longest_path, path_lengths
from archreport.report.model import Row
from tests.render.drawing.diagram import nets


def two_branches() -> list[Row]:
    """One convolution against two: input ─ short ─┐, input ─ long1 ─ long2 ─┴ add ─ fc."""
    x = nets.given((8, 8))
    short = nets.conv("short", x, 8)
    first = nets.conv("long1", x, 8)
    second = nets.conv("long2", first, 8)
    end = nets.add("add", short, second)
    return [x, short, first, second, end, nets.linear("fc", end, 10)]


def ids(path: tuple[Row, ...]) -> list[str]:
    return [row.id for row in path]


def test_lengths_count_the_row_itself_and_the_longer_branch() -> None:
    assert path_lengths(two_branches(), has_weights) == {
        "input": 0, "short": 1, "long1": 1, "long2": 2, "add": 2, "fc": 3,
    }  # fmt: skip


def test_the_longest_path_goes_through_the_longer_branch() -> None:
    rows = two_branches()
    assert ids(longest_path(rows, has_weights, "fc")) == ["input", "long1", "long2", "add", "fc"]
    assert ids(longest_path(rows, has_weights, "short")) == ["input", "short"]


def test_what_counts_decides() -> None:
    """Where only the short branch counts, the path goes through it."""
    path = longest_path(two_branches(), lambda row: row.id == "short", "add")
    assert ids(path) == ["input", "short", "add"]


def test_of_equal_branches_the_first_input_is_taken() -> None:
    x = nets.given((8, 8))
    left, right = nets.conv("left", x, 8), nets.conv("right", x, 8)
    end = nets.add("add", right, left)
    assert ids(longest_path([x, left, right, end], has_weights, "add")) == ["input", "right", "add"]


def test_within_some_rows_what_comes_from_outside_is_an_input() -> None:
    inside = two_branches()[2:]  # from long1 on: short is not there
    assert ids(longest_path(inside, has_weights, "add")) == ["long1", "long2", "add"]


def test_a_row_that_is_not_there_has_no_path() -> None:
    assert longest_path(two_branches(), has_weights, "nowhere") == ()
