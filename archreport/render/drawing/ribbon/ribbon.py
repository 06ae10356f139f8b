"""The ribbon: a network's signature, drawn to scale.

Each slab is one weight layer (`archreport.render.drawing.ribbon.slabs`). Its width is the number of
channels and its height the spatial resolution, both linear and with one scale for the whole
network. The scale of the channels is found by bisection, so that the ribbon fills its line although
every stage has a least width for its labels. Layers without extent are lines, stacked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from archreport.render.drawing.ribbon.slabs import Cell, Slab, cells
from archreport.render.drawing.svg import drawing, element, group, path_data, text_width
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

GAP_IN_STAGE = 0.9  # between neighbouring slabs
LINE_PITCH = 9.0  # between stacked lines
LINE = 4.0
MAIN, SMALL = 12, 10  # font sizes of the labels


@dataclass(frozen=True)
class Frame:
    """The room a ribbon is drawn in. "Along" is the reading direction, "across" the other one."""

    along: float
    extent: float  # of the tallest slab
    centre: float  # of the axis, across
    gap: float  # between stages
    least: float  # room of a stage, for its labels


HORIZONTAL = Frame(along=980, extent=136, centre=90, gap=16, least=48)
VERTICAL = Frame(along=470, extent=150, centre=77, gap=14, least=36)
CARD = Frame(along=300, extent=54, centre=29, gap=6, least=3)


@dataclass(frozen=True)
class Scale:
    """What ribbons share that are to be compared: units for a channel, and the tallest slab."""

    channels: float
    tallest: int


@dataclass(frozen=True)
class Placed:
    """A stage with its place: ``start`` and ``length`` of its room, and of its slabs in it."""

    cell: Cell
    start: float
    length: float
    channels_scale: float

    @property
    def middle(self) -> float:
        return self.start + self.length / 2


def ribbon_svg(
    report: Report,
    t: Language,
    *,
    vertical: bool = False,
    labels: bool = True,
    base: str = "",
    prefix: str = "rib",
    scale: Scale | None = None,
    opened: bool = False,
) -> str:
    """The ribbon as inline SVG; "" for a network without weight layers.

    ``vertical`` is the phone's version, ``labels=False`` the small one for a card, which is
    decoration beside the model's name: no text, no links. ``base`` comes before ``#stage-3`` in
    the links, ``prefix`` keeps ids unique in a page. A ``scale`` of `common_scale` makes several
    ribbons comparable; without it each fills its own line. ``opened`` shows the layers inside
    residual blocks.
    """
    shown = cells(report, opened=opened)
    if not shown:
        return ""
    frame = VERTICAL if vertical else HORIZONTAL
    frame = frame if labels else CARD
    if vertical and labels:  # a page scrolls down: as long as the network has stages
        frame = replace(frame, along=min(max(frame.along, 56.0 * len(shown)), 110.0 * len(shown)))
    least = _least_widths(shown, frame, t) if labels and not vertical else ()
    placed = place(shown, frame, least, scale.channels if scale else None)
    tallest = scale.tallest if scale else _tallest(shown)
    draw = _draw_vertical if vertical else _draw_horizontal
    stages = group(
        _stage(item, frame, tallest, base, draw(item, frame, tallest, t), vertical=vertical)
        if labels
        else draw_slabs(item, frame, tallest, vertical=False)
        for item in placed
    )
    axis = path_data("M", frame.centre, 0, "V", frame.along) if vertical else ""
    axis = axis or path_data("M", 0, frame.centre, "H", frame.along)
    across = 340 if vertical else 198 if labels else 58
    return drawing(
        across if vertical else frame.along,
        frame.along if vertical else across,
        element("path", class_="axis", d=axis),
        stages,
        class_="ribbon",
        prefix=prefix,
        title=t("ribbon.title", model=formatting.title(report, t)),
        description=describe(shown, t),
        hidden=not labels,
    )


def describe(shown: Sequence[Cell], t: Language) -> str:
    """The ribbon in words, for those who do not see it."""
    return t("ribbon.separator").join(
        t(
            "ribbon.stage.flat" if cell.flat else "ribbon.stage",
            stage=formatting.stage_name(cell.stage, t),
            channels=channel_label(cell),
            resolution=resolution_label(cell),
        )
        for cell in shown
    )


def common_scale(every: Sequence[Sequence[Cell]], t: Language) -> Scale:
    """The largest scale at which each of several ribbons, by its cells, still fits its line."""
    scales = [
        place(shown, HORIZONTAL, _least_widths(shown, HORIZONTAL, t))[0].channels_scale
        for shown in every
    ]
    return Scale(min(scales, default=1.0), max(map(_tallest, every), default=1))


def _tallest(shown: Sequence[Cell]) -> int:
    return max(slab.height for cell in shown for slab in cell.slabs)


def place(
    shown: Sequence[Cell],
    frame: Frame,
    least: Sequence[float] = (),
    fixed: float | None = None,
) -> list[Placed]:
    """Give every stage its room, by the ``fixed`` channel scale or the one that fills the line."""
    margin = 2.0
    gap = min(frame.gap, frame.along * 0.3 / len(shown))
    room = frame.along - 2 * margin - gap * (len(shown) - 1)
    smallest = list(least) or [frame.least] * len(shown)
    crowding = min(1.0, 0.8 * room / sum(smallest))  # too many stages for their labels
    smallest = [width * crowding for width in smallest]

    def lengths(scale: float) -> list[float]:
        return [max(low, content(cell, scale)) for low, cell in zip(smallest, shown, strict=True)]

    scale = _bisect(lambda k: sum(lengths(k)), room) if fixed is None else fixed
    placed, start = [], margin
    for cell, length in zip(shown, lengths(scale), strict=True):
        placed.append(Placed(cell, start, length, scale))
        start += length + gap
    return placed


def content(cell: Cell, scale: float) -> float:
    """The length of a stage's slabs: side by side, or the longest of stacked lines."""
    widths = [slab.channels * scale for slab in cell.slabs]
    return max(widths) if cell.flat else sum(widths)


