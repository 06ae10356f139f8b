"""Photographs of animals and their masks, of extents that five poolings divide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from archreport.course.album import Photograph, read_photograph
from archreport.course.album.masks import photographs_with_mask, read_mask

LONGEST = 256  # pixels
STEP = 32


@dataclass(frozen=True)
class Example:
    """A photograph ``(H, W, 3)`` and where an animal is, ``(H, W)``."""

    name: str
    picture: NDArray[np.uint8]
    mask: NDArray[np.bool_]


def examples() -> tuple[Example, ...]:
    """All photographs with a mask, in the order of their names."""
    return tuple(_example(one) for one in photographs_with_mask())


def _example(one: Photograph) -> Example:
    image, mask = read_photograph(one), Image.fromarray(read_mask(one)).convert("L")
    size = _fitting(image.size)
    picture = np.asarray(image.resize(size, Image.Resampling.LANCZOS))
    inside = np.asarray(mask.resize(size, Image.Resampling.BOX)) > 127
    return Example(one.name, picture, inside)


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    """About the same shape, `LONGEST` at most, both extents divisible by `STEP`."""
    scale = LONGEST / max(size) / STEP
    width, height = (max(1, round(length * scale)) * STEP for length in size)
    return width, height


def folds(count: int, parts: int, seed: int) -> tuple[NDArray[np.int64], ...]:
    """The numbers up to ``count`` in random order, in ``parts`` of nearly equal size."""
    return tuple(np.array_split(np.random.default_rng(seed).permutation(count), parts))
