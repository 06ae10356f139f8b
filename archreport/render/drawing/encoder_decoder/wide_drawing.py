"""The U on a wide page: slabs, arrows and skip connections where `stairs` has placed them."""

from __future__ import annotations

import itertools

from markupsafe import Markup

from archreport.reading.encoder_decoder import Box, Skip, UPath
from archreport.render.drawing.encoder_decoder.marks import (
    INSIDE,
    LABEL,
    Point,
    arrow,
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
    Stairs,
    Step,
    bounds,
    fitted,
    is_level,
)
from archreport.render.drawing.svg import element, group, text_width
from archreport.render.words.language import Language
from archreport.report.model import Report


def stairs(path: UPath, report: Report, t: Language, base: str) -> tuple[Markup, float, float]:
    """The drawing, its width and its height."""
    placed = fitted(path, t)
    left, right = bounds(path, placed)
    parts = [_level(path, placed, number, report, t, base) for number in range(len(path.levels))]
    bridges = [_bridge(skip, placed, report, t, base) for skip in path.skips]
    shifted = element("g", *bridges, *parts, transform=f"translate({-left:.1f} 0)")
    return shifted, max(right - left, WIDTH), placed.bottoms[-1] + 18


def _level(
    path: UPath, made: Stairs, number: int, report: Report, t: Language, base: str
) -> Markup:
    """The slabs of a level with their labels, the arrows between them, and those that come in."""
    top = made.tops[number]
    parts: list[str] = []
    for falling, row in ((True, made.down[number]), (False, made.up[number])):
        for before, item in itertools.pairwise(row):
            y = top + min(_height(made, before), _height(made, item)) / 2
            parts.append(arrow([(before.x + before.length + 1, y), (item.x - 1, y)]))
        if row:
            parts.append(_comes_in(made, number, falling=falling))
        for item in row:
            parts.append(slabs(item.cluster, item.x, top, made.scale, base, report))
            enters = falling and number > 0 and item is row[0]  # an arrow comes down on it
            y = top + _height(made, item) + 12 if enters else top - NEAR
            if item.cluster.label:
                parts.append(text(item.cluster.label, item.middle, y))
    if number == 0:
        first = made.down[0][0]
        middle = top + made.scale.height(first.cluster.first) / 2 + 3
        parts.append(text(size(first.cluster.first.size), first.x - NEAR, middle, "end"))
    last = made.every[-1]
    if last in made.up[number]:
        middle = top + made.scale.height(last.cluster.last) / 2 + 3
        out = size(last.cluster.last.size)
        parts.append(text(out, last.x + last.length + NEAR, middle, "start"))
    return group(parts)


def _height(made: Stairs, item: Step) -> float:
    return min(made.scale.height(box) for box in item.cluster.boxes)


def _comes_in(made: Stairs, number: int, *, falling: bool) -> Markup:
    """The arrow from the level before, with the sizes at its two ends beside it."""
    arm = made.down if falling else made.up
    rest = range(number - 1, -1, -1) if falling else range(number + 1, len(made.up))
    came = next((level for level in rest if arm[level]), None)
    if came is None and falling:
        return Markup()
    source = arm[came][-1] if came is not None else made.down[-1][-1]
    level = came if came is not None else len(made.down) - 1
    target = arm[number][0]
    x0, top = made.last_middle(source), made.tops[level]
    label = change(source.cluster.last.size, target.cluster.first.size)
    if falling:
        start = (x0, top + made.scale.height(source.cluster.last) + 1)
        end = (x0, made.tops[number] - 1)
        return arrow([start, end]) + text(label, x0 - NEAR, start[1] + 0.62 * BELOW, "end")
    x1 = target.x + made.scale.entry(target.cluster)
    bottom = made.tops[number] + made.scale.height(target.cluster.first) + 1
    level_with = top + made.scale.height(source.cluster.last) / 2
    x0, out = source.x + source.length + 1, source.right + TURN
    points: list[Point] = [(x0, level_with), (out, level_with)]
    if x1 - out > 1:  # moved to the right: up half of the way, along, up again
        points += [(out, top - LINE), (x1, top - LINE)]
    return arrow([*points, (x1, bottom)]) + text(label, x1 + NEAR, bottom + 0.3 * BELOW, "start")


def _bridge(skip: Skip, made: Stairs, report: Report, t: Language, base: str) -> Markup:
    item, box, level, _ = made.of(skip.source)
    target, end, _, _ = made.of(skip.target)
    mark = bridge_mark(skip)
    first, second = bridge_words(skip, t)
    if is_level(skip, made):
        low = min(made.scale.height(box), made.scale.height(end))
        y = made.tops[skip.level] + min(low / 2, 12)
        x0, x1 = item.x + item.length + 1, target.x - 1
        middle = (x0 + x1) / 2
        return (
            arrow([(x0, y), (x1, y)], mark)
            + text(first, middle, y - NEAR)
            + text(second, middle, y + 12)
        )
    y = made.tops[skip.level] - LINE - NEAR
    x0 = _box_right(made, item, box) - 2
    x1 = target.x + made.scale.width(end) / 2
    label = BETWEEN.join((first, second))
    down = made.tops[skip.level] - LINE
    parts = [arrow([(x0, made.tops[level] - 1), (x0, y), (x1, y), (x1, down)], mark)]
    x = x0 + 14
    for via in skip.via:
        tall = made.scale.height(via)
        (cluster,) = clusters((via,))
        parts.append(slabs(cluster, x, y - tall / 2, made.scale, base, report))
        x += made.scale.length(cluster) + 8
    parts.append(text(label, max((x0 + x1) / 2, x + text_width(label, LABEL) / 2), y - NEAR))
    return group(parts)


def _box_right(made: Stairs, item: Step, box: Box) -> float:
    x = item.x
    for each in item.cluster.boxes:
        x += made.scale.width(each)
        if each is box:
            return x
        x += INSIDE
    return x