def _bisect(total: Callable[[float], float], room: float) -> float:
    low, high = 0.0, room
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if total(middle) <= room else (low, middle)
    return low


# -- labels -------------------------------------------------------------------------------------


def channel_label(cell: Cell, *, short: bool = False) -> str:
    """ "3 × 256", "64 · 192", or "512 … 832" where there are many."""
    counts = [slab.channels for slab in cell.slabs]
    if len(set(counts)) == 1 and len(counts) > 1:
        return f"{len(counts)}{formatting.TIMES}{formatting.number(counts[0])}"
    if len(counts) > 3 or (short and len(counts) > 2):
        return f"{formatting.number(counts[0])} … {formatting.number(counts[-1])}"
    return " · ".join(map(formatting.number, counts))


def resolution_label(cell: Cell) -> str:
    """ "224" for a square stage, "H × W" for another, "1 × 1" where no extent is left."""
    extents = cell.stage.resolution
    if cell.flat or not extents:
        return f"1{formatting.TIMES}1"
    if len(extents) == 2 and extents[0] == extents[1]:
        return formatting.number(extents[0])
    return formatting.TIMES.join(map(formatting.number, extents))


def _least_widths(shown: Sequence[Cell], frame: Frame, t: Language) -> list[float]:
    return [
        max(
            frame.least,
            text_width(channel_label(cell, short=True), MAIN, bold=True),
            text_width(formatting.stage_name(cell.stage, t), SMALL),
        )
        for cell in shown
    ]


# -- drawing --------------------------------------------------------------------------------------


def _stage(
    item: Placed, frame: Frame, tallest: int, base: str, texts: Markup, *, vertical: bool
) -> Markup:
    half = frame.gap / 2 - 1
    start, length = item.start - half, item.length + 2 * half
    hit = (
        element("rect", class_="hit", x=0, y=start, width=340, height=length)
        if vertical
        else element("rect", class_="hit", x=start, y=0, width=length, height=198)
    )
    slabs = draw_slabs(item, frame, tallest, vertical=vertical)
    return element("a", hit, slabs, texts, href=f"{base}#{item.cell.stage.id}")


