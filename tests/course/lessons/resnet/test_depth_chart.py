"""The chart of the winners' depths: its bars are to scale, and it says its numbers."""

from __future__ import annotations

import pytest

from tests.course.lessons.by_hand import drawn, texts


def test_bars_are_as_long_as_the_networks_are_deep() -> None:
    root = drawn("depth_chart")
    widths = [float(bar.get("width", 0)) for bar in root.iter("rect")]
    assert len(widths) == 2, "features by hand have no layers"
    assert widths[0] / widths[1] == pytest.approx(22 / 152, rel=0.01)


def test_depth_and_error_stand_beside_each_bar() -> None:
    said = texts(drawn("depth_chart"))
    assert said[2:6] == ["2011", "XRCE", "by hand", "25.8%"]
    assert said[-4:] == ["2015", "ResNet", "152", "3.6%"]
