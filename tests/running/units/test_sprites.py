"""Patches cut to what a unit sees."""

from __future__ import annotations

import numpy as np
from PIL import Image

from archreport.report.unit_rows import Box
from archreport.running.units.sprites import CELL, draw_patch, placing, sprite_side

RAMP = Image.fromarray(
    np.dstack(
        [*np.indices((64, 64)), np.zeros((64, 64), int)],
    ).astype(np.uint8)
)  # red is the row, green the column


def test_a_small_box_has_a_square_for_every_pixel() -> None:
    cell = np.asarray(draw_patch(RAMP, Box(10, 20, 3, 3)))
    side = CELL // 3
    for row in range(3):
        for column in range(3):
            square = cell[row * side : (row + 1) * side, column * side : (column + 1) * side]
            assert (square == (10 + row, 20 + column, 0)).all()


def test_what_lies_in_the_padding_is_hatched() -> None:
    cell = np.asarray(draw_patch(RAMP, Box(-1, 5, 3, 3)))
    side = CELL // 3
    assert (cell[:side] > 150).all()  # grey
    assert len(np.unique(cell[:side, :, 0])) == 2  # two greys
    assert (cell[side : 2 * side, :side] == (0, 5, 0)).all()


def test_a_large_box_is_scaled_to_fit() -> None:
    cell = np.asarray(draw_patch(RAMP, Box(0, 0, 64, 64))).astype(int)
    assert cell.shape == (CELL, CELL, 3)
    assert abs(cell[CELL // 2, CELL // 2, 0] - 32) <= 1
    assert (np.diff(cell[:, 5, 0]) >= 0).all()


def test_a_box_that_is_all_padding_is_all_hatched() -> None:
    cell = np.asarray(draw_patch(RAMP, Box(-40, -40, 20, 20)))
    assert not (cell == RAMP.getpixel((0, 0))).all(axis=2).any()


def test_a_box_lies_in_the_middle_of_its_cell() -> None:
    placed = placing(Box(0, 0, 10, 5))
    assert (placed.factor, placed.height, placed.width) == (4.0, 40, 20)
    assert (placed.top, placed.left) == (4, 14)
    assert sprite_side() == 3 * CELL + 4
