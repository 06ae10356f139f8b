"""The photographs: training and test ones, squares of them, noise, light and colour."""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from archreport.course.album import Photograph, photographs, read_photograph

SIDE = 48  # of a training square, pixels
TEST_SIDE = 128
NOISE = 25.0  # standard deviation, on the scale from 0 to 255
#: Less colour than this, the mean difference of the largest and the smallest channel: a grey one.
LEAST_COLOUR = 12.0
#: Light from red, green and blue, and two colour differences (ITU-R BT.601), as rows.
LIGHT = (0.299, 0.587, 0.114)
_BLUE, _RED = 0.564, 0.713


@cache
def in_colour() -> tuple[Photograph, ...]:
    """The photographs of the album that are not grey, in the order of their names."""

    def colour(one: Photograph) -> float:
        values = np.asarray(read_photograph(one), np.float64)
        return float((values.max(2) - values.min(2)).mean())

    return tuple(one for one in photographs() if colour(one) >= LEAST_COLOUR)


def training_photographs() -> tuple[Photograph, ...]:
    """Three of four."""
    return tuple(one for number, one in enumerate(in_colour()) if number % 4)


def test_photographs() -> tuple[Photograph, ...]:
    """Every fourth one, whole: no square of it is among those of the training."""
    return in_colour()[::4]


def test_squares(side: int = TEST_SIDE) -> Tensor:
    """The middle of each test photograph, ``(N, 3, side, side)``, from 0 to 255."""
    return torch.stack([middle(one, side) for one in test_photographs()])


def middle(one: Photograph, side: int) -> Tensor:
    """The largest square in the middle of a photograph, scaled; ``(3, side, side)``, 0 to 255."""
    image = read_photograph(one)
    edge = min(image.size)
    left, top = (image.width - edge) // 2, (image.height - edge) // 2
    box = (left, top, left + edge, top + edge)
    return _values(image.resize((side, side), Image.Resampling.LANCZOS, box))


def training_squares(count: int, seed: int) -> Tensor:
    """``count`` squares of each training photograph; ``(N, 3, SIDE, SIDE)``, 0 to 255.

    Each of any size that fits, scaled down to `SIDE`, every second mirrored.
    """
    dice = np.random.default_rng(seed)
    squares = []
    for one in training_photographs():
        image = read_photograph(one)
        for _ in range(count):
            edge = int(dice.integers(SIDE, min(image.size) + 1))
            left, top = (int(dice.integers(length - edge + 1)) for length in image.size)
            box = (left, top, left + edge, top + edge)
            square = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box)
            if dice.random() < 0.5:
                square = square.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            squares.append(_values(square))
    return torch.stack(squares)


def noisy(pictures: Tensor, seed: int) -> Tensor:
    """Each value plus normal noise of standard deviation `NOISE`; not cut off at 0 and 255."""
    dice = torch.Generator().manual_seed(seed)
    return pictures + NOISE * torch.randn(pictures.shape, generator=dice)


def light(pictures: Tensor) -> Tensor:
    """``(N, 3, H, W)`` colours to ``(N, 1, H, W)`` light, 0 to 255."""
    return (pictures * torch.tensor(LIGHT).view(1, 3, 1, 1)).sum(1, keepdim=True)


def colour(pictures: Tensor) -> Tensor:
    """``(N, 3, H, W)`` to ``(N, 2, H, W)``: how much bluer and how much redder than grey."""
    red, blue = pictures[:, :1], pictures[:, 2:]
    grey = light(pictures)
    return torch.cat([_BLUE * (blue - grey), _RED * (red - grey)], 1)


def coloured(grey: Tensor, differences: Tensor) -> Tensor:
    """Light and colour put together again, ``(N, 3, H, W)``, cut off at 0 and 255."""
    blue = grey + differences[:, :1] / _BLUE
    red = grey + differences[:, 1:] / _RED
    green = (grey - LIGHT[0] * red - LIGHT[2] * blue) / LIGHT[1]
    return torch.cat([red, green, blue], 1).clamp(0, 255)


def _values(image: Image.Image) -> Tensor:
    return torch.from_numpy(np.array(image, np.float32)).permute(2, 0, 1)
