"""The pictures of the experiments: emoji on photographs, those of the test unseen in training."""

from __future__ import annotations

from functools import cache

from archreport.course.kit.emoji import split
from archreport.course.kit.pasting import (
    TEST_PHOTOGRAPHS,
    TRAIN_PHOTOGRAPHS,
    Pastes,
    Style,
    paste,
)

SIDE = 96  # pixels
#: Large, and mostly in the middle, as in most photographs of one thing.
LARGE = Style(scale=(0.65, 1.0))
#: Small, and anywhere, so that a map of the middle finds nothing.
ANYWHERE = Style(scale=(0.4, 0.5), crop=(96, 240), quarters=True)


@cache
def training(style: Style) -> Pastes:
    """One picture of each of the 809 training emoji."""
    return paste(split()[0], TRAIN_PHOTOGRAPHS, SIDE, seed=1, style=style)


@cache
def test(style: Style) -> Pastes:
    """One picture of each of the 271 test emoji, on photographs that training does not show."""
    return paste(split()[1], TEST_PHOTOGRAPHS, SIDE, seed=2, style=style)
