"""Where a network changes its resolution: the places at which stages of several networks align."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archreport.reading.layers import local_field
from archreport.reading.stages import rows_by_stage
from archreport.reading.totals import input_shape
from archreport.report.model import Report, Row, Stage

Way = Literal["down", "bottom", "up", "side"]

_ORDER: Mapping[Way, int] = {"down": 0, "bottom": 1, "up": 2, "side": 3}


@dataclass(frozen=True)
class Place:
    """Where a stage is: on the way down, where no extent is left, on the way up, or beside them.

    ``jump`` is the step in input pixels from one of its values to the next; 0 where there is none.
    """

    way: Way
    jump: float = 0.0

    @property
    def order(self) -> tuple[int, float]:
        """Finest first on the way down, coarsest first on the way up."""
        return _ORDER[self.way], -self.jump if self.way == "up" else self.jump

    @property
    def id(self) -> str:
        """Part of an HTML id: "down-4", "bottom"."""
        return f"{self.way}-{self.jump:g}" if self.jump else self.way


def stages_by_place(report: Report) -> dict[Place, tuple[Stage, ...]]:
    """The stages of one network by their place."""
    rows = rows_by_stage(report)
    seen = _first_jumps(report)
    places: dict[Place, tuple[Stage, ...]] = {}
    coarsest = 0.0
    passed_bottom = False
    for stage in report.stages:
        place = _place(stage, rows[stage.id], seen, report)
        if place.way == "bottom":
            passed_bottom = True
        elif place.way == "down":
            if passed_bottom or place.jump < coarsest:
                place = Place("up", place.jump)
            coarsest = max(coarsest, place.jump)
        places[place] = (*places.get(place, ()), stage)
    return places


def _place(stage: Stage, rows: Sequence[Row], seen: Mapping[int, float], report: Report) -> Place:
    if stage.kind == "side":
        return Place("side")
    if stage.kind != "body" or all(extent == 1 for extent in stage.resolution):
        return Place("bottom")
    at_resolution = [row for row in rows if row.out_shape[2:] == stage.resolution] or list(rows)
    for row in at_resolution:
        field = local_field(row)
        if field and field.jump[0]:
            return Place("down", round(float(field.jump[0]), 4))
    return Place("down", seen.get(stage.resolution[0]) or _nearest_power(stage, report))


def _first_jumps(report: Report) -> dict[int, float]:
    """The jump at which each height was first seen: for stages whose values see everything."""
    jumps: dict[int, float] = {}
    for row in report.rows:
        field = local_field(row)
        if field and field.jump[0] and len(row.out_shape) > 2:
            jumps.setdefault(row.out_shape[2], round(float(field.jump[0]), 4))
    return jumps


def _nearest_power(stage: Stage, report: Report) -> float:
    """Half, a quarter, an eighth … of the input's height, whichever is nearest."""
    extents = input_shape(report)[2:] or (1,)
    return float(2.0 ** round(math.log2(max(extents[0], 1) / max(stage.resolution[0], 1))))
