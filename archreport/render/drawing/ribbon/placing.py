"""Where the stages of a ribbon lie along its line, and the scale of its channels.

The scale is found by bisection, so that the ribbon fills its line although every stage has a least
width for its labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archreport.render.drawing.geometry import largest_that_fits
from archreport.render.drawing.ribbon.labels import least_widths
from archreport.render.drawing.ribbon.slabs import StageSlabs
from archreport.render.words.language import Language


@dataclass(frozen=True)
class RibbonFrame:
    """The room a ribbon is drawn in. "Along" is the reading direction, "across" the other one."""

    along: float
    extent: float  # of the tallest slab
    centre: float  # of the axis, across
    gap: float  # between stages
    least: float  # room of a stage, for its labels


HORIZONTAL = RibbonFrame(along=980, extent=136, centre=90, gap=16, least=48)
VERTICAL = RibbonFrame(along=470, extent=150, centre=77, gap=14, least=36)
CARD = RibbonFrame(along=300, extent=54, centre=29, gap=6, least=3)


@dataclass(frozen=True)
class RibbonScale:
    """What ribbons share that are to be compared: units for a channel, and the tallest slab."""

    channels: float
    tallest: int


@dataclass(frozen=True)
class PlacedStage:
    """A stage with its place: ``start`` and ``length`` of its room, and of its slabs in it."""

    drawn: StageSlabs
    start: float
    length: float
    channels_scale: float

    @property
    def middle(self) -> float:
        return self.start + self.length / 2


def common_scale(every: Sequence[Sequence[StageSlabs]], t: Language) -> RibbonScale:
    """The largest scale at which each of several ribbons, by their stages, still fits its line."""
    scales = [
        place(shown, HORIZONTAL, least_widths(shown, HORIZONTAL.least, t))[0].channels_scale
        for shown in every
    ]
    return RibbonScale(min(scales, default=1.0), max(map(tallest_of, every), default=1))


def tallest_of(shown: Sequence[StageSlabs]) -> int:
    """The height of the tallest slab, in pixels of its map."""
    return max(slab.height for drawn in shown for slab in drawn.slabs)


def place(
    shown: Sequence[StageSlabs],
    frame: RibbonFrame,
    least: Sequence[float] = (),
    fixed: float | None = None,
) -> list[PlacedStage]:
    """Give every stage its room, by the ``fixed`` channel scale or the one that fills the line."""
    margin = 2.0
    gap = min(frame.gap, frame.along * 0.3 / len(shown))
    room = frame.along - 2 * margin - gap * (len(shown) - 1)
    smallest = list(least) or [frame.least] * len(shown)
    crowding = min(1.0, 0.8 * room / sum(smallest))  # too many stages for their labels
    smallest = [width * crowding for width in smallest]

    def lengths(scale: float) -> list[float]:
        return [max(low, content(drawn, scale)) for low, drawn in zip(smallest, shown, strict=True)]

    if fixed is None:
        fixed = largest_that_fits(lambda scale: sum(lengths(scale)) <= room, room)
    placed, start = [], margin
    for drawn, length in zip(shown, lengths(fixed), strict=True):
        placed.append(PlacedStage(drawn, start, length, fixed))
        start += length + gap
    return placed


def content(drawn: StageSlabs, scale: float) -> float:
    """The length of a stage's slabs: side by side, or the longest of stacked lines."""
    widths = [slab.channels * scale for slab in drawn.slabs]
    return max(widths) if drawn.flat else sum(widths)
