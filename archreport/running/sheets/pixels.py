"""The pixels of contact sheets: values to colours, maps to tiles, tiles to a sheet.

`archreport.running.sheets.contact_sheet` decides what is drawn; this module draws it. Feature maps
are drawn in numbers of one `palette` of 256 colours: a quarter of the memory of full colours, and a
file that is written ten times faster. Filters, which may be pictures themselves, are drawn in full
colours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from archreport.report import colour_map

Array = NDArray[Any]
Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]

GAP = 4  # transparent pixels between tiles
PLATE = 14  # height of the strip under a tile that carries its number
MARGIN = 56  # the widest strip left of a block of cells

# Dark strip, light digits: 12:1 on any page, which no grey on a transparent ground can offer.
_PLATE_COLOUR = (42, 46, 52, 255)
_DIGIT_COLOUR = (240, 238, 232, 255)
_DIGIT_SIZE = 11

# The palette: nothing, the shades from strip to digit, the colour map.
_SHADES = 8
_FIRST = 1 + _SHADES
_LAST = 255


@cache
def viridis() -> Pixels:
    """The colour map as ``(256, 3)`` bytes."""
    return np.frombuffer(bytes.fromhex("".join(colour_map.viridis())), np.uint8).reshape(256, 3)


@cache
def palette() -> Pixels:
    """The colours of a sheet of feature maps as ``(256, 4)`` bytes. Number 0 is transparent.

    247 of the colour map's 256 have a place, its ends among them.
    """
    colours = np.full((256, 4), 255, np.uint8)
    colours[0] = 0
    shade = np.linspace(0, 1, _SHADES)[:, None]
    dark, light = np.array(_PLATE_COLOUR), np.array(_DIGIT_COLOUR)
    colours[1:_FIRST] = np.rint(dark + shade * (light - dark))
    colours[_FIRST:, :3] = viridis()[np.rint(np.linspace(0, 255, 256 - _FIRST)).astype(int)]
    return colours


def palette_pixels(values: Array, low: float, high: float) -> Pixels:
    """The number in the `palette` of each value's colour: clipped to the scale, NaN transparent."""
    levels = np.clip(values.astype(np.float32, copy=False), low, high)
    unknown = np.isnan(levels)
    if unknown.any():
        levels[unknown] = low
    levels -= low
    levels /= high - low
    levels *= _LAST - _FIRST
    numbers = np.rint(levels, out=levels).astype(np.uint8)
    numbers += _FIRST
    numbers[unknown] = 0
    return numbers


def grey_pixels(values: Array, limit: float) -> Pixels:
    """``(h, w)`` or ``(h, w, 3)`` values as ``(h, w, 4)`` bytes: 0 is mid-grey, NaN too."""
    shares = np.clip(np.nan_to_num(values / limit), -1, 1)
    levels = np.rint(127.5 + 127.5 * shares).astype(np.uint8)
    if levels.ndim == 2:
        levels = np.dstack([levels] * 3)
    return np.dstack([levels, np.full(levels.shape[:2], 255, np.uint8)])


def fitted_tile(height: int, width: int, tile: int) -> tuple[int, int]:
    """(width, height) of a map drawn at about ``tile`` pixels along its longer side.

    A small map is enlarged by the largest whole factor that fits; a larger one is shrunk to fit.
    """
    longer = max(height, width)
    if longer <= tile:
        factor = tile // longer
        return width * factor, height * factor
    return max(1, round(width * tile / longer)), max(1, round(height * tile / longer))


