"""The pixels of contact sheets: values to colours, maps to tiles, tiles to a sheet.

`archreport.render.gallery` decides what is drawn; this module draws it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

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


@cache
def viridis() -> Pixels:
    """The colour map as ``(256, 3)`` bytes, from ``viridis.json`` (CC0, credit in the file)."""
    file = resources.files("archreport.render") / "viridis.json"
    colours = " ".join(json.loads(file.read_text(encoding="utf-8"))["colours"])
    return np.frombuffer(bytes.fromhex(colours), np.uint8).reshape(256, 3)


def viridis_pixels(values: Array, low: float, high: float) -> Pixels:
    """``(h, w)`` values as ``(h, w, 4)`` bytes: clipped to the scale, NaN transparent."""
    known = ~np.isnan(values)
    share = (np.where(known, values, low) - low) / (high - low)
    index = np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)
    return np.dstack([viridis()[index], np.where(known, 255, 0).astype(np.uint8)])


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


def resized(values: Array, size: tuple[int, int], low: float, high: float) -> Floats:
    """A map clipped to the scale, then enlarged or averaged by area to (width, height).

    A pixel whose area holds a NaN is NaN.
    """
    clipped = np.clip(values.astype(np.float32), low, high)
    height, width = clipped.shape
    if size[0] >= width and size[1] >= height:
        return enlarged(clipped, size)
    unknown = np.isnan(clipped)
    averaged = _averaged(np.where(unknown, np.float32(low), clipped), size)
    if unknown.any():
        averaged[_averaged(unknown.astype(np.float32), size) > 0] = np.nan
    return averaged


def _averaged(values: Floats, size: tuple[int, int]) -> Floats:
    return np.array(Image.fromarray(values).resize(size, Image.Resampling.BOX))


def arranged(
    tiles: Sequence[Pixels], channels: Sequence[int], columns: int, numbered: bool
) -> Image.Image:
    """Tiles of one size on a transparent sheet, each with its channel number on a strip below."""
    height, width = tiles[0].shape[:2]
    plate = PLATE if numbered else 0
    across, down = width + GAP, height + plate + GAP
    lines = math.ceil(len(tiles) / columns)
    sheet = Image.new("RGBA", (min(columns, len(tiles)) * across - GAP, lines * down - GAP))
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=_DIGIT_SIZE)
    for place, (pixels, channel) in enumerate(zip(tiles, channels, strict=True)):
        x, y = place % columns * across, place // columns * down
        sheet.paste(Image.fromarray(pixels), (x, y))
        if numbered:
            strip = (x, y + height, x + width - 1, y + height + plate - 1)
            draw.rectangle(strip, _PLATE_COLOUR)
            draw.text((x + 4, y + height + plate // 2), str(channel), _DIGIT_COLOUR, font, "lm")
    return sheet


def cells(pixels: Pixels, firsts: Sequence[int], side: int, numbered: bool) -> Image.Image:
    """``(lines, columns, 4)`` bytes as square cells; left of a line, ``firsts`` names its first.

    Where lines are too low for a number each, only every second or third has one.
    """
    lines, columns = pixels.shape[:2]
    grid = Image.fromarray(enlarged(pixels, (columns * side, lines * side)))
    if not numbered:
        return grid
    font = ImageFont.load_default(size=_DIGIT_SIZE)
    margin = min(MARGIN, 12 + math.ceil(max(font.getlength(str(first)) for first in firsts)))
    sheet = Image.new("RGBA", (margin + grid.width, max(grid.height, PLATE)))
    sheet.paste(grid, (margin, 0))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, margin - 3, sheet.height - 1), _PLATE_COLOUR)
    for line in range(0, lines, math.ceil(PLATE / side)):
        middle = min(max(line * side + side // 2, PLATE // 2), sheet.height - PLATE // 2)
        draw.text((margin - 7, middle), str(firsts[line]), _DIGIT_COLOUR, font, "rm")
    return sheet
