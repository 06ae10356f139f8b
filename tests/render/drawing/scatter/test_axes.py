"""Scales: a value to a place, and round numbers for ticks."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from archreport.render.drawing.scatter.axes import (
    AxisScale,
    PlotFrame,
    bottom_axis,
    linear_ticks,
    log_scale,
    log_ticks,
)

FRAME = PlotFrame(width=300, height=200, left=40, right=10, top=10, bottom=30)


def test_a_linear_scale_is_proportional_and_may_run_upwards() -> None:
    up = AxisScale(0, 10, 170, 10)
    assert [up(0), up(5), up(10)] == [170, 90, 10]


def test_a_logarithmic_scale_gives_equal_room_to_equal_factors() -> None:
    scale = AxisScale(1, 1000, 0, 300, log=True)
    assert [scale(1), scale(10), scale(100), scale(1000)] == pytest.approx([0, 100, 200, 300])


def test_a_scale_leaves_room_at_both_ends() -> None:
    scale = log_scale([10, 1000], 0, 100)
    assert 0 < scale(10) < 10
    assert 90 < scale(1000) < 100


def test_one_value_stands_in_the_middle() -> None:
    assert log_scale([5, 5], 0, 100)(5) == pytest.approx(50)


def test_ticks_are_round_inside_and_not_too_many() -> None:
    scale = AxisScale(3e6, 3e8, 0, 500, log=True)
    assert log_ticks(scale, 9) == [5e6, 1e7, 2e7, 5e7, 1e8, 2e8]
    assert log_ticks(scale, 5) == [3e6, 1e7, 3e7, 1e8, 3e8]
    assert log_ticks(scale, 3) == [1e7, 1e8]
    assert linear_ticks(AxisScale(52, 84, 0, 1), 5) == [55, 60, 65, 70, 75, 80]
    assert linear_ticks(AxisScale(0, 30, 0, 1), 5) == [0, 5, 10, 15, 20, 25, 30]


def test_numbers_that_would_touch_are_left_out_but_their_lines_stay() -> None:
    scale = AxisScale(1, 1000, 40, 290, log=True)
    ticks = [1, 2, 3, 4, 5, 6, 10, 100, 1000]
    root = ET.fromstring(f"<g>{bottom_axis(FRAME, scale, ticks, lambda v: f'{v:,.0f}')}</g>")
    assert len(root.findall("path")) == len(ticks)
    assert len(root.findall("text")) < len(ticks)
