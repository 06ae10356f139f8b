"""Axes that are split and merged: what is whole again, and what is lost."""

import pytest

from archreport.operations.axes.parts import Part, axes_of_input, extents_of, place_of, unknown
from archreport.operations.axes.reshaping import split_and_merged

N, C, H, W = ((0, axis) for axis in range(4))
MAP = axes_of_input(0, (2, 8, 6, 4))


@pytest.mark.parametrize(
    ("shape", "place"),
    [
        ((2, 192), 0),
        ((2, 8, 24), 0),
        ((2, 2, 4, 6, 4), 0),
        ((1, 2, 192), 1),
        ((2, 8, 6, 4, 1), 0),
        ((16, 24), None),
        ((384,), None),
        ((4, 96), None),
    ],
)
def test_the_batch_is_found_unless_it_is_merged(shape, place):
    assert place_of(N, split_and_merged(MAP, shape)) == place


def test_what_is_split_and_merged_in_order_is_whole_again():
    windows = split_and_merged(MAP, (2, 8, 3, 2, 2, 2))
    assert windows[2:] == ((Part(H, 3, 2),), (Part(H, 2),), (Part(W, 2, 2),), (Part(W, 2),))
    assert split_and_merged(windows, (2, 8, 6, 4)) == MAP
    shuffled = (*windows[:2], windows[3], windows[2], *windows[4:])
    assert place_of(H, split_and_merged(shuffled, (2, 8, 6, 4))) is None


def test_a_batch_of_one_stands_where_it_stood():
    one = axes_of_input(0, (1, 20, 64))
    assert place_of(N, split_and_merged(one, (1, 20, 4, 16))) == 0
    assert place_of(N, split_and_merged(one, (20, 64))) is None
    assert place_of(N, split_and_merged(one, (20, 1, 64))) is None, "that is another 1"
    length_first = axes_of_input(0, (20, 1, 64))
    assert place_of((0, 1), split_and_merged(length_first, (20, 1, 4, 16))) == 1
    assert place_of((0, 1), split_and_merged(length_first, (20, 4, 16))) is None


def test_a_cut_through_a_part_is_not_known():
    assert split_and_merged(axes_of_input(0, (6, 4)), (4, 6)) is None
    assert split_and_merged(MAP, (0, 384)) is None


@pytest.mark.parametrize(
    ("order", "extents"),
    [
        ((0, 1, 2, 3), (6, 4)),
        ((0, 2, 3, 1), (6, 4)),
        ((0, 3, 2, 1), ()),
        ((2, 0, 1, 3), ()),
    ],
)
def test_a_map_has_its_positions_side_by_side_and_in_order(order, extents):
    assert extents_of((H, W), tuple(MAP[axis] for axis in order)) == extents


def test_tokens_are_no_map_but_hold_one():
    tokens = split_and_merged(MAP, (2, 8, 24))
    assert extents_of((H, W), tokens) == ()
    assert extents_of((H, W), split_and_merged(tokens, (2, 8, 6, 4))) == (6, 4)
    assert extents_of((H, W), unknown((2, 8, 6, 4))) is None


def test_a_sequence_with_its_channels_behind_it_is_no_map():
    signal = axes_of_input(0, (2, 8, 30))
    assert extents_of(((0, 2),), signal) == (30,)
    assert extents_of(((0, 2),), (signal[0], signal[2], signal[1])) == ()
