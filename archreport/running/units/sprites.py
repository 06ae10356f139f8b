"""The strongest patches of a unit as one small picture, each cut to what the unit can see of it.

No torch is needed for it: an atlas says where the patches are.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from archreport.progress import Progress, silent
from archreport.report.model import ReceptiveField
from archreport.report.unit_rows import Box, field_box
from archreport.report.units import PATCHES, Patch, UnitAtlas, folder_of
from archreport.running.units.views import Source, cut

#: Pixels: the side of a patch, and what lies between two.
CELL, GAP = 48, 2
ACROSS = 3
#: Views that are kept at hand, 150 kB each for an input of 224 × 224.
_VIEWS = 800
_PAGE = (250, 250, 250)
_DARK, _LIGHT = (176, 180, 186), (222, 224, 228)


@dataclass(frozen=True)
class Placed:
    """Where in a cell a box is drawn: ``factor`` cell pixels for one of its own."""

    factor: float
    top: int
    left: int
    height: int
    width: int


def write_sprites(
    atlas: UnitAtlas,
    sources: Mapping[str, Source],
    folder: Path,
    progress: Progress = silent,
    only: int | None = None,
) -> None:
    """Write into ``folder`` a folder for each layer, with a sprite for each unit that has patches
    (for ``only`` one), ``137.webp``.

    ``sources`` are the pictures by name. Three patches a row, the strongest first; a cell for each
    of the nine there could be, so that all sprites have one size. Raises what `Source.read` raises.
    """
    tile = _tiles(atlas, sources)
    for number, layer in enumerate(atlas.layers):
        progress(atlas.title, "units", number, len(atlas.layers))
        place = folder / folder_of(layer.row)
        place.mkdir()
        for unit, patches in enumerate(layer.patches):
            if patches and only in (None, unit):
                drawn = _webp(sprite(atlas, layer.field, patches, tile))
                (place / f"{unit}.webp").write_bytes(drawn)
    progress(atlas.title, "units", len(atlas.layers), len(atlas.layers))


def sprite_side() -> int:
    """Pixels along each side of a sprite."""
    return ACROSS * CELL + (ACROSS - 1) * GAP


def sprite(
    atlas: UnitAtlas,
    field: ReceptiveField,
    patches: tuple[Patch, ...],
    tile: Callable[[int, int], Image.Image],
) -> Image.Image:
    """``tile`` gives the pixels of a view by the numbers of the picture and the view."""
    side = sprite_side()
    sheet = Image.new("RGB", (side, side), _PAGE)
    for place, patch in enumerate(patches[:PATCHES]):
        box = field_box(field, (patch.y, patch.x), atlas.input)
        down, across = divmod(place, ACROSS)
        corner = (across * (CELL + GAP), down * (CELL + GAP))
        sheet.paste(draw_patch(tile(patch.picture, patch.view), box), corner)
    return sheet


def draw_patch(view: Image.Image, box: Box) -> Image.Image:
    """The pixels of ``box`` in a square cell; what lies in the padding is hatched.

    A small box is enlarged by a whole factor, every pixel a square; a larger one is scaled to fit.
    """
    placed = placing(box)
    cell = Image.new("RGB", (CELL, CELL), _PAGE)
    hatched = _hatching().crop((0, 0, placed.width, placed.height))
    cell.paste(hatched, (placed.left, placed.top))
    top, left = max(box.top, 0), max(box.left, 0)
    bottom = min(box.top + box.height, view.height)
    right = min(box.left + box.width, view.width)
    if bottom <= top or right <= left:
        return cell
    edges = [  # in the cell: top, left, bottom, right
        round((edge - start) * placed.factor)
        for edge, start in ((top, box.top), (left, box.left), (bottom, box.top), (right, box.left))
    ]
    size = (max(1, edges[3] - edges[1]), max(1, edges[2] - edges[0]))
    how = Image.Resampling.NEAREST if placed.factor >= 2 else Image.Resampling.LANCZOS
    seen = view.resize(size, how, (left, top, right, bottom), reducing_gap=3.0)
    cell.paste(seen, (placed.left + edges[1], placed.top + edges[0]))
    return cell


def placing(box: Box) -> Placed:
    """A box in the middle of its cell, as large as fits; a small one enlarged by a whole factor."""
    longer = max(box.height, box.width)
    factor = float(CELL // longer) if 2 * longer <= CELL else CELL / longer
    height, width = (max(1, round(extent * factor)) for extent in (box.height, box.width))
    return Placed(factor, (CELL - height) // 2, (CELL - width) // 2, height, width)


@lru_cache(maxsize=1)
def _hatching() -> Image.Image:
    """Diagonal lines: what is not there."""
    down, across = np.indices((CELL, CELL))
    lines = ((down + across) % 6 < 2)[..., None]
    return Image.fromarray(np.where(lines, _DARK, _LIGHT).astype(np.uint8))


def _tiles(atlas: UnitAtlas, sources: Mapping[str, Source]) -> Callable[[int, int], Image.Image]:
    image = lru_cache(maxsize=8)(lambda number: sources[atlas.pictures[number].name].read())

    @lru_cache(maxsize=_VIEWS)
    def tile(picture: int, view: int) -> Image.Image:
        return cut(image(picture), atlas.pictures[picture].views[view], atlas.input)

    return tile


def _webp(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=50, method=2)
    return file.getvalue()
