"""Emoji pasted on crops of photographs: pictures to classify, with masks that are exact."""

from archreport.course.kit.pasting import (
    TEST_PHOTOGRAPHS,
    TRAIN_PHOTOGRAPHS,
    Pastes,
    Style,
    paste,
    photograph,
)

__all__ = ["TEST_PHOTOGRAPHS", "TRAIN_PHOTOGRAPHS", "Pastes", "Style", "paste", "photograph"]
