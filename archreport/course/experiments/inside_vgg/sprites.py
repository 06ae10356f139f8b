"""The chapter's pictures: tiles side by side, gaps left transparent for light and dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from archreport.report.colour_map import viridis

Tile = NDArray[np.uint8]  # (height, width, 3)

GAP = 3
MARK = 4  # height of the bar below a tile


def kernels_on_one_scale(weight: Tensor, enlarge: int = 7) -> list[Tile]:
    """Kernels ``(N, 3, h, w)`` in blue, green, red as colour tiles: grey is zero, and the largest
    value of all of them is full brightness or darkness."""
    scaled = weight.detach().flip(1) / weight.abs().max()
    values = ((scaled + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
    return [np.kron(one, np.ones((enlarge, enlarge, 1), np.uint8)) for one in values]


def strongest(maps: Tensor, count: int, side: int) -> list[Tile]:
    """The ``count`` maps of ``(channels, H, W)`` with the largest mean, strongest first, each from
    black at zero to its own brightest value."""
    order = maps.mean((1, 2)).argsort(descending=True, stable=True)[:count]
    return [coloured(maps[at], side) for at in order]


def coloured(values: Tensor, side: int) -> Tile:
    """A map ``(H, W)`` in viridis, enlarged without smoothing; zero and below are darkest."""
    scaled = (values.clamp(min=0) / values.max().clamp(min=1e-12) * 255).round().long().numpy()
    table = np.array([tuple(bytes.fromhex(one)) for one in viridis()], np.uint8)
    small = Image.fromarray(table[scaled])
    return np.asarray(small.resize((side, side), Image.Resampling.NEAREST))


def outlined(tile: Tile, mask: NDArray[np.bool_]) -> Tile:
    """The tile with the border of the mask in white."""
    inner = mask.copy()
    inner[1:-1, 1:-1] &= mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:]
    drawn = tile.copy()
    drawn[mask & ~inner] = 255
    return drawn


def resized(tile: Tile, side: int) -> Tile:
    return np.asarray(Image.fromarray(tile).resize((side, side), Image.Resampling.LANCZOS))


def sheet(rows: Sequence[Sequence[Tile]], marked: Sequence[Sequence[bool]] = ()) -> Image.Image:
    """Tiles of one size in rows, transparent between. A tile that is ``marked`` gets a bar below
    it, orange as the course draws what is meant."""
    height, width = rows[0][0].shape[:2]
    below = MARK if marked else 0
    columns = max(map(len, rows))
    canvas = np.zeros(
        (len(rows) * (height + below + GAP) - GAP, columns * (width + GAP) - GAP, 4), np.uint8
    )
    for r, row in enumerate(rows):
        for c, tile in enumerate(row):
            top, left = r * (height + below + GAP), c * (width + GAP)
            canvas[top : top + height, left : left + width] = np.dstack(
                [tile, np.full(tile.shape[:2], 255, np.uint8)]
            )
            if marked and marked[r][c]:
                canvas[top + height : top + height + MARK, left : left + width] = (213, 94, 0, 255)
    return Image.fromarray(canvas)


def save(pictures: dict[str, Image.Image], folder: Path) -> dict[str, tuple[int, int]]:
    """Write ``NAME.webp`` into ``folder``; their sizes by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        picture.save(folder / f"{name}.webp", quality=82, method=6, exact=False)
    return {name: picture.size for name, picture in pictures.items()}


def enlarged(maps: Tensor, side: int) -> list[Tile]:
    """Heat maps ``(N, H, W)`` as tiles."""
    fitted = F.interpolate(maps[:, None], (side, side), mode="area")[:, 0]
    return [coloured(one, side) for one in fitted]
