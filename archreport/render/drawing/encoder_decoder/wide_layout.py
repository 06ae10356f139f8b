"""Where everything of the U lies on a wide page: the way down at the left, the way up at the right.

Each level begins under the last slab of the level before it. On the way up each begins above it,
moved to the right where the bridge at that level needs room for its words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from archreport.reading.encoder_decoder import Arms, FeatureMap, Skip
from archreport.render.drawing.encoder_decoder.marks import (
    LABEL,
    Cluster,
    SlabScale,
    bridge_words,
    change,
    clusters,
    size,
)
from archreport.render.drawing.geometry import largest_that_fits
from archreport.render.drawing.svg import text_width
from archreport.render.words.language import Language

WIDTH = 980.0
TALLEST, WIDEST = 132.0, 180.0
GAP = 17.0  # between clusters; holds an arrow
TURN = 8.0  # from the last slab of a level to the line that leads up from it
BELOW = 44.0  # from one level's slabs to the next level's labels, for the arrow and its sizes
LINE = 15.0  # a line of labels above the slabs
LANE = 17.0  # a bridge that passes above slabs
NEAR = 5.0  # from a line to its label
BETWEEN = " · "


@dataclass
class PlacedCluster:
    """A cluster with its left edge; ``left`` and ``right`` bound it together with its label."""

    cluster: Cluster
    x: float
    length: float

    @property
    def middle(self) -> float:
        return self.x + self.length / 2

    @property
    def room(self) -> float:
        return max(self.length, text_width(self.cluster.label, LABEL))

    @property
    def left(self) -> float:
        return self.middle - self.room / 2

    @property
    def right(self) -> float:
        return self.middle + self.room / 2


@dataclass
class WideLayout:
    """Where everything lies: clusters by level and arm, and the top of each level's slabs."""

    scale: SlabScale
    down: list[list[PlacedCluster]] = field(default_factory=list)
    up: list[list[PlacedCluster]] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)

    @property
    def every(self) -> list[PlacedCluster]:
        """All clusters in the order of the forward pass."""
        return [item for level in (*self.down, *reversed(self.up)) for item in level]

    def last_middle(self, item: PlacedCluster) -> float:
        return item.x + item.length - self.scale.width(item.cluster.last) / 2

    def of(self, row: str) -> tuple[PlacedCluster, FeatureMap, int, bool]:
        """The place of a map: its cluster, itself, its level, and whether it is on the way down."""
        for falling, arm in ((True, self.down), (False, self.up)):
            for level, placed in enumerate(arm):
                for item in placed:
                    for map_ in item.cluster.maps:
                        if map_.row == row:
                            return item, map_, level, falling
        raise KeyError(row)


def fitted_layout(arms: Arms, t: Language) -> WideLayout:
    """The largest scale of channels at which the figure fits its width."""
    maps = arms.maps
    down = TALLEST / max(map_.size[0] for map_ in maps)

    def fits(across: float) -> bool:
        left, right = bounds(arms, _placed_at(arms, SlabScale(across, down), t))
        return right - left <= WIDTH

    widest = WIDEST / max(map_.channels for map_ in maps)
    return _placed_at(arms, SlabScale(largest_that_fits(fits, widest, halvings=24), down), t)


def _placed_at(arms: Arms, scale: SlabScale, t: Language) -> WideLayout:
    layout = WideLayout(scale)
    before: PlacedCluster | None = None
    for level in arms.levels:
        row: list[PlacedCluster] = []
        for cluster in clusters(level.down):
            length = scale.length(cluster)
            if row:
                x = _after(row[-1], cluster, length)
            else:
                x = layout.last_middle(before) - scale.width(cluster.first) / 2 if before else 0.0
            row.append(PlacedCluster(cluster, x, length))
            before = row[-1]
        layout.down.append(row)
    layout.up = [[] for _ in arms.levels]
    for number in reversed(range(len(arms.levels))):
        row = []
        for cluster in clusters(arms.levels[number].up):
            length = scale.length(cluster)
            if row:
                x = _after(row[-1], cluster, length)
            else:
                x = before.right + TURN - scale.entry(cluster) if before else 0.0
                x = max(x, _least_start(arms, layout, number, cluster, length, t))
            row.append(PlacedCluster(cluster, x, length))
            before = row[-1]
        layout.up[number] = row
    _heights(arms, layout)
    return layout


def _after(before: PlacedCluster, cluster: Cluster, length: float) -> float:
    room = max(length, text_width(cluster.label, LABEL))
    return before.right + GAP + (room - length) / 2


def _least_start(
    arms: Arms, layout: WideLayout, number: int, cluster: Cluster, length: float, t: Language
) -> float:
    """How far to the right a level of the way up must begin, for its bridge and its words."""
    end = max((item.right for item in layout.down[number]), default=0.0) + GAP
    room = max(length, text_width(cluster.label, LABEL))
    start = end + (room - length) / 2
    for skip in arms.skips:
        if skip.level == number:
            item, _, _, _ = layout.of(skip.source)
            lines = bridge_words(skip, t)
            if is_level(skip, layout):
                wide, leaves = max(text_width(line, LABEL) for line in lines), item.right
            else:
                wide, leaves = text_width(BETWEEN.join(lines), LABEL), item.x + item.length
            start = max(start, leaves + wide + GAP + (room - length) / 2)
    return start


def is_level(skip: Skip, layout: WideLayout) -> bool:
    """True where nothing lies between a bridge's beginning and the other arm."""
    item, map_, level, falling = layout.of(skip.source)
    return (
        falling
        and level == skip.level
        and item is layout.down[level][-1]
        and map_ is item.cluster.last
        and _enters_first(skip, layout)
    )


def _enters_first(skip: Skip, layout: WideLayout) -> bool:
    """True where the bridge ends at the first slab of the way up, or that one is not there yet."""
    up = layout.up[skip.level]
    return not up or up[0].cluster.first.row == skip.target


def _lanes(arms: Arms, layout: WideLayout, level: int) -> int:
    return sum(skip.level == level and not is_level(skip, layout) for skip in arms.skips)


def _heights(arms: Arms, layout: WideLayout) -> None:
    y = 4.0
    for number, _ in enumerate(arms.levels):
        maps = [
            map_
            for arm in (layout.down, layout.up)
            for item in arm[number]
            for map_ in item.cluster.maps
        ]
        y += LINE + (LANE + LINE) * min(_lanes(arms, layout, number), 1)
        layout.tops.append(y)
        y += max(layout.scale.height(map_) for map_ in maps)
        layout.bottoms.append(y)
        y += BELOW


def bounds(arms: Arms, layout: WideLayout) -> tuple[float, float]:
    """The left and the right end of everything that is drawn, labels included."""
    lefts = [item.left for item in layout.every]
    rights = [item.right for item in layout.every]
    for number, (above, below) in enumerate(zip(arms.levels, arms.levels[1:], strict=False)):
        if above.down and below.down:
            label = change(above.down[-1].size, below.down[0].size)
            x = layout.last_middle(layout.down[number][-1])
            lefts.append(x - NEAR - text_width(label, LABEL))
    first, last = layout.every[0], layout.every[-1]
    lefts.append(first.x - NEAR - text_width(size(first.cluster.first.size), LABEL))
    rights.append(last.right + NEAR + text_width(size(last.cluster.last.size), LABEL))
    rights += [item.right + TURN for row in layout.up for item in row]
    return min(lefts) - 2, max(rights) + 2
