"""Emoji pasted on crops of photographs: pictures to classify, with masks that are exact.

The photographs behind the training pictures and those behind the test pictures are different
ones. Each picture depends on the seed, the emoji and the number of the copy alone, so a set can be
made again, in part or in another order, pixel for pixel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from archreport.course.kit.emoji import emoji, pixels
from archreport.running.photo import load_photo, photo_names

__all__ = ["TEST_PHOTOGRAPHS", "TRAIN_PHOTOGRAPHS", "Pastes", "Style", "paste", "photograph"]

# archreport's own photographs and others that scikit-image ships (all CC0 or public domain).
TRAIN_PHOTOGRAPHS = (
    "coffee", "rocket", "hubble_deep_field", "immunohistochemistry", "grass", "brick",
)  # fmt: skip
TEST_PHOTOGRAPHS = ("astronaut", "chelsea", "gravel")


@dataclass(frozen=True)
class Style:
    """How an emoji is put on its background. Each value is drawn evenly from its range."""

    scale: tuple[float, float] = (0.65, 1.0)  # side of the emoji / side of the picture
    turn: float = 15.0  # degrees, to either side
    mirror: bool = True  # every second one
    brightness: float = 0.25  # ± of the emoji, as a factor
    tint: float = 0.08  # ± of each of its channels, as a factor
    crop: tuple[int, int] = (48, 160)  # side of the crop of the photograph, in its pixels
    quarters: bool = False  # inside one of the four quarters of the picture, each as often


@dataclass(frozen=True)
class Pastes:
    """Pictures in the order of their emoji, copy by copy."""

    pictures: NDArray[np.uint8]  # (N, size, size, 3)
    masks: NDArray[np.bool_]  # (N, size, size): True where the emoji covers more than half
    labels: NDArray[np.int64]  # (N,), index into CLASSES
    emoji: NDArray[np.int64]  # (N,), index into emoji()


def paste(
    which: Sequence[int] | NDArray[np.int64],
    photographs: Iterable[str],
    size: int,
    copies: int = 1,
    seed: int = 0,
    style: Style | None = None,
) -> Pastes:
    """Paste each emoji of ``which`` ``copies`` times on crops of ``photographs``.

    All copies of the first emoji come first, then those of the second. ``size`` is the side of the
    pictures in pixels. Raises `ValueError` for an unknown photograph.
    """
    backgrounds = [photograph(name) for name in photographs]
    style = style or Style()
    count = len(which) * copies
    pictures = np.empty((count, size, size, 3), np.uint8)
    masks = np.empty((count, size, size), bool)
    for at, index in enumerate(which):
        tile = Image.fromarray(pixels()[index])
        for copy in range(copies):
            rng = np.random.default_rng([seed, int(index), copy])
            behind = _background(backgrounds, size, style, rng)
            place = at * copies + copy
            pictures[place], masks[place] = _one(tile, behind, size, style, rng)
    labels = np.array([emoji()[i].label for i in which], np.int64)
    return Pastes(
        pictures,
        masks,
        np.repeat(labels, copies),
        np.repeat(np.asarray(which, np.int64), copies),
    )


@cache
def photograph(name: str) -> NDArray[np.uint8]:
    """A photograph as ``(H, W, 3)``, from archreport or scikit-image. Raises `ValueError`."""
    if name in photo_names():
        return np.asarray(load_photo(name)[0])
    if name not in TRAIN_PHOTOGRAPHS + TEST_PHOTOGRAPHS:
        raise ValueError(f"no photograph is called {name!r}")
    from skimage import data

    values = np.asarray(getattr(data, name)())
    return np.repeat(values[..., None], 3, axis=2) if values.ndim == 2 else values[..., :3]


def _background(
    backgrounds: Sequence[NDArray[np.uint8]], size: int, style: Style, rng: np.random.Generator
) -> NDArray[np.float32]:
    """A square crop of one of ``backgrounds``, scaled to ``size``; ``(size, size, 3)``, 0..255."""
    whole = backgrounds[int(rng.integers(len(backgrounds)))]
    side = int(rng.integers(style.crop[0], style.crop[1] + 1))
    top, left = (int(rng.integers(length - side + 1)) for length in whole.shape[:2])
    crop = Image.fromarray(whole[top : top + side, left : left + side])
    return np.asarray(crop.resize((size, size), Image.Resampling.BILINEAR), np.float32)


def _one(
    tile: Image.Image,
    behind: NDArray[np.float32],
    size: int,
    style: Style,
    rng: np.random.Generator,
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    side = round(size * rng.uniform(*style.scale))
    left, top = _place(size, side, style, rng)
    angle = rng.uniform(-style.turn, style.turn)
    if style.mirror and rng.random() < 0.5:
        tile = tile.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    canvas = Image.new("RGBA", (size, size))
    canvas.paste(tile.resize((side, side), Image.Resampling.BOX), (left, top))
    centre = (left + side / 2, top + side / 2)
    canvas = canvas.rotate(angle, Image.Resampling.BILINEAR, center=centre)
    values = np.asarray(canvas, np.float32)
    alpha = values[..., 3:] / 255
    light = 1 + rng.uniform(-style.brightness, style.brightness)
    colour = values[..., :3] * (light * (1 + rng.uniform(-style.tint, style.tint, 3)))
    mixed = alpha * np.clip(colour, 0, 255) + (1 - alpha) * behind
    return np.round(mixed).astype(np.uint8), alpha[..., 0] > 0.5


def _place(size: int, side: int, style: Style, rng: np.random.Generator) -> tuple[int, int]:
    """The left upper corner of an emoji. Drawn from the whole picture, it is mostly in the middle.

    In quarters no part of the picture is favoured. Raises `ValueError` for an emoji that is larger
    than its quarter.
    """
    room = size // 2 if style.quarters else size
    if side > room:
        raise ValueError(f"an emoji of {side} pixels does not fit into {room}")
    left, top = (int(place) for place in rng.integers(room - side + 1, size=2))
    if style.quarters:
        across, down = (int(half) for half in rng.integers(2, size=2))
        left, top = left + across * room, top + down * room
    return left, top
