"""The ribbon: a network's signature, drawn to scale.

Each slab is one weight layer (`archreport.render.drawing.ribbon.slabs`). Its width is the number of
channels and its height the spatial resolution, both linear and with one scale for the whole
network (`archreport.render.drawing.ribbon.placing`). Layers without extent are lines, stacked.
"""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from archreport.render.drawing.ribbon.labels import (
    MAIN,
    SMALL,
    channel_label,
    describe,
    least_widths,
    resolution_label,
)
from archreport.render.drawing.ribbon.placing import (
    CARD,
    HORIZONTAL,
    VERTICAL,
    PlacedStage,
    RibbonFrame,
    RibbonScale,
    content,
    place,
    tallest_of,
)
from archreport.render.drawing.ribbon.slabs import Slab, stage_slabs
from archreport.render.drawing.svg import drawing, element, group, path_data, text_width
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

GAP_IN_STAGE = 0.9  # between neighbouring slabs
LINE_PITCH = 9.0  # between stacked lines
LINE = 4.0


def ribbon_svg(
    report: Report,
    t: Language,
    *,
    vertical: bool = False,
    labels: bool = True,
    base: str = "",
    prefix: str = "rib",
    scale: RibbonScale | None = None,
    opened: bool = False,
) -> str:
    """The ribbon as inline SVG; "" for a network without weight layers.

    ``vertical`` is the phone's version, ``labels=False`` the small one for a card, which is
    decoration beside the model's name: no text, no links. ``base`` comes before ``#stage-3`` in
    the links, ``prefix`` keeps ids unique in a page. A ``scale`` of `common_scale` makes several
    ribbons comparable; without it each fills its own line. ``opened`` shows the layers inside
    residual blocks.
    """
    shown = stage_slabs(report, opened=opened)
    if not shown:
        return ""
    frame = VERTICAL if vertical else HORIZONTAL
    frame = frame if labels else CARD
    if vertical and labels:  # a page scrolls down: as long as the network has stages
        frame = replace(frame, along=min(max(frame.along, 56.0 * len(shown)), 110.0 * len(shown)))
    least = least_widths(shown, frame.least, t) if labels and not vertical else ()
    placed = place(shown, frame, least, scale.channels if scale else None)
    tallest = scale.tallest if scale else tallest_of(shown)
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


# -- drawing --------------------------------------------------------------------------------------


def _stage(
    item: PlacedStage, frame: RibbonFrame, tallest: int, base: str, texts: Markup, *, vertical: bool
) -> Markup:
    half = frame.gap / 2 - 1
    start, length = item.start - half, item.length + 2 * half
    hit = (
        element("rect", class_="hit", x=0, y=start, width=340, height=length)
        if vertical
        else element("rect", class_="hit", x=start, y=0, width=length, height=198)
    )
    slabs = draw_slabs(item, frame, tallest, vertical=vertical)
    return element("a", hit, slabs, texts, href=f"{base}#{item.drawn.stage.id}")


def draw_slabs(item: PlacedStage, frame: RibbonFrame, tallest: int, *, vertical: bool) -> Markup:
    """The slabs of one stage, without labels."""
    scale = item.channels_scale
    if item.drawn.flat:
        count = len(item.drawn.slabs)
        pitch = min(LINE_PITCH * frame.extent / 136, frame.extent / count)
        thick = pitch * LINE / LINE_PITCH
        top = frame.centre - pitch * min((count - 1) / 2, 1) - thick / 2
        start = item.middle - content(item.drawn, scale) / 2
        return group(
            _rect(slab, start, slab.channels * scale, top + index * pitch, thick, vertical)
            for index, slab in enumerate(item.drawn.slabs)
        )
    start = item.middle - content(item.drawn, scale) / 2
    parts = []
    for slab in item.drawn.slabs:
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


def _draw_horizontal(item: PlacedStage, frame: RibbonFrame, tallest: int, t: Language) -> Markup:
    """Resolution above, channels and the stage's name below; what does not fit is left out."""
    room = item.length + frame.gap - 4
    x = item.middle
    top = frame.centre - 11
    if not item.drawn.flat:
        tall = max(slab.height for slab in item.drawn.slabs)
        top = frame.centre - max(frame.extent * tall / tallest, 2) / 2
    channels = next(
        (
            label
            for short in (False, True)
            if text_width(label := channel_label(item.drawn, short=short), MAIN, bold=True) <= room
        ),
        "",
    )
    texts = (
        ("t-res", top - 7, resolution_label(item.drawn), 11),
        ("t-main", frame.centre + 86, channels, MAIN),
        ("t-sub", frame.centre + 101, formatting.stage_name(item.drawn.stage, t), SMALL),
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


def _draw_vertical(item: PlacedStage, frame: RibbonFrame, tallest: int, t: Language) -> Markup:
    """A stage's labels (channels, extents) to the right of its slabs, in two lines."""
    middle = item.middle
    full = resolution_label(item.drawn)
    extents = item.drawn.stage.resolution
    if not item.drawn.flat and len(extents) == 2:
        full = formatting.resolution(item.drawn.stage)
    size = element("tspan", full, class_="t-sub", dx=7)
    name = formatting.stage_name(item.drawn.stage, t)
    label = channel_label(item.drawn)
    return group(
        (
            element("text", name, size, class_="t-main", x=170, y=middle - 3),
            element("text", label, class_="t-sub", x=170, y=middle + 12),
        )
    )
