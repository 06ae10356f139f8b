"""Two numbers compared: the phrase that fits, and a proportion whose smaller side is 1."""

from __future__ import annotations

import pytest

from archreport.render.compare_pages.ratios import Ratio, compared, figure, proportion


@pytest.mark.parametrize(
    ("value", "other", "ratio"),
    [
        (21_797_672, 143_667_240, Ratio("times_fewer", "6.6")),
        (3_663_761_408, 19_632_062_464, Ratio("times_fewer", "5.4")),
        (138_357_544, 60_965_224, Ratio("times_more", "2.3")),
        (15_470_264_320, 724_406_816, Ratio("times_more", "21")),
        (21_797_672, 21_623_848, Ratio("percent_more", "0.8%")),
        (134, 100, Ratio("percent_more", "34%")),
        (75, 100, Ratio("percent_fewer", "25%")),
        (150, 100, Ratio("times_more", "1.5")),
        (50, 100, Ratio("times_fewer", "2.0")),
        (100_001, 100_000, Ratio("about")),
        (7, 7, Ratio("same")),
        (0, 0, Ratio("same")),
        (0, 7, Ratio("none")),
        (7, 0, Ratio("only")),
    ],
)
def test_the_phrase_that_fits(value: int, other: int, ratio: Ratio) -> None:
    assert compared(value, other) == ratio


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (60_965_224, 138_357_544, "1 : 2.27"),
        (143_667_240, 21_797_672, "6.59 : 1"),
        (8, 16, "1 : 2"),
        (34, 34, "1 : 1"),
        (10_000, 10_001, "≈ 1 : 1"),
        (9.7748, 1, "9.77 : 1"),
        (99.96, 1, "100 : 1"),
        (3025, 1, "3,025 : 1"),
        (0, 5, "–"),
        (5, 0, "–"),
    ],
)
def test_proportions(first: float, second: float, text: str) -> None:
    assert proportion(first, second).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("value", "text"), [(6.591, "6.6"), (9.96, "10"), (112.3, "112"), (12345.6, "12,346")]
)
def test_no_digit_before_the_point_is_lost(value: float, text: str) -> None:
    assert figure(value) == text
