"""Figures in the usual notations, and whether one says a number."""

from __future__ import annotations

import pytest

from archreport.verify.numbers import single
from archreport.verify.plain import plain
from archreport.verify.quantities import counted

RIGHT = [
    (295_168, "295,168"), (295_168, "295 168"), (295_168, "295\u2009168"),
    (295_168, "295\u202f168"),
    (295_168, "295\u00a0168"), (295_168, "295168"), (295_168, "295.168"), (295_168, "295'168"),
    (295_168, r"\num{295168}"), (295_168, "295{,}168"), (295_168, r"295\,168"),
    (295_168, "295~168"),
    (295_168, "$295{,}168$"), (295_168, "0.295 M"), (295_168, "0.3M"), (295_168, "295 k"),
    (295_168, "295.2k"), (295_168, "0,295 M"), (295_168, "29.5 万"), (295_168, "29.5168万"),
    (295_168, "2.95e5"), (295_168, "2.95×10^5"), (295_168, r"$2.95 \times 10^{5}$"),
    (295_168, "2.95·10⁵"), (295_168, "2.95 × 10<sup>5</sup>"), (295_168, "２９５１６８"),
    (138_357_544, "138 million"), (138_357_544, "138.4 M"), (138_357_544, "1.38 亿"),
    (138_357_544, "1亿3836万"), (138_357_544, "1.384e8"), (15_470_264_320, "15.5 G"),
    (15_470_264_320, "15.47 billion"), (15_470_264_320, "154.7 亿"), (15_470_264_320, "1.5e10"),
    (15_470_264_320, "15.470.264.320"), (4_096, "4,096"), (4_096, "4.1 thousand"),
]  # fmt: skip

WRONG = [
    (295_168, "295,169"), (295_168, "0.296 M"), (295_168, "0.294 M"),
    (295_168, "295 M"), (295_168, "29.6 万"), (295_168, "2.96e5"), (295_168, "2.95×10^6"),
    (295_168, "300,000"), (138_357_544, "139 million"), (138_357_544, "138.3 M"),
    (138_357_544, "1.39 亿"), (138_357_544, "1亿3837万"), (15_470_264_320, "15.4 G"),
    (15_470_264_320, "15.48 billion"),
]  # fmt: skip


def printed(text: str):
    found = single(plain(text))
    assert found is not None, text
    return found


@pytest.mark.parametrize(("number", "text"), RIGHT)
def test_a_figure_that_is_right(number: int, text: str) -> None:
    assert printed(text).says(number)


@pytest.mark.parametrize(("number", "text"), WRONG)
def test_a_figure_that_is_wrong(number: int, text: str) -> None:
    assert not printed(text).says(number)


@pytest.mark.parametrize("text", ["conv3_1", "in place", "", "3 × 3", "0.1.0a", "295 1680"])
def test_what_is_no_figure(text: str) -> None:
    assert single(text) is None


@pytest.mark.parametrize(
    ("text", "quantity", "number"),
    [
        ("138 million parameters", "params", 138_357_544),
        ("138M trainable params", "params", 138_357_544),
        ("about 138,000,000 parameters", "params", 138_357_544),
        ("parameters: 295,168", "params", 295_168),
        ("Parameters (3·3·128)·256 + 256 = 295,168", "params", 295_168),
        ("924.8 MMACs", "macs", 924_844_032),
        ("0.92 GMACs", "macs", 924_844_032),
        ("15.47 G multiply-accumulates", "macs", 15_470_264_320),
        ("30.9 GFLOPs", "flops", 30_940_528_640),
        ("802 816 activations", "activations", 802_816),
        ("a receptive field of 24", "field", 24),
        ("1.38 亿个参数", "params", 138_357_544),
        ("参数量约为 1.38 亿", "params", 138_357_544),
        ("9.25 亿次乘加", "macs", 924_844_032),
        ("乘加次数为 924,844,032", "macs", 924_844_032),
        ("80.3 万个激活值", "activations", 802_816),
        ("感受野为 24", "field", 24),
    ],
)
def test_what_a_figure_counts(text: str, quantity: str, number: int) -> None:
    (one,) = counted(plain(text))
    assert quantity in one.quantities
    assert one.written.says(number), one


@pytest.mark.parametrize(
    "text",
    [
        "conv3_1 of archreport 0.1.0",
        "One MAC is two FLOPs: 1 MAC = 2 FLOPs",
        "a window of 3 × 3 and 256 channels",
        "VGG-16 of 2014 has parameters in 16 layers",
    ],
)
def test_numbers_that_count_nothing(text: str) -> None:
    assert [one for one in counted(plain(text)) if one.written.text not in ("1", "2")] == []


def test_a_sum_is_worked_out() -> None:
    (one,) = counted("parameters (3·3·128)·256 + 256 = 295,169")
    assert one.sum_value == 295_168
    assert not one.written.says(one.sum_value)
