"""What a page says of each unit, and of a layer as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import ReceptiveField
from archreport.report.units import LayerUnits, MaximisedUnit, Patch, UnitAtlas, folder_of

#: Names of pictures in an alternative text.
_NAMED = 3


@dataclass(frozen=True)
class UnitLine:
    """One unit: its number, how often it is active, its largest value, the pictures of its
    strongest patches in words, all places, and the picture made for it, if there is one."""

    unit: int
    active: str
    largest: str
    names: str
    places: str
    made: str


@dataclass(frozen=True)
class LayerLine:
    """One layer in the table of all: its units, what one sees, and how many of them are active."""

    row: str
    folder: str
    units: int
    field: str
    active: str
    silent: int
    reached: str
    url: str


def layer_line(layer: LayerUnits) -> LayerLine:
    return LayerLine(
        row=layer.row,
        folder=folder_of(layer.row),
        units=len(layer.active),
        field=formatting.field(layer.field),
        active=formatting.percent(median(layer.active)),
        silent=sum(not patches for patches in layer.patches),
        reached=formatting.pair(layer.field.jump) if any(layer.field.jump) else "–",
        url=f"{folder_of(layer.row)}/",
    )


def unit_lines(
    atlas: UnitAtlas,
    layer: LayerUnits,
    made: Mapping[tuple[str, int], MaximisedUnit],
    t: Language,
) -> list[UnitLine]:
    """A line for every unit, the silent ones too."""
    lines = []
    for unit, (share, patches) in enumerate(zip(layer.active, layer.patches, strict=True)):
        names = [atlas.pictures[patch.picture].name for patch in patches]
        one = made.get((layer.row, unit))
        lines.append(
            UnitLine(
                unit=unit,
                active=formatting.percent(share),
                largest=f"{patches[0].value:.4g}" if patches else "",
                names=t("list.comma").join(dict.fromkeys(names[:_NAMED])),
                places=t("list.semicolon").join(
                    _place(atlas, layer.field, patch) for patch in patches
                ),
                made=one.file if one else "",
            )
        )
    return lines


def _place(atlas: UnitAtlas, field: ReceptiveField, patch: Patch) -> str:
    """The picture, the value, and in the picture's own pixels the middle of what the unit saw."""
    picture = atlas.pictures[patch.picture]
    x, y = centre(atlas, field, patch)
    return f"{picture.name} {patch.value:.4g} @ {x},{y}"


def centre(atlas: UnitAtlas, field: ReceptiveField, patch: Patch) -> tuple[int, int]:
    """The middle of a patch, (across, down), in pixels of the picture itself."""
    picture = atlas.pictures[patch.picture]
    view = picture.views[patch.view]
    height, width = atlas.input
    middle = [
        field.start[axis] + position * field.jump[axis] if field.jump[axis] else extent / 2
        for axis, position, extent in ((1, patch.x, width), (0, patch.y, height))
    ]
    across = (view.left + middle[0]) * picture.size[0] / view.width
    down = (view.top + middle[1]) * picture.size[1] / view.height
    return int(across), int(down)


def jumps(units: int, step: int = 32) -> Sequence[int]:
    """Units that a long page offers to jump to."""
    return range(0, units, step) if units > 2 * step else ()
