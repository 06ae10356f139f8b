"""Contact sheets: feature maps in viridis and filters, as one picture a layer.

All tiles of a sheet share one scale, and each has its channel number under it. Sheets are
transparent between the tiles, so that they suit a light and a dark page. How values are drawn:

* small maps are enlarged by a whole factor, each value a square; large ones are averaged by area;
* values outside the scale are clipped to its ends (infinities too); what is not a number is left
  transparent;
* maps of one value (fully connected layers) become a block of cells, line by line.

Maps are ``(channels, height, width)``, or ``(channels,)`` for single values, of any real dtype.
`preview`, `all_channels` and `filters` each give a picture and the `Sheet` that describes it;
the functions below them are their parts. torch is not needed.

Where every value is a square the file is a PNG, which keeps each of them; maps averaged by area,
or as large as their tile, look like photographs and become WebP.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from archreport.files import write_atomically
from archreport.report.run import Sheet
from archreport.running.sheets.pixels import (
    GAP,
    MARGIN,
    Array,
    arranged,
    cells,
    enlarged,
    fitted_tile,
    grey_pixels,
    map_tiles,
    palette_pixels,
)

MAX_WIDTH = 1100
_EFFORT = 2  # of PNG: a third of the time of the usual 6, and files an eighth larger
_AT_ONCE = 2**17  # values that are looked at together
CELL = 8  # side of one value of a fully connected layer
PREVIEW_CHANNELS = 16
PREVIEW_COLUMNS = 8
PREVIEW_TILE = 112
FILTER_TILE = 60


def preview(row: str, maps: Array, file: str) -> tuple[Image.Image, Sheet]:
    """The 16 channels that vary most, in two lines of eight, on a scale of their own.

    ``file`` is the name of the picture without its ending, here and in the two functions below.
    Of a layer without spatial extent all channels are drawn, as by `all_channels`.
    """
    maps = _three(maps)
    if maps.shape[1:] == (1, 1):
        return all_channels(row, maps, file)
    channels = top_channels(maps, PREVIEW_CHANNELS)
    return _drawn(row, maps, file, channels, PREVIEW_TILE, min(PREVIEW_COLUMNS, len(channels)))


def all_channels(row: str, maps: Array, file: str) -> tuple[Image.Image, Sheet]:
    """Every channel, in order, on a sheet at most 1,100 pixels wide."""
    maps = _three(maps)
    count, height, width = maps.shape
    tile = cell_side(count) if (height, width) == (1, 1) else sheet_tile(count)
    columns = sheet_layout(count, fitted_tile(height, width, tile)[0])
    return _drawn(row, maps, file, tuple(range(count)), tile, columns)


def filters(row: str, weights: Array, file: str) -> tuple[Image.Image, Sheet]:
    """Every kernel of a convolution, ``(c_out, c_in, kh, kw)``, as `filter_sheet` draws them."""
    image = filter_sheet(weights)
    size = _filter_tile(weights)
    limit = filter_scale(weights)
    count = len(weights)
    columns = sheet_layout(count, size[0])
    channels = tuple(range(count))
    return image, Sheet(
        row, "filters", f"{file}.png", *image.size, size, columns, channels, count, -limit, limit
    )


def _drawn(
    row: str, maps: Array, file: str, channels: tuple[int, ...], tile: int, columns: int
) -> tuple[Image.Image, Sheet]:
    low, high = scale(_chosen(maps, channels))
    image = contact_sheet(maps, channels=channels, columns=columns, tile=tile, low=low, high=high)
    height, width = maps.shape[1:]
    size = fitted_tile(height, width, tile)
    file += ".png" if size[0] >= 2 * width or size[1] >= 2 * height else ".webp"
    return image, Sheet(
        row, "maps", file, *image.size, size, columns, channels, len(maps), low, high
    )


def _chosen(maps: Array, channels: Sequence[int]) -> Array:
    """The chosen maps; all of them, in order, without a copy."""
    return maps if list(channels) == list(range(len(maps))) else maps[list(channels)]


def contact_sheet(
    maps: Array,
    *,
    channels: Sequence[int],
    columns: int,
    tile: int,
    low: float,
    high: float,
    numbered: bool = True,
) -> Image.Image:
    """Draw the chosen ``channels`` of ``maps``, left to right and top to bottom.

    ``tile`` is the longer side wanted (see `fitted_tile`); maps of one value are drawn as cells
    of that side. Raises `ValueError` for an empty choice, a channel that does not exist or a
    scale without a spread.
    """
    maps = _three(maps)
    if columns < 1 or not channels or min(channels) < 0 or max(channels) >= len(maps):
        raise ValueError(
            f"cannot draw channels {tuple(channels)} of {len(maps)} in {columns} columns"
        )
    if not low < high:
        raise ValueError(f"a scale from {low} to {high} has no spread")
    chosen = _chosen(maps, channels)
    if maps.shape[1:] == (1, 1):
        lines = math.ceil(len(chosen) / columns)
        values = np.full(lines * columns, np.nan, np.float32)  # what is left over is transparent
        values[: len(chosen)] = chosen[:, 0, 0]
        pixels = palette_pixels(values.reshape(lines, columns), low, high)
        return cells(pixels, channels[::columns], tile, numbered)
    size = fitted_tile(maps.shape[1], maps.shape[2], tile)
    return arranged(map_tiles(chosen, size, low, high), channels, columns, numbered)


def filter_sheet(weights: Array, *, numbered: bool = True) -> Image.Image:
    """Draw the kernels of a convolution, ``(c_out, c_in, kh, kw)``, one tile a kernel.

    Grey is 0 and `filter_scale` is the distance from grey to either end, for all kernels alike.
    Three input channels are shown as red, green and blue. Any other number is shown in grey, a
    kernel's slices side by side in a square: every weight is a square of the picture.
    Raises `ValueError` for an array that is not four-dimensional.
    """
    if weights.ndim != 4 or not weights.size:
        raise ValueError(f"kernels must be (c_out, c_in, height, width), not {weights.shape}")
    size = _filter_tile(weights)
    limit = filter_scale(weights)
    pictures = [enlarged(_kernel_picture(kernel), size) for kernel in weights]
    tiles = np.stack([grey_pixels(picture, limit) for picture in pictures])
    return arranged(tiles, range(len(tiles)), sheet_layout(len(tiles), size[0]), numbered)


def filter_scale(weights: Array) -> float:
    """The largest weight shown without clipping: the 99.5th percentile of sizes, two digits."""
    return scale(np.abs(weights))[1]


def top_channels(maps: Array, n: int) -> tuple[int, ...]:
    """The ``n`` channels that vary most, the most varied first; of equals the lower index.

    A channel with a value that is not finite comes last.
    """
    flat = _three(maps).reshape(len(maps), -1)
    some = max(1, _AT_ONCE // flat.shape[1])  # channels: copies of all would double the memory
    with np.errstate(invalid="ignore", over="ignore"):
        variance = np.concatenate(
            [flat[n : n + some].var(axis=1, dtype=np.float64) for n in range(0, len(flat), some)]
        )
    variance[~np.isfinite(variance)] = -1
    order = np.argsort(-variance, kind="stable")
    return tuple(int(channel) for channel in order[:n])


def scale(maps: Array) -> tuple[float, float]:
    """The ends of a sheet's scale: 0 (or the minimum, if below) and the 99.5th percentile.

    Both are rounded to two significant digits, to be printed. ``low < high`` always holds, also
    for maps without a spread.
    """
    values = np.asarray(maps).ravel()
    lowest, highest = _extremes(values)
    if not (np.isfinite(lowest) and np.isfinite(highest)):
        values = values[np.isfinite(values)]
        lowest, highest = _extremes(values)
    if not values.size:
        return 0.0, 1.0
    low = _two_digits(min(0.0, lowest), math.floor)
    high = _two_digits(upper_percentile(values), round)
    if high <= low:  # nearly all values are equal: let the exceptions be seen
        high = _two_digits(highest, math.ceil)
    return (low, high) if high > low else (low, low + (abs(low) or 1.0))


def _extremes(values: Array) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if values.size else (math.nan, math.nan)


def upper_percentile(values: Array) -> float:
    """The 99.5th percentile of finite ``values``, one-dimensional, interpolated as by NumPy.

    Of many values only the largest are sorted: those above a bound that a sample of them gives.
    """
    position = 0.995 * (len(values) - 1)
    below = math.floor(position)
    sample = np.sort(values[:: 1 + len(values) // 20_000])
    top = values[values >= sample[int(0.98 * len(sample))]]
    first = below - (len(values) - len(top))  # where ``below`` stands among the largest
    if first < 0:  # the sample says too little of the rest
        return float(np.percentile(values, 99.5))
    last = min(first + 1, len(top) - 1)
    top.partition((first, last))
    low, high = float(top[first]), float(top[last])
    return low + (high - low) * (position - below)


def sheet_tile(count: int) -> int:
    """The tile to ask for on a sheet of ``count``, so that it stays a page and not a wall.

    112 pixels up to 128 channels, 64 up to 1,024, then 32.
    """
    return 112 if count <= 128 else 64 if count <= 1024 else 32


def cell_side(count: int) -> int:
    """The side of a cell for a layer of ``count`` single values: 8 pixels, less for very many."""
    return CELL if count <= 100_000 else 2 if count <= 2_000_000 else 1


def sheet_layout(count: int, tile: int) -> int:
    """How many columns of ``tile`` pixels to use for ``count`` tiles, at most 1,100 pixels wide.

    A number that divides ``count`` is preferred, so that the last line is full, where it uses
    three quarters of the width or more. Tiles of `CELL` pixels or less are cells without gaps.
    """
    most = (MAX_WIDTH - MARGIN) // tile if tile <= CELL else (MAX_WIDTH + GAP) // (tile + GAP)
    if count <= most:
        return max(1, count)
    most = max(1, most)
    full = max(columns for columns in range(1, most + 1) if count % columns == 0)
    return full if full >= 0.75 * most else most


def save_picture(image: Image.Image, path: Path) -> None:
    """Write ``image`` whole or not at all; the same image gives the same bytes.

    PNG without loss where the name ends so, else WebP at quality 80. Raises `OutputFailed`.
    """
    buffer = io.BytesIO()
    if path.suffix == ".png":
        image.save(buffer, "PNG", compress_level=_EFFORT)
    else:
        image.save(buffer, "WEBP", quality=80, method=0)  # 2: a tenth smaller, half as fast
    write_atomically(path, buffer.getvalue())


def _filter_tile(weights: Array) -> tuple[int, int]:
    height, width = _kernel_picture(weights[0]).shape[:2]
    return fitted_tile(height, width, max(FILTER_TILE, height, width))


def _kernel_picture(kernel: Array) -> Array:
    """One kernel as ``(h, w, 3)`` or ``(h, w)`` values: colours, or slices in a square."""
    if len(kernel) == 3:
        return np.moveaxis(kernel, 0, -1)
    count, height, width = kernel.shape
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    square = np.zeros((rows * columns, height, width), np.float32)
    square[:count] = kernel
    by_line = square.reshape(rows, columns, height, width).swapaxes(1, 2)
    return by_line.reshape(rows * height, columns * width)


def _three(maps: Array) -> Array:
    """``(C,)`` as ``(C, 1, 1)``; ``(C, H, W)`` as it is."""
    maps = np.asarray(maps)
    if maps.ndim == 1:
        maps = maps[:, None, None]
    if maps.ndim != 3 or not maps.size:
        raise ValueError(f"maps must be (channels, height, width), not {maps.shape}")
    return maps


def _two_digits(value: float, towards: Callable[[float], int]) -> float:
    """``value`` with two significant digits; ``towards`` is round, math.floor or math.ceil."""
    if abs(value) < 1e-300:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    return float(f"{towards(value / unit) * unit:.2g}")
