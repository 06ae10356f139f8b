"""The marks of the U: slabs, their labels, arrows and bridges, wherever they lie.

The rule is the ribbon's in two dimensions: a slab is as wide as its channels and as tall as its
resolution. `wide_layout` and `narrow` beside this file say where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.reading.encoder_decoder import FeatureMap, Skip
from archreport.render.drawing.geometry import Point
from archreport.render.drawing.svg import element, group
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.kinds import WEIGHT_KINDS
from archreport.report.model import Report, Shape

INSIDE = 3.0  # between the slabs of one cluster
LEAST_WIDTH, LEAST_HEIGHT, JOIN_WIDTH = 3.0, 5.0, 9.0
LABEL = 10  # font size


@dataclass(frozen=True)
class Cluster:
    """Neighbouring maps that are alike: "2 × 64"."""

    maps: tuple[FeatureMap, ...]

    @property
    def first(self) -> FeatureMap:
        return self.maps[0]

    @property
    def last(self) -> FeatureMap:
        return self.maps[-1]

    @property
    def label(self) -> str:
        """The channels; nothing for what keeps those of the map before it."""
        if self.first.parts:
            return " + ".join(formatting.number(count) for _, _, count in self.first.parts)
        if self.first.kind in ("pool", "shape"):
            return ""
        count = formatting.number(self.first.channels)
        return f"{len(self.maps)}{formatting.TIMES}{count}" if len(self.maps) > 1 else count


def clusters(maps: Sequence[FeatureMap]) -> tuple[Cluster, ...]:
    """Layers of one operation and as many channels fall together; everything else is alone."""
    grouped: list[Cluster] = []
    for map_ in maps:
        last = grouped[-1].last if grouped else None
        alike = last is not None and map_.kind in WEIGHT_KINDS
        if alike and last and (last.op, last.channels) == (map_.op, map_.channels):
            grouped[-1] = Cluster((*grouped[-1].maps, map_))
        else:
            grouped.append(Cluster((map_,)))
    return tuple(grouped)


@dataclass(frozen=True)
class SlabScale:
    """Units for one channel across, and for one pixel of resolution down."""

    across: float
    down: float

    def width(self, map_: FeatureMap) -> float:
        if map_.parts:
            return sum(self.part(count) for _, _, count in map_.parts)
        return max(map_.channels * self.across, JOIN_WIDTH if map_.kind == "join" else LEAST_WIDTH)

    def part(self, count: int) -> float:
        return max(count * self.across, LEAST_WIDTH)

    def height(self, map_: FeatureMap) -> float:
        return max(map_.size[0] * self.down, LEAST_HEIGHT)

    def length(self, cluster: Cluster) -> float:
        widths = [self.width(map_) for map_ in cluster.maps]
        return sum(widths) + INSIDE * (len(widths) - 1)

    def entry(self, cluster: Cluster) -> float:
        """Where in a cluster the way up comes in: the middle of what it brings."""
        x = 0.0
        for _, kind, count in cluster.first.parts:
            if kind == "up":
                return x + self.part(count) / 2
            x += self.part(count)
        return self.width(cluster.first) / 2


# -- words ----------------------------------------------------------------------------------------


def size(extents: Shape) -> str:
    """The extents in a few characters: "568²", "48×64", "1×1"."""
    if len(extents) == 2 and extents[0] == extents[1] and extents[0] > 1:
        return f"{formatting.number(extents[0])}²"
    return "×".join(map(formatting.number, extents if len(extents) > 1 else (*extents, 1)))


def change(before: Shape, after: Shape) -> str:
    return f"{size(before)} → {size(after)}"


def bridge_words(skip: Skip, t: Language) -> tuple[str, str]:
    """What a bridge carries, and what is done with it at its end."""
    carried = [t("u.score", n=formatting.number(map_.channels)) for map_ in skip.via]
    if skip.before != skip.after:
        carried.append(t("u.crop", change=change(skip.before, skip.after)))
    elif not carried:
        carried.append(size(skip.after))
    return t("u.separator").join(carried), t(f"u.{skip.how}")


# -- drawing --------------------------------------------------------------------------------------


def slabs(
    cluster: Cluster, x: float, y: float, scale: SlabScale, base: str, report: Report
) -> Markup:
    """A cluster with its top left corner at (x, y). Every slab is a link to its row."""
    parts = []
    for map_ in cluster.maps:
        tall = scale.height(map_)
        for row, kind, wide in _parts(map_, scale):
            parts.append(_slab(row, kind, (x, y), (wide, tall), base, report))
            x += wide
        x += INSIDE
    return group(parts)


def _parts(map_: FeatureMap, scale: SlabScale) -> list[tuple[str, str, float]]:
    if map_.parts:
        return [(row, kind, scale.part(count)) for row, kind, count in map_.parts]
    return [(map_.row, map_.kind, scale.width(map_))]


def _slab(
    row: str, kind: str, place: Point, extents: tuple[float, float], base: str, report: Report
) -> Markup:
    said = f"{row}: {formatting.output(report.row(row))}"
    (x, y), (wide, tall) = place, extents
    return element(
        "a",
        element("title", said),
        element("rect", class_=f"n n-{kind}", x=x, y=y, width=wide, height=tall),
        href=f"{base}#{row}",
    )


def text(words_: str, x: float, y: float, class_: str | None = None) -> Markup:
    """A label in the middle of ``x``; with the class "start" or "end" it begins or ends there."""
    return element("text", words_, class_=class_, x=x, y=y)


def bridge_mark(skip: Skip) -> str:
    """Switches are places, not values: their line is dashed."""
    return "skip" if skip.how == "switches" else "bridge"
