"""The units of a convolutional network: which row shows what they do, and what each looks at.

A *unit* is one channel of a convolution. What it says of a picture is its value behind the
activation function that follows, where one does: after a ReLU, 0 means that it does not answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from archreport.report.model import ReceptiveField, Report, Row


@dataclass(frozen=True)
class UnitRow:
    """A convolution, and the row at which the values of its units are read.

    The second is the activation function behind it (and behind its normalisation, if it has one),
    else the last of these rows that there is.
    """

    row: Row
    read: Row

    @property
    def units(self) -> int:
        return self.row.out_shape[1]

    @property
    def rectified(self) -> bool:
        """Whether the values are read behind an activation function."""
        return self.read.kind == "act"


@dataclass(frozen=True)
class Box:
    """A rectangle of pixels; ``top`` and ``left`` are negative where it begins in the padding."""

    top: int
    left: int
    height: int
    width: int


def unit_rows(report: Report) -> tuple[UnitRow, ...]:
    """The convolutions whose units see pictures, in the order of execution."""
    readers: dict[str, list[Row]] = {row.id: [] for row in report.rows}
    for row in report.rows:
        for source in row.inputs:
            readers[source].append(row)
    return tuple(
        UnitRow(row, _read_at(row, readers))
        for row in report.rows
        if row.kind == "conv" and len(row.out_shape) == 4 and row.receptive is not None
    )


def _read_at(row: Row, readers: dict[str, list[Row]]) -> Row:
    """The activation function that alone reads ``row``, directly or through a normalisation."""
    for kinds in (("norm", "act"), ("act",)):
        following = readers[row.id]
        if row.kind == "act" or len(following) != 1 or following[0].kind not in kinds:
            return row
        row = following[0]
    return row


def field_of(one: UnitRow) -> ReceptiveField:
    """What a unit of these sees."""
    assert one.row.receptive is not None  # `unit_rows` gives no others
    return one.row.receptive


def well_inside(
    field: ReceptiveField, axis: int, positions: int, extent: int, share: float
) -> range:
    """The positions along an axis of a map whose fields lie well inside the picture.

    At least ``share`` of what a field could cover of the picture's ``extent`` does. All
    ``positions`` where all see the same.
    """
    if field.status == "whole" or not field.jump[axis]:
        return range(positions)
    size = field.size[axis]
    inside = []
    for position in range(positions):
        first = field.start[axis] + position * field.jump[axis] - size / 2
        seen = min(first + size, extent) - max(first, 0)
        if seen >= share * min(size, extent):
            inside.append(position)
    return range(inside[0], inside[-1] + 1) if inside else range(positions)


def field_box(field: ReceptiveField, position: Sequence[int], picture: Sequence[int]) -> Box:
    """The pixels that the unit at ``position``, (row, column) of its map, can see.

    ``picture`` is the input's (height, width). Along an axis where all positions see the same, the
    box is the whole picture. The box of an exact field is exact: ``start + position · jump`` is its
    centre and ``size`` its extent, pixel 0 reaching from 0 to 1; nothing is cut off where it lies
    in the padding.
    """
    edges = []
    for axis in (0, 1):
        if field.status == "whole" or not field.jump[axis]:
            edges.append((0, picture[axis]))
        else:
            centre = field.start[axis] + position[axis] * field.jump[axis]
            first = math.floor(centre - field.size[axis] / 2)
            edges.append((first, field.size[axis]))
    (top, height), (left, width) = edges
    return Box(top, left, height, width)