def draw_slabs(item: Placed, frame: Frame, tallest: int, *, vertical: bool) -> Markup:
    """The slabs of one stage, without labels."""
    scale = item.channels_scale
    if item.cell.flat:
        count = len(item.cell.slabs)
        pitch = min(LINE_PITCH * frame.extent / 136, frame.extent / count)
        thick = pitch * LINE / LINE_PITCH
        top = frame.centre - pitch * min((count - 1) / 2, 1) - thick / 2
        start = item.middle - content(item.cell, scale) / 2
        return group(
            _rect(slab, start, slab.channels * scale, top + index * pitch, thick, vertical)
            for index, slab in enumerate(item.cell.slabs)
        )
    start = item.middle - content(item.cell, scale) / 2
    parts = []
    for slab in item.cell.slabs:
        width = slab.channels * scale
        gap = min(GAP_IN_STAGE, width / 4)
        tall = max(frame.extent * slab.height / tallest, 2)
        parts += _towers(slab, start, max(width - gap, 0.5), frame.centre, tall, vertical)
        start += width
    return group(parts)


def _towers(
    slab: Slab, start: float, width: float, centre: float, tall: float, vertical: bool
) -> list[Markup]:
    """A slab, split across into as many parts as a grouped convolution has towers.

    Only few groups are towers; a depthwise convolution would be a comb.
    """
    towers = slab.groups if 1 < slab.groups <= 4 else 1
    gap = max(1.5, tall * 0.06) if towers > 1 else 0
    part = (tall - gap * (towers - 1)) / towers
    top = centre - tall / 2
    return [
        _rect(slab, start, width, top + index * (part + gap), part, vertical)
        for index in range(towers)
    ]


def _rect(
    slab: Slab, along: float, length: float, across: float, thick: float, vertical: bool
) -> Markup:
    x, y, width, height = (
        (across, along, thick, length) if vertical else (along, across, length, thick)
    )
    return element(
        "rect", class_=f"s-{slab.category}", x=f"{x:.2f}", y=f"{y:.2f}",
        width=f"{width:.2f}", height=f"{height:.2f}",
    )  # fmt: skip


def _draw_horizontal(item: Placed, frame: Frame, tallest: int, t: Language) -> Markup:
    """Resolution above, channels and the stage's name below; what does not fit is left out."""
    room = item.length + frame.gap - 4
    x = item.middle
    top = frame.centre - 11
    if not item.cell.flat:
        tall = max(slab.height for slab in item.cell.slabs)
        top = frame.centre - max(frame.extent * tall / tallest, 2) / 2
    channels = next(
        (
            label
            for short in (False, True)
            if text_width(label := channel_label(item.cell, short=short), MAIN, bold=True) <= room
        ),
        "",
    )
    texts = (
        ("t-res", top - 7, resolution_label(item.cell), 11),
        ("t-main", frame.centre + 86, channels, MAIN),
        ("t-sub", frame.centre + 101, formatting.stage_name(item.cell.stage, t), SMALL),
    )
    return element(
        "g",
        *(
            element("text", text, class_=class_, x=x, y=y)
            for class_, y, text, size in texts
            if text and text_width(text, size) <= room
        ),
        text_anchor="middle",
    )


def _draw_vertical(item: Placed, frame: Frame, tallest: int, t: Language) -> Markup:
    """The same labels to the right of the slabs, in two lines."""
    middle = item.middle
    full = resolution_label(item.cell)
    extents = item.cell.stage.resolution
    if not item.cell.flat and len(extents) == 2:
        full = formatting.resolution(item.cell.stage)
    size = element("tspan", full, class_="t-sub", dx=7)
    name = formatting.stage_name(item.cell.stage, t)
    label = channel_label(item.cell)
    return group(
        (
            element("text", name, size, class_="t-main", x=170, y=middle - 3),
            element("text", label, class_="t-sub", x=170, y=middle + 12),
        )
    )
