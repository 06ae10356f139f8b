"""The convolution of chapter 1, worked out by hand, against PyTorch."""

from __future__ import annotations

import torch

from archreport.course.lessons.alexnet.convolution_by_hand import products
from archreport.course.lessons.alexnet.small_kernel import BIAS, KERNEL
from archreport.course.lessons.before_2012.small_data import CORNER
from tests.course.lessons.by_hand import drawn, texts


def test_the_convolution_is_pytorchs() -> None:
    values, kernel = torch.tensor(CORNER), torch.tensor(KERNEL)
    result = torch.nn.functional.conv2d(
        values[None, None].float(), kernel[None, None].float(), torch.tensor([float(BIAS)])
    )
    assert products(CORNER, KERNEL, BIAS) == result[0, 0].int().tolist()
    shown = [int(text.replace("−", "-")) for text in texts(drawn("convolution_by_hand"))[-9:]]
    assert sorted(shown) == sorted(result.int().flatten().tolist()), "the marked one is drawn last"
    assert shown[-1] == result[0, 0, 0, 0]
