"""The strongest places of every unit of a layer, while pictures come and go.

Only what a unit does best is kept, so that memory does not grow with the number of pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archreport.report.model import ReceptiveField
from archreport.report.units import A_PICTURE, PATCHES, Patch, View

Floats = NDArray[np.float32]
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class ViewPeaks:
    """The strongest position of every unit in one view of a picture: by unit its value, ``(C,)``,
    and its place (row, column) in the map, ``(C, 2)``. ``above`` counts by unit the positions
    whose value is above 0, of ``positions``."""

    values: Floats
    places: Numbers
    above: NDArray[np.int64]
    positions: int


@dataclass(frozen=True)
class Strongest:
    """What is kept of a layer: by unit the values, ``(C, 9)``, the largest first, -inf where there
    are fewer; and where they are, ``(C, 9, 4)``: picture, view, row, column. ``above`` and
    ``positions`` add up those of all views."""

    values: Floats
    where: Numbers
    above: NDArray[np.int64]
    positions: int

    @staticmethod
    def nothing(units: int) -> Strongest:
        """Before the first picture."""
        return Strongest(
            np.full((units, PATCHES), -np.inf, np.float32),
            np.full((units, PATCHES, 4), -1, np.int32),
            np.zeros(units, np.int64),
            0,
        )

    def active(self) -> tuple[float, ...]:
        """By unit, the share of positions with a value above 0."""
        shares = self.above / max(1, self.positions)
        return tuple(float(f"{share:.3g}") for share in shares)

    def patches(self) -> tuple[tuple[Patch, ...], ...]:
        """By unit, the strongest places with a value above 0."""
        return tuple(
            tuple(
                Patch(picture, view, y, x, float(f"{value:.4g}"))
                for value, (picture, view, y, x) in zip(values, places.tolist(), strict=True)
                if value > 0
            )
            for values, places in zip(self.values, self.where, strict=True)
        )


def with_picture(
    before: Strongest,
    number: int,
    views: tuple[View, ...],
    peaks: tuple[ViewPeaks, ...],
    field: ReceptiveField,
) -> Strongest:
    """``before`` and the picture ``number``, whose ``views`` have these ``peaks``.

    The picture gives a unit `A_PICTURE` places at most, one a view, and none whose field covers
    much the same pixels as a stronger one: their centres are at least half a field apart.
    """
    values = np.stack([peak.values for peak in peaks], axis=1)  # (C, V)
    places = np.stack([peak.places for peak in peaks], axis=1)  # (C, V, 2)
    centres = _centres(views, places, field)
    apart = _half_fields(views, field)
    left = values.copy()
    all_values, all_where = [before.values], [before.where]
    units = np.arange(len(values))
    for _ in range(min(A_PICTURE, len(views))):
        best = left.argmax(axis=1)
        found = left[units, best]
        where = np.concatenate(
            [np.full((len(units), 1), number), best[:, None], places[units, best]], axis=1
        )
        all_values.append(found[:, None])
        all_where.append(where[:, None].astype(np.int32))
        distance = np.abs(centres - centres[units, best][:, None])  # (C, V, 2)
        same = (distance < np.maximum(apart[None], apart[best][:, None])).all(axis=2)
        left[same] = -np.inf
    return Strongest(
        *_largest(np.concatenate(all_values, axis=1), np.concatenate(all_where, axis=1)),
        before.above + sum(peak.above for peak in peaks),
        before.positions + sum(peak.positions for peak in peaks),
    )


def _largest(values: Floats, where: Numbers) -> tuple[Floats, Numbers]:
    """The `PATCHES` largest of each line, the earlier one first of equals."""
    order = np.argsort(-values, axis=1, kind="stable")[:, :PATCHES]
    return (
        np.take_along_axis(values, order, axis=1),
        np.take_along_axis(where, order[..., None], axis=1),
    )


def _centres(views: tuple[View, ...], places: Numbers, field: ReceptiveField) -> NDArray[Any]:
    """The middles of the fields, ``(C, V, 2)``, as shares of the picture's height and width."""
    start, jump = np.array(field.start, float), np.array(field.jump, float)
    corners = np.array([(view.top, view.left) for view in views], float)
    sizes = np.array([(view.height, view.width) for view in views], float)
    centres: NDArray[Any] = (corners + start + places * jump) / sizes
    return centres


def _half_fields(views: tuple[View, ...], field: ReceptiveField) -> NDArray[Any]:
    """Half the field's extents, ``(V, 2)``, as shares of the picture's height and width."""
    sizes = np.array([(view.height, view.width) for view in views], float)
    halves: NDArray[Any] = np.array(field.size, float) / 2 / sizes
    return halves
