"""The U on a phone: the way down at the left, the way up at the right, one rung a resolution.

Below a rung's slabs are their channels and sizes, at the bridge between what it carries.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.reading.encoder_decoder import Arms, FeatureMap, Skip
from archreport.render.drawing.encoder_decoder.marks import (
    INSIDE,
    LABEL,
    Cluster,
    SlabScale,
    bridge_mark,
    bridge_words,
    change,
    clusters,
    size,
    slabs,
    text,
)
from archreport.render.drawing.geometry import largest_that_fits
from archreport.render.drawing.lines import arrow
from archreport.render.drawing.svg import group, text_width
from archreport.render.words.language import Language
from archreport.report.model import Report

WIDTH = 350.0
LEFT, RIGHT = 82.0, 268.0  # the middles of the two arms
ARM = 122.0  # the widest an arm may be
TALLEST = 96.0
LINE = 13.0
ARROW = 24.0  # between two rungs


def narrow_drawing(
    arms: Arms, report: Report, t: Language, base: str
) -> tuple[Markup, float, float]:
    """The drawing, its width and its height."""
    scale = _scale(arms)
    y = 12.0
    parts: list[str] = []
    ends: list[tuple[float, float]] = []  # the top and the bottom of each rung, words included
    for number, level in enumerate(arms.levels):
        tall = max(scale.height(map_) for map_ in (*level.down, *level.up))
        bottom = number == len(arms.levels) - 1
        crossing = [skip for skip in arms.skips if skip.level == number]
        parts += _arm(level.down, WIDTH / 2 if bottom else LEFT, y, tall, scale, base, report)
        parts += _arm(level.up, RIGHT, y, tall, scale, base, report)
        parts += [_bridge(skip, arms, y, scale, report, t, base) for skip in crossing]
        words = y + tall + LINE + 1
        ends.append((y, words + LINE + 3))
        y = words + LINE + ARROW + 4
    parts += _ways(arms, ends, scale)
    return group(parts), WIDTH, y - ARROW


def _scale(arms: Arms) -> SlabScale:
    """The largest scale of channels at which every arm fits."""
    down = TALLEST / max(map_.size[0] for map_ in arms.maps)
    every = [arm for level in arms.levels for arm in (level.down, level.up)]

    def fits(across: float) -> bool:
        return max(_length(arm, SlabScale(across, down)) for arm in every) <= ARM

    return SlabScale(largest_that_fits(fits, 1.0, halvings=24), down)


def _length(arm: Sequence[FeatureMap], scale: SlabScale) -> float:
    gaps = 2 * INSIDE * max(len(clusters(arm)) - 1, 0)
    return sum(scale.length(cluster) for cluster in clusters(arm)) + gaps


def _arm(
    arm: Sequence[FeatureMap], middle: float, y: float, tall: float, scale: SlabScale, base: str,
    report: Report,
) -> list[str]:  # fmt: skip
    """The slabs side by side, on one line, with their channels and sizes below."""
    if not arm:
        return []
    x = middle - _length(arm, scale) / 2
    parts: list[str] = []
    shown = clusters(arm)
    for cluster in shown:
        parts.append(slabs(cluster, x, y, scale, base, report))
        x += scale.length(cluster) + 2 * INSIDE
    sizes = arm[0].size, arm[-1].size
    said = size(sizes[0]) if sizes[0] == sizes[1] else change(*sizes)
    if channels := _channels(shown):
        parts.append(text(channels, middle, y + tall + LINE, class_="t-node"))
    parts.append(text(said, middle, y + tall + (2 if channels else 1) * LINE))
    return parts


def _channels(shown: Sequence[Cluster]) -> str:
    """The channels of an arm's clusters; shortened in the middle where they would not fit."""
    labels = [cluster.label for cluster in shown if cluster.label]
    if not labels:
        return ""
    whole = " · ".join(labels)
    return whole if text_width(whole, LABEL + 1) <= ARM + 26 else f"{labels[0]} … {labels[-1]}"


def _bridge(
    skip: Skip, arms: Arms, y: float, scale: SlabScale, report: Report, t: Language, base: str
) -> Markup:
    level = arms.levels[skip.level]
    x0 = LEFT + _length(level.down, scale) / 2 + 2
    x1 = RIGHT - _length(level.up, scale) / 2 - 2
    heights = [scale.height(map_) for map_ in (*level.down, *level.up)]
    at = y + min(heights) / 2
    parts = [arrow([(x0, at), (x1, at)], bridge_mark(skip))]
    x = x0 + 8
    for via in skip.via:
        (cluster,) = clusters((via,))
        parts.append(slabs(cluster, x, at - scale.height(via) / 2, scale, base, report))
        x += scale.length(cluster) + 6
    first, second = bridge_words(skip, t)
    middle = (x0 + x1) / 2
    return group([*parts, text(first, middle, at - 6), text(second, middle, at + 13)])


def _ways(arms: Arms, ends: Sequence[tuple[float, float]], scale: SlabScale) -> list[Markup]:
    """The arrows down the left arm, to and from the bottom, and up the right arm."""
    last = len(arms.levels) - 1
    arrows = [
        arrow([(LEFT, ends[number - 1][1]), (LEFT, ends[number][0] - 2)])
        for number in range(1, last)
    ]
    side = _length(arms.levels[last].down, scale) / 2 + 2
    at = ends[last][0] + scale.height(arms.levels[last].down[0]) / 2
    into = WIDTH / 2 - side
    arrows.append(arrow([(LEFT, ends[last - 1][1]), (LEFT, at), (into, at)])
                 if into - LEFT > 8 else
                 arrow([(LEFT, ends[last - 1][1]), (LEFT, ends[last][0] - 2)]))  # fmt: skip
    risen = [number for number, level in enumerate(arms.levels) if level.up]
    for lower, upper in zip(reversed([*risen, last]), reversed(risen), strict=False):
        start = [(RIGHT, ends[lower][0] - 2)]
        if lower == last:
            out = WIDTH / 2 + side
            start = [(out, at), (RIGHT, at)] if RIGHT - out > 8 else start
        arrows.append(arrow([*start, (RIGHT, ends[upper][1])]))
    return arrows