def enlarged(values: Array, size: tuple[int, int]) -> Array:
    """Every value a rectangle; ``size`` (width, height) is a whole multiple of the map's."""
    height, width = values.shape[:2]
    return values.repeat(size[1] // height, axis=0).repeat(size[0] // width, axis=1)


def map_tiles(maps: Array, size: tuple[int, int], low: float, high: float) -> Pixels:
    """``(n, h, w)`` maps as tiles of (width, height) in numbers of the `palette`."""
    height, width = maps.shape[1:]
    if size[0] >= width and size[1] >= height:
        pixels = palette_pixels(maps, low, high)
        return pixels.repeat(size[1] // height, axis=1).repeat(size[0] // width, axis=2)
    # One map after the other: copies of all of them at once would double the memory of a run.
    small = np.stack([averaged(values, size, low, high) for values in maps])
    return palette_pixels(small, low, high)


def averaged(values: Array, size: tuple[int, int], low: float, high: float) -> Floats:
    """A map clipped to the scale, then averaged by area to (width, height).

    A pixel whose area holds a NaN is NaN.
    """
    clipped = np.clip(values.astype(np.float32, copy=False), low, high)
    if not np.isnan(clipped.min()):
        return _averaged(clipped, size)
    unknown = np.isnan(clipped)
    means = _averaged(np.where(unknown, np.float32(low), clipped), size)
    means[_averaged(unknown.astype(np.float32), size) > 0] = np.nan
    return means


def _averaged(values: Floats, size: tuple[int, int]) -> Floats:
    return np.array(Image.fromarray(values).resize(size, Image.Resampling.BOX))


def arranged(tiles: Pixels, channels: Sequence[int], columns: int, numbered: bool) -> Image.Image:
    """Tiles of one size on a transparent sheet, each with its channel number on a strip below.

    ``tiles`` are ``(n, h, w)`` numbers of the `palette` or ``(n, h, w, 4)`` colours.
    """
    count, height, width = tiles.shape[:3]
    plate = PLATE if numbered else 0
    across, down = width + GAP, height + plate + GAP
    columns = min(columns, count)
    lines = math.ceil(count / columns)
    sheet = np.zeros((lines * down, columns * across, *tiles.shape[3:]), np.uint8)
    for place, (pixels, channel) in enumerate(zip(tiles, channels, strict=True)):
        x, y = place % columns * across, place // columns * down
        sheet[y : y + height, x : x + width] = pixels
        if numbered:
            strip = number_strip(channel, width)
            sheet[y + height : y + height + plate, x : x + width] = (
                strip if tiles.ndim == 3 else palette()[strip]
            )
    return as_image(sheet[: lines * down - GAP, : columns * across - GAP])


@lru_cache(maxsize=8192)
def number_strip(number: int, width: int) -> Pixels:
    """The strip under a tile of ``width`` pixels, in numbers of the `palette`; read only."""
    strip = np.ones((PLATE, width), np.uint8)
    digits = _digits(str(number))[:, : max(0, width - 4)]
    strip[:, 4 : 4 + digits.shape[1]] = digits
    strip.flags.writeable = False
    return strip


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=_DIGIT_SIZE)


@lru_cache(maxsize=4096)
def _digits(text: str) -> Pixels:
    """A number in the middle of a strip as wide as itself, in numbers of the `palette`."""
    image = Image.new("L", (math.ceil(_font().getlength(text)) + 1, PLATE))
    ImageDraw.Draw(image).text((0, PLATE // 2), text, 255, _font(), "lm")
    return np.rint(1 + np.asarray(image) * ((_SHADES - 1) / 255)).astype(np.uint8)


def as_image(pixels: Pixels) -> Image.Image:
    """``(h, w)`` numbers of the `palette`, or ``(h, w, 4)`` colours, as a picture."""
    image = Image.fromarray(np.ascontiguousarray(pixels))
    if pixels.ndim == 2:
        image.putpalette(palette().tobytes(), "RGBA")  # also turns grey levels into its numbers
    return image


def cells(pixels: Pixels, firsts: Sequence[int], side: int, numbered: bool) -> Image.Image:
    """``(lines, columns)`` numbers of the `palette` as square cells; left of a line, ``firsts``
    names its first.

    Where lines are too low for a number each, only every second or third has one.
    """
    lines, columns = pixels.shape
    grid = enlarged(pixels, (columns * side, lines * side))
    if not numbered:
        return as_image(grid)
    margin = min(MARGIN, 12 + math.ceil(max(_font().getlength(str(first)) for first in firsts)))
    height = max(len(grid), PLATE)
    sheet = np.zeros((height, margin + grid.shape[1]), np.uint8)
    sheet[: len(grid), margin:] = grid
    sheet[:, : margin - 2] = 1
    for line in range(0, lines, math.ceil(PLATE / side)):
        middle = min(max(line * side + side // 2, PLATE // 2), height - PLATE // 2)
        digits = _digits(str(firsts[line]))
        top, right = middle - PLATE // 2, margin - 6
        sheet[top : top + PLATE, right - digits.shape[1] : right] = digits
    return as_image(sheet)
