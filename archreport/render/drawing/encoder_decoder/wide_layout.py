"""Where everything of the U stands on a wide page: a stair down at the left, one up at the right.

Each level begins under the last slab of the level before it. On the way up each begins above it,
moved to the right where the bridge at that level needs room for its words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from archreport.reading.encoder_decoder import Box, Skip, UPath
from archreport.render.drawing.encoder_decoder.marks import (
    LABEL,
    Cluster,
    Scale,
    bridge_words,
    change,
    clusters,
    size,
)
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
class Step:
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
class Stairs:
    """Where everything stands: clusters by level and arm, and the top of each level's slabs."""

    scale: Scale
    down: list[list[Step]] = field(default_factory=list)
    up: list[list[Step]] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)

    @property
    def every(self) -> list[Step]:
        """All clusters in the order of the forward pass."""
        return [item for level in (*self.down, *reversed(self.up)) for item in level]

    def last_middle(self, item: Step) -> float:
        return item.x + item.length - self.scale.width(item.cluster.last) / 2

    def of(self, row: str) -> tuple[Step, Box, int, bool]:
        """The place of a box: its cluster, itself, its level, and whether it is on the way down."""
        for falling, arm in ((True, self.down), (False, self.up)):
            for level, placed in enumerate(arm):
                for item in placed:
                    for box in item.cluster.boxes:
                        if box.row == row:
                            return item, box, level, falling
        raise KeyError(row)


def fitted(path: UPath, t: Language) -> Stairs:
    """The largest scale of channels at which the figure fits its width."""
    boxes = path.boxes
    down = TALLEST / max(box.size[0] for box in boxes)
    low, high = 0.0, WIDEST / max(box.channels for box in boxes)
    best = _placed(path, Scale(low, down), t)
    for _ in range(24):
        middle = (low + high) / 2
        tried = _placed(path, Scale(middle, down), t)
        left, right = bounds(path, tried)
        if right - left <= WIDTH:
            best, low = tried, middle
        else:
            high = middle
    return best


def _placed(path: UPath, scale: Scale, t: Language) -> Stairs:
    made = Stairs(scale)
    before: Step | None = None
    for level in path.levels:
        row: list[Step] = []
        for cluster in clusters(level.down):
            length = scale.length(cluster)
            if row:
                x = _after(row[-1], cluster, length)
            else:
                x = made.last_middle(before) - scale.width(cluster.first) / 2 if before else 0.0
            row.append(Step(cluster, x, length))
            before = row[-1]
        made.down.append(row)
    made.up = [[] for _ in path.levels]
    for number in reversed(range(len(path.levels))):
        row = []
        for cluster in clusters(path.levels[number].up):
            length = scale.length(cluster)
            if row:
                x = _after(row[-1], cluster, length)
            else:
                x = before.right + TURN - scale.entry(cluster) if before else 0.0
                x = max(x, _least_start(path, made, number, cluster, length, t))
            row.append(Step(cluster, x, length))
            before = row[-1]
        made.up[number] = row
    _heights(path, made)
    return made


def _after(before: Step, cluster: Cluster, length: float) -> float:
    room = max(length, text_width(cluster.label, LABEL))
    return before.right + GAP + (room - length) / 2


def _least_start(
    path: UPath, made: Stairs, number: int, cluster: Cluster, length: float, t: Language
) -> float:
    """How far to the right a level of the way up must stand, for its bridge and its words."""
    end = max((item.right for item in made.down[number]), default=0.0) + GAP
    room = max(length, text_width(cluster.label, LABEL))
    start = end + (room - length) / 2
    for skip in path.skips:
        if skip.level == number:
            item, _, _, _ = made.of(skip.source)
            lines = bridge_words(skip, t)
            if is_level(skip, made):
                wide, leaves = max(text_width(line, LABEL) for line in lines), item.right
            else:
                wide, leaves = text_width(BETWEEN.join(lines), LABEL), item.x + item.length
            start = max(start, leaves + wide + GAP + (room - length) / 2)
    return start


def is_level(skip: Skip, made: Stairs) -> bool:
    """True where nothing stands between a bridge's beginning and the other arm."""
    item, box, level, falling = made.of(skip.source)
    return (
        falling
        and level == skip.level
        and item is made.down[level][-1]
        and box is item.cluster.last
        and _enters_first(skip, made)
    )


def _enters_first(skip: Skip, made: Stairs) -> bool:
    """True where the bridge ends at the first slab of the way up, or that one is not there yet."""
    up = made.up[skip.level]
    return not up or up[0].cluster.first.row == skip.target


def _lanes(path: UPath, made: Stairs, level: int) -> int:
    return sum(skip.level == level and not is_level(skip, made) for skip in path.skips)


def _heights(path: UPath, made: Stairs) -> None:
    y = 4.0
    for number, _ in enumerate(path.levels):
        boxes = [
            box
            for arm in (made.down, made.up)
            for item in arm[number]
            for box in item.cluster.boxes
        ]
        y += LINE + (LANE + LINE) * min(_lanes(path, made, number), 1)
        made.tops.append(y)
        y += max(made.scale.height(box) for box in boxes)
        made.bottoms.append(y)
        y += BELOW


def bounds(path: UPath, made: Stairs) -> tuple[float, float]:
    """The left and the right end of everything that is drawn, labels included."""
    lefts = [item.left for item in made.every]
    rights = [item.right for item in made.every]
    for number, (above, below) in enumerate(zip(path.levels, path.levels[1:], strict=False)):
        if above.down and below.down:
            label = change(above.down[-1].size, below.down[0].size)
            x = made.last_middle(made.down[number][-1])
            lefts.append(x - NEAR - text_width(label, LABEL))
    first, last = made.every[0], made.every[-1]
    lefts.append(first.x - NEAR - text_width(size(first.cluster.first.size), LABEL))
    rights.append(last.right + NEAR + text_width(size(last.cluster.last.size), LABEL))
    rights += [item.right + TURN for row in made.up for item in row]
    return min(lefts) - 2, max(rights) + 2
