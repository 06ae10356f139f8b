"""The U on a wide page: slabs, arrows and skip connections where `wide_layout` has placed them."""

from __future__ import annotations

import itertools

from markupsafe import Markup

from archreport.reading.encoder_decoder import Arms, FeatureMap, Skip
from archreport.render.drawing.encoder_decoder.marks import (
    INSIDE,
    LABEL,
    bridge_mark,
    bridge_words,
    change,
    clusters,
    size,
    slabs,
    text,
)
from archreport.render.drawing.encoder_decoder.wide_layout import (
    BELOW,
    BETWEEN,
    LINE,
    NEAR,
    TURN,
    WIDTH,
    PlacedCluster,
    WideLayout,
    bounds,
    fitted_layout,
    is_level,
)
from archreport.render.drawing.geometry import Point
from archreport.render.drawing.lines import arrow
from archreport.render.drawing.svg import element, group, text_width
from archreport.render.words.language import Language
from archreport.report.model import Report


def wide_drawing(arms: Arms, report: Report, t: Language, base: str) -> tuple[Markup, float, float]:
    """The drawing, its width and its height."""
    placed = fitted_layout(arms, t)
    left, right = bounds(arms, placed)
    parts = [_level(arms, placed, number, report, t, base) for number in range(len(arms.levels))]
    bridges = [_bridge(skip, placed, report, t, base) for skip in arms.skips]
    shifted = element("g", *bridges, *parts, transform=f"translate({-left:.1f} 0)")
    return shifted, max(right - left, WIDTH), placed.bottoms[-1] + 18


def _level(
    arms: Arms, layout: WideLayout, number: int, report: Report, t: Language, base: str
) -> Markup:
    """The slabs of a level with their labels, the arrows between them, and those that come in."""
    top = layout.tops[number]
    parts: list[str] = []
    for falling, row in ((True, layout.down[number]), (False, layout.up[number])):
        for before, item in itertools.pairwise(row):
            y = top + min(_height(layout, before), _height(layout, item)) / 2
            parts.append(arrow([(before.x + before.length + 1, y), (item.x - 1, y)]))
        if row:
            parts.append(_comes_in(layout, number, falling=falling))
        for item in row:
            parts.append(slabs(item.cluster, item.x, top, layout.scale, base, report))
            enters = falling and number > 0 and item is row[0]  # an arrow comes down on it
            y = top + _height(layout, item) + 12 if enters else top - NEAR
            if item.cluster.label:
                parts.append(text(item.cluster.label, item.middle, y))
    if number == 0:
        first = layout.down[0][0]
        middle = top + layout.scale.height(first.cluster.first) / 2 + 3
        parts.append(text(size(first.cluster.first.size), first.x - NEAR, middle, "end"))
    last = layout.every[-1]
    if last in layout.up[number]:
        middle = top + layout.scale.height(last.cluster.last) / 2 + 3
        out = size(last.cluster.last.size)
        parts.append(text(out, last.x + last.length + NEAR, middle, "start"))
    return group(parts)


def _height(layout: WideLayout, item: PlacedCluster) -> float:
    return min(layout.scale.height(map_) for map_ in item.cluster.maps)


def _comes_in(layout: WideLayout, number: int, *, falling: bool) -> Markup:
    """The arrow from the level before, with the sizes at its two ends beside it."""
    arm = layout.down if falling else layout.up
    rest = range(number - 1, -1, -1) if falling else range(number + 1, len(layout.up))
    came = next((level for level in rest if arm[level]), None)
    if came is None and falling:
        return Markup()
    source = arm[came][-1] if came is not None else layout.down[-1][-1]
    level = came if came is not None else len(layout.down) - 1
    target = arm[number][0]
    x0, top = layout.last_middle(source), layout.tops[level]
    label = change(source.cluster.last.size, target.cluster.first.size)
    if falling:
        start = (x0, top + layout.scale.height(source.cluster.last) + 1)
        end = (x0, layout.tops[number] - 1)
        return arrow([start, end]) + text(label, x0 - NEAR, start[1] + 0.62 * BELOW, "end")
    x1 = target.x + layout.scale.entry(target.cluster)
    bottom = layout.tops[number] + layout.scale.height(target.cluster.first) + 1
    level_with = top + layout.scale.height(source.cluster.last) / 2
    x0, out = source.x + source.length + 1, source.right + TURN
    points: list[Point] = [(x0, level_with), (out, level_with)]
    if x1 - out > 1:  # moved to the right: up half of the way, along, up again
        points += [(out, top - LINE), (x1, top - LINE)]
    return arrow([*points, (x1, bottom)]) + text(label, x1 + NEAR, bottom + 0.3 * BELOW, "start")


def _bridge(skip: Skip, layout: WideLayout, report: Report, t: Language, base: str) -> Markup:
    item, map_, level, _ = layout.of(skip.source)
    target, end, _, _ = layout.of(skip.target)
    mark = bridge_mark(skip)
    first, second = bridge_words(skip, t)
    if is_level(skip, layout):
        low = min(layout.scale.height(map_), layout.scale.height(end))
        y = layout.tops[skip.level] + min(low / 2, 12)
        x0, x1 = item.x + item.length + 1, target.x - 1
        middle = (x0 + x1) / 2
        return (
            arrow([(x0, y), (x1, y)], mark)
            + text(first, middle, y - NEAR)
            + text(second, middle, y + 12)
        )
    y = layout.tops[skip.level] - LINE - NEAR
    x0 = _box_right(layout, item, map_) - 2
    x1 = target.x + layout.scale.width(end) / 2
    label = BETWEEN.join((first, second))
    down = layout.tops[skip.level] - LINE
    parts = [arrow([(x0, layout.tops[level] - 1), (x0, y), (x1, y), (x1, down)], mark)]
    x = x0 + 14
    for via in skip.via:
        tall = layout.scale.height(via)
        (cluster,) = clusters((via,))
        parts.append(slabs(cluster, x, y - tall / 2, layout.scale, base, report))
        x += layout.scale.length(cluster) + 8
    parts.append(text(label, max((x0 + x1) / 2, x + text_width(label, LABEL) / 2), y - NEAR))
    return group(parts)


def _box_right(layout: WideLayout, item: PlacedCluster, map_: FeatureMap) -> float:
    x = item.x
    for each in item.cluster.maps:
        x += layout.scale.width(each)
        if each is map_:
            return x
        x += INSIDE
    return x
