"""The marks of the U: slabs, their labels, arrows and bridges, wherever they stand.

The rule is the ribbon's in two dimensions: a slab is as wide as its channels and as tall as its
resolution. `wide_layout` and `narrow` beside this file say where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.reading.encoder_decoder import Box, Skip
from archreport.render.drawing.svg import element, group, path_data
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report, Shape

INSIDE = 3.0  # between the slabs of one cluster
LEAST_WIDTH, LEAST_HEIGHT, JOIN_WIDTH = 3.0, 5.0, 9.0
LABEL = 10  # font size
_LIKE = frozenset({"conv", "up", "local", "linear"})
Point = tuple[float, float]


@dataclass(frozen=True)
class Cluster:
    """Neighbouring boxes that are alike: "2 × 64"."""

    boxes: tuple[Box, ...]

    @property
    def first(self) -> Box:
        return self.boxes[0]

    @property
    def last(self) -> Box:
        return self.boxes[-1]

    @property
    def label(self) -> str:
        """The channels; nothing for what keeps those of the box before it."""
        if self.first.parts:
            return " + ".join(formatting.number(count) for _, _, count in self.first.parts)
        if self.first.kind in ("pool", "shape"):
            return ""
        count = formatting.number(self.first.channels)
        return f"{len(self.boxes)}{formatting.TIMES}{count}" if len(self.boxes) > 1 else count


def clusters(boxes: Sequence[Box]) -> tuple[Cluster, ...]:
    """Layers of one operation and as many channels fall together; everything else stands alone."""
    found: list[Cluster] = []
    for box in boxes:
        last = found[-1].last if found else None
        alike = last is not None and box.kind in _LIKE
        if alike and last and (last.op, last.channels) == (box.op, box.channels):
            found[-1] = Cluster((*found[-1].boxes, box))
        else:
            found.append(Cluster((box,)))
    return tuple(found)


@dataclass(frozen=True)
class Scale:
    """Units for one channel across, and for one pixel of resolution down."""

    across: float
    down: float

    def width(self, box: Box) -> float:
        if box.parts:
            return sum(self.part(count) for _, _, count in box.parts)
        return max(box.channels * self.across, JOIN_WIDTH if box.kind == "join" else LEAST_WIDTH)

    def part(self, count: int) -> float:
        return max(count * self.across, LEAST_WIDTH)

    def height(self, box: Box) -> float:
        return max(box.size[0] * self.down, LEAST_HEIGHT)

    def length(self, cluster: Cluster) -> float:
        widths = [self.width(box) for box in cluster.boxes]
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
    carried = [t("u.score", n=formatting.number(box.channels)) for box in skip.via]
    if skip.before != skip.after:
        carried.append(t("u.crop", change=change(skip.before, skip.after)))
    elif not carried:
        carried.append(size(skip.after))
    return t("u.separator").join(carried), t(f"u.{skip.how}")


# -- drawing --------------------------------------------------------------------------------------


def slabs(cluster: Cluster, x: float, y: float, scale: Scale, base: str, report: Report) -> Markup:
    """A cluster with its top left corner at (x, y). Every slab is a link to its row."""
    parts = []
    for box in cluster.boxes:
        tall = scale.height(box)
        for row, kind, wide in _pieces(box, scale):
            parts.append(_slab(row, kind, (x, y), (wide, tall), base, report))
            x += wide
        x += INSIDE
    return group(parts)


def _pieces(box: Box, scale: Scale) -> list[tuple[str, str, float]]:
    if box.parts:
        return [(row, kind, scale.part(count)) for row, kind, count in box.parts]
    return [(box.row, box.kind, scale.width(box))]


def _slab(
    row: str, kind: str, place: Point, extents: tuple[float, float], base: str, report: Report
) -> Markup:
    said = f"{row}: {formatting.shape(report.row(row).out_shape)}"
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


def arrow(points: Sequence[Point], mark: str = "") -> Markup:
    """A line with a head at its last point. ``mark`` is "bridge" or "skip"."""
    parts: list[str | float] = []
    for number, (x, y) in enumerate(points):
        parts += ["L" if number else "M", x, y]
    (x0, y0), (x1, y1) = points[-2], points[-1]
    class_ = f" {mark}" if mark else ""
    return element("path", class_=f"edge{class_}", d=path_data(*parts)) + element(
        "path", class_=f"head{class_}", d=_head(x0, y0, x1, y1)
    )


def _head(x0: float, y0: float, x1: float, y1: float) -> str:
    """A small triangle that points along the last, level or upright piece of a line."""
    if abs(x1 - x0) >= abs(y1 - y0):
        back = x1 - 6 if x1 > x0 else x1 + 6
        return path_data("M", x1, y1, "L", back, y1 - 3, "L", back, y1 + 3, "Z")
    back = y1 - 6 if y1 > y0 else y1 + 6
    return path_data("M", x1, y1, "L", x1 - 3, back, "L", x1 + 3, back, "Z")


def bridge_mark(skip: Skip) -> str:
    """Switches are places, not values: their line is dashed."""
    return "skip" if skip.how == "switches" else "bridge"
