"""A network that goes down in resolution and up again, as two arms and the bridges between them.

Everything is read off a Report's rows: the main path, the sizes along it, and the rows on the way
up that read something from the way down. A U-Net, an FCN and a DeconvNet are the same shape here;
what a bridge does at its end (concatenate, add, say where the maxima were) tells them apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archreport.reading.graph import first_source, main_path, rows_by_id
from archreport.reading.layers import channels, is_addition
from archreport.report.kinds import FOLLOWER_KINDS
from archreport.report.model import Report, Row, Shape

#: What a bridge does at its end: it is concatenated, added, or says where the maxima were.
How = Literal["cat", "add", "switches", "other"]

LEAST_LEVELS = 3  # fewer are no U


@dataclass(frozen=True)
class FeatureMap:
    """The result of one row on the main path: its channels and ``size``, (H, W) or (H,).

    ``parts`` are the channels of what a concatenation puts together, in order, each with the row
    it is said to come from: the concatenation itself for what a bridge brings.
    """

    row: str
    kind: str
    op: str
    channels: int
    size: Shape
    parts: tuple[tuple[str, str, int], ...] = ()  # row, kind, channels


@dataclass(frozen=True)
class Level:
    """The maps at one resolution, on the way down and on the way up. The last one is the bottom:
    it has no way up."""

    down: tuple[FeatureMap, ...]
    up: tuple[FeatureMap, ...]


@dataclass(frozen=True)
class Skip:
    """A bridge from the way down to the way up.

    ``source`` is the row of the map it leaves, ``target`` of the one it ends at, ``level`` the
    place of that one. ``via`` are layers on the bridge, such as an FCN's 1×1 scores. ``before``
    and ``after`` are the extents where it leaves and where it arrives: they differ by a crop.
    """

    source: str
    target: str
    how: How
    level: int
    via: tuple[FeatureMap, ...]
    before: Shape
    after: Shape


@dataclass(frozen=True)
class Arms:
    """The two arms of a U: levels from the finest down, and bridges in the same order."""

    levels: tuple[Level, ...]
    skips: tuple[Skip, ...]

    @property
    def maps(self) -> tuple[FeatureMap, ...]:
        """All maps on the main path, in the order of the forward pass."""
        down = [each for level in self.levels for each in level.down]
        up = [each for level in reversed(self.levels) for each in level.up]
        return (*down, *up)


def arms_of(report: Report) -> Arms | None:
    """The two arms of ``report`` and its bridges; None for a network of another shape.

    It is a U where the main path leads down over at least two changes of resolution, then up
    over at least one, and never turns again.
    """
    rows = rows_by_id(report)
    steps = main_path(report)
    path = frozenset(row.id for row in steps)
    if not steps or not _are_maps(steps):
        return None
    depth = _depths(steps)
    deepest = max(depth.values())
    bottom = max(index for index, row in enumerate(steps) if depth[row.id] == deepest)
    down, up = steps[: bottom + 1], steps[bottom + 1 :]
    order = sorted({depth[row.id] for row in steps})
    falls = [depth[row.id] for row in down]
    rises = [depth[row.id] for row in up]
    monotone = falls == sorted(falls) and rises == sorted(rises, reverse=True)
    if not monotone or not rises or len(order) < LEAST_LEVELS:
        return None
    level = {row.id: order.index(depth[row.id]) for row in steps}
    maps = {row.id: _map(row, rows, path) for row in steps if _is_drawn(row, rows)}
    maps = _without_joined(maps)
    return Arms(
        tuple(
            Level(
                tuple(maps[r.id] for r in down if r.id in maps and level[r.id] == number),
                tuple(maps[r.id] for r in up if r.id in maps and level[r.id] == number),
            )
            for number in range(len(order))
        ),
        _skips(down, up, rows, path, maps, level),
    )


def extent(shape: Shape) -> Shape:
    """The spatial extents of an (N, C, …) shape; (1,) where none is left."""
    return shape[2:] or (1,)


def _are_maps(steps: Sequence[Row]) -> bool:
    """Feature maps of one rank all the way, or vectors between them: no sequences of tokens."""
    ranks = {len(row.out_shape) for row in steps} - {2}
    return len(ranks) == 1 and all(math.prod(row.out_shape) for row in steps)


def _depths(steps: Sequence[Row]) -> dict[str, int]:
    """How often the resolution has been halved before each row, counted along the main path.

    A valid convolution takes off a rim and a padding adds one; neither is half of the resolution.
    """
    depth: dict[str, int] = {}
    now, side = 0, 0.0
    for row in steps:
        here = math.prod(extent(row.out_shape)) ** (1 / len(extent(row.out_shape)))
        if side:
            now += round(math.log2(side / here))
        depth[row.id], side = now, here
    return depth


def _is_drawn(row: Row, rows: Mapping[str, Row]) -> bool:
    """A layer, or anything else that changes the extents, such as the last crop of an FCN."""
    if row.kind not in FOLLOWER_KINDS:
        return True
    source = first_source(row, rows)
    return source is not None and extent(source.out_shape) != extent(row.out_shape)


def _map(row: Row, rows: Mapping[str, Row], path: frozenset[str]) -> FeatureMap:
    parts: list[tuple[str, str, int]] = []
    if row.op == "cat" and len(row.out_shape) > 1:
        for name, shape in zip(row.inputs, row.in_shapes, strict=False):
            own = name in path and rows[name].kind == "up"
            part = (name, "up") if own else (row.id, row.kind)
            parts.append((*part, shape[1] if len(shape) > 1 else 1))
    return FeatureMap(
        row.id, row.kind, row.op, channels(row), extent(row.out_shape),
        tuple(parts) if len(parts) > 1 else (),
    )  # fmt: skip


def _without_joined(maps: Mapping[str, FeatureMap]) -> dict[str, FeatureMap]:
    """An upsampling that is concatenated at once is a part of that map, not one of its own."""
    joined = {row for map_ in maps.values() for row, _, _ in map_.parts if row != map_.row}
    return {row: map_ for row, map_ in maps.items() if row not in joined}


# -- bridges --------------------------------------------------------------------------------------


def _skips(
    down: Sequence[Row],
    up: Sequence[Row],
    rows: Mapping[str, Row],
    path: frozenset[str],
    maps: Mapping[str, FeatureMap],
    level: Mapping[str, int],
) -> tuple[Skip, ...]:
    falling = {row.id for row in down}
    skips = []
    for before_it, row in zip((down[-1], *up), up, strict=False):
        for name in row.inputs:
            source, beside = _back_to(name, rows, path)
            if source not in falling or source == before_it.id:
                continue
            leaves = _leaves(source, row, rows, maps, level)
            if leaves:
                via = tuple(_map(r, rows, path) for r in beside if r.kind not in FOLLOWER_KINDS)
                before = maps[leaves].size
                after = extent(rows[beside[-1].id if beside else name].out_shape)
                how = _how(row)
                skips.append(
                    Skip(leaves, row.id, how, level[row.id], via, before,
                         before if how == "switches" else after)
                )  # fmt: skip
    return tuple(sorted(skips, key=lambda skip: skip.level))


def _back_to(name: str, rows: Mapping[str, Row], path: frozenset[str]) -> tuple[str, list[Row]]:
    """The row of the main path that a bridge comes from, and the rows on it, in order."""
    beside: list[Row] = []
    while name in rows and name not in path:
        beside.insert(0, rows[name])
        name = next(iter(rows[name].inputs), "")
    return name, beside


def _leaves(
    source: str,
    target: Row,
    rows: Mapping[str, Row],
    maps: Mapping[str, FeatureMap],
    level: Mapping[str, int],
) -> str:
    """The map that a bridge leaves: its source's, or for switches what the pooling reads.

    Switches are places in the map before the pooling, which is as large as the one they restore.
    """
    here = source
    if _how(target) == "switches" and rows[here].inputs:
        here = rows[here].inputs[0]
    while here and here not in maps:
        here = next(iter(rows[here].inputs), "")
    return here if here in level else ""


def _how(row: Row) -> How:
    if "unpool" in row.op:
        return "switches"
    if row.op == "cat":
        return "cat"
    return "add" if is_addition(row) else "other"
