"""Ribbons drawn to one scale, so that a wider slab means more channels in every one of them.

Residual blocks are open, so that a network without shortcuts shows the same layers as one with
them. On a wide page the ribbons are below each other; on a phone beside each other, downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from markupsafe import Markup

from archreport.render.drawing.ribbon.labels import channel_label, describe, resolution_label
from archreport.render.drawing.ribbon.placing import (
    PlacedStage,
    RibbonFrame,
    RibbonScale,
    common_scale,
    place,
)
from archreport.render.drawing.ribbon.ribbon import draw_slabs, ribbon_svg
from archreport.render.drawing.ribbon.slabs import StageSlabs, stage_slabs
from archreport.render.drawing.svg import drawing, element, group, path_data, text_width
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

#: Half a phone's width: slabs left, labels right of them.
NARROW = RibbonFrame(along=0, extent=68, centre=36, gap=14, least=34)
WIDTH = 172.0
_LABELS = 78.0  # where the labels begin
_PER_STAGE = 58.0


def ribbon_pair(reports: Sequence[Report], t: Language, url: Callable[[Report], str]) -> Markup:
    """All ``reports`` with a name above each: the wide version and the phone's."""
    drawn = [report for report in reports if stage_slabs(report, opened=True)]
    wide = common_scale([stage_slabs(report, opened=True) for report in drawn], t)
    return element(
        "div",
        *(_wide(report, wide, t, url, number) for number, report in enumerate(drawn, 1)),
        class_="only-wide",
    ) + element("div", *_narrow(drawn, t, url), class_="only-narrow ribbons")


def _wide(
    report: Report, scale: RibbonScale, t: Language, url: Callable[[Report], str], number: int
) -> Markup:
    drawing_ = ribbon_svg(
        report, t, base=url(report), prefix=f"rib{number}", scale=scale, opened=True
    )
    return _name(report, t, url) + Markup(drawing_)


def _name(report: Report, t: Language, url: Callable[[Report], str]) -> Markup:
    link = element("a", formatting.title(report, t), href=url(report))
    return element("p", link, class_="rib-name")


def _narrow(reports: Sequence[Report], t: Language, url: Callable[[Report], str]) -> list[Markup]:
    every = [stage_slabs(report, opened=True) for report in reports]
    along = max((_PER_STAGE * len(shown) for shown in every), default=0.0)
    frame = replace(NARROW, along=along)
    scale = RibbonScale(
        min((place(shown, frame)[0].channels_scale for shown in every), default=1.0),
        max((slab.height for shown in every for drawn in shown for slab in drawn.slabs), default=1),
    )
    return [
        element(
            "div",
            _name(report, t, url),
            _column(report, shown, frame, scale, t, url(report), number),
        )
        for number, (report, shown) in enumerate(zip(reports, every, strict=True), 1)
    ]


def _column(
    report: Report,
    shown: Sequence[StageSlabs],
    frame: RibbonFrame,
    scale: RibbonScale,
    t: Language,
    base: str,
    number: int,
) -> Markup:
    placed = place(shown, frame, fixed=scale.channels)
    end = placed[-1].start + placed[-1].length + 2
    return drawing(
        WIDTH,
        end,
        element("path", class_="axis", d=path_data("M", frame.centre, 0, "V", end)),
        group(_stage(item, frame, scale, base) for item in placed),
        class_="ribbon",
        prefix=f"rib{number}v",
        title=t("ribbon.title", model=formatting.title(report, t)),
        description=describe(shown, t),
    )


def _stage(item: PlacedStage, frame: RibbonFrame, scale: RibbonScale, base: str) -> Markup:
    room = WIDTH - _LABELS
    half = frame.gap / 2 - 1
    hit = element(
        "rect", class_="hit", x=0, y=item.start - half, width=WIDTH, height=item.length + 2 * half
    )
    resolution = resolution_label(item.drawn)
    if not item.drawn.flat and len(item.drawn.stage.resolution) == 2:
        resolution = formatting.resolution(item.drawn.stage)
    labels = (channel_label(item.drawn), channel_label(item.drawn, short=True))
    channels = next((text for text in labels if text_width(text, 10) <= room), "")
    return element(
        "a",
        hit,
        draw_slabs(item, frame, scale.tallest, vertical=True),
        element("text", resolution, class_="t-main", x=_LABELS, y=item.middle - 2),
        element("text", channels, class_="t-sub", x=_LABELS, y=item.middle + 11),
        href=f"{base}#{item.drawn.stage.id}",
    )
