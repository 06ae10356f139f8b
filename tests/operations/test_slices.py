"""Indices written out."""

import pytest

from archreport.operations.slices import Cut, cuts_of

SHAPE = (1, 3, 8, 10)
ONE, THREE, ROWS, COLUMNS = (Cut(0, 1, extent) for extent in SHAPE)


@pytest.mark.parametrize(
    ("index", "kept"),
    [
        (Ellipsis, [ONE, THREE, ROWS, COLUMNS]),
        (0, [Cut(0, 1, 1, gone=True), THREE, ROWS, COLUMNS]),
        ((..., slice(1, None, 2)), [ONE, THREE, ROWS, Cut(1, 2, 5)]),
        ((slice(None), -1), [ONE, Cut(2, 1, 1, gone=True), ROWS, COLUMNS]),
        ((None, ..., slice(-4, -1)), [None, ONE, THREE, ROWS, Cut(6, 1, 3)]),
        ((slice(None), [2, 0]), [ONE, Cut(0, 1, 2, listed=True), ROWS, COLUMNS]),
        ((slice(None), [2, 0], [1, 2]), None),  # two lists are combined
        ((0, ..., [1]), None),
        (True, None),
        ("mask", None),
    ],
)  # fmt: skip
def test_what_an_index_keeps_of_each_axis(index, kept):
    assert cuts_of(index, SHAPE) == kept
