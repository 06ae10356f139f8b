"""Pasted emoji: the masks, the seeds and the photographs behind them."""

import numpy as np
import pytest

from archreport.course.kit.emoji import emoji, pixels, split
from archreport.course.kit.pasting import (
    TEST_PHOTOGRAPHS,
    TRAIN_PHOTOGRAPHS,
    Style,
    paste,
    photograph,
)

STILL = Style(scale=(1, 1), turn=0, mirror=False, brightness=0, tint=0)


def test_photographs_of_the_two_sides_differ() -> None:
    assert not set(TRAIN_PHOTOGRAPHS) & set(TEST_PHOTOGRAPHS)
    for name in TRAIN_PHOTOGRAPHS + TEST_PHOTOGRAPHS:
        assert photograph(name).dtype == np.uint8
        assert photograph(name).shape[2] == 3
        assert min(photograph(name).shape[:2]) >= STILL.crop[1]
    with pytest.raises(ValueError, match="nobody"):
        photograph("nobody")


def test_without_variation_the_emoji_is_there_pixel_for_pixel() -> None:
    which = [0, 300, 1000]
    made = paste(which, ["coffee"], 64, style=STILL)
    for picture, mask, index in zip(made.pictures, made.masks, which, strict=True):
        original = pixels()[index]
        assert np.array_equal(mask, original[..., 3] > 127.5)
        solid = original[..., 3] == 255
        assert np.array_equal(picture[solid], original[..., :3][solid])


def test_outside_the_emoji_the_photograph_is_untouched() -> None:
    """The same pastes with another light differ only where the emoji is."""
    which = [0, 500, 1079]
    plain = paste(which, ["chelsea"], 48, copies=2, style=Style(brightness=0))
    bright = paste(which, ["chelsea"], 48, copies=2, style=Style(brightness=0.5))
    assert np.array_equal(plain.masks, bright.masks)
    changed = (plain.pictures != bright.pictures).any(-1)
    edge = np.zeros_like(plain.masks)  # pixels that the emoji covers by less than half
    for down in range(-2, 3):
        for right in range(-2, 3):
            edge |= np.roll(plain.masks, (down, right), (1, 2))
    assert changed.any()
    assert not (changed & ~edge).any()
    assert 0.05 < plain.masks.mean() < 0.9


def test_a_picture_depends_on_seed_emoji_and_copy_alone() -> None:
    train, _ = split()
    many = paste(train[:6], TRAIN_PHOTOGRAPHS, 32, copies=3, seed=5)
    part = paste(train[4:5], TRAIN_PHOTOGRAPHS, 32, copies=2, seed=5)
    assert np.array_equal(many.pictures[12:14], part.pictures)
    assert np.array_equal(many.masks[12:14], part.masks)
    other = paste(train[4:5], TRAIN_PHOTOGRAPHS, 32, copies=2, seed=6)
    assert not np.array_equal(part.pictures, other.pictures)


def test_labels_go_with_their_emoji() -> None:
    made = paste([3, 700], ["gravel"], 16, copies=4)
    assert made.emoji.tolist() == [3] * 4 + [700] * 4
    assert made.labels.tolist() == [emoji()[i].label for i in made.emoji]
