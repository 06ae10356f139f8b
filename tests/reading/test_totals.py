"""Subtotals, shares, the largest row, and the shapes at both ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archreport.reading.totals import (
    Subtotal,
    bytes_each,
    bytes_per_activation,
    input_dtype,
    input_shape,
    largest_row,
    output_shape,
    share_of,
    subtotal,
)
from tests.hand_made import make_report
from tests.shelf import report_of


def test_a_subtotal_adds_the_three_columns_up() -> None:
    """stem.conv: 3·3·3·4 + 4 = 112 parameters, 8·8·108 = 6,912 MACs, 4·8·8 = 256 values;
    fc: 64·10 + 10 = 650 parameters, 640 MACs, 10 values."""
    report = make_report()
    assert subtotal([report.row("stem.conv"), report.row("fc")]) == Subtotal(762, 7552, 266)
    assert subtotal(()) == Subtotal(0, 0, 0)


def test_all_rows_together_are_the_totals() -> None:
    report = report_of("vgg16")
    whole = subtotal(report.rows)
    totals = report.totals
    assert whole == Subtotal(totals.params, totals.macs, totals.activations)


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 4, 0.25), (0, 5, 0), (0, 0, 0)])
def test_a_share_of_nothing_is_nothing(part: int, whole: int, share: float) -> None:
    assert share_of(part, whole) == share


def test_the_largest_rows_of_vgg16() -> None:
    """fc6 holds 7·7·512·4,096 weights; conv1_2 and conv2_2 do equal work, and conv1_2 comes first;
    the largest maps are those of stage 1."""
    report = report_of("vgg16")
    found = [largest_row(report, column) for column in ("param_count", "macs", "activations")]  # type: ignore[arg-type]
    assert [row.id if row else "" for row in found] == ["fc6", "conv1_2", "conv1_1"]


def test_the_input_is_never_the_largest_row() -> None:
    """Of the first two rows the input stores 3·8·8 = 192 values, the ReLU in place none."""
    report = make_report()
    only = replace(report, rows=(report.row("input"), report.row("stem.relu")))
    assert largest_row(only, "activations") is None


def test_bytes_of_one_value_where_all_are_alike() -> None:
    assert bytes_each(96, 24) == 4
    assert bytes_each(98, 24) == 0, "two data types"
    assert bytes_each(0, 0) == 0
    assert bytes_per_activation(make_report()) == 4


def test_the_ends_of_a_network() -> None:
    report = make_report()
    assert (input_shape(report), input_dtype(report)) == ((1, 3, 8, 8), "float32")
    assert output_shape(report) == (1, 10), "the auxiliary head is the second output"


def test_a_network_without_ends_has_no_shapes() -> None:
    bare = replace(make_report(), inputs=(), outputs=())
    assert (input_shape(bare), input_dtype(bare), output_shape(bare)) == ((), "", ())
