"""Where a network changes its resolution: the places at which stages of several networks align."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archreport.report.model import Report, Row, Stage

Side = Literal["down", "bottom", "up", "side"]


_ORDER: Mapping[str, int] = {"down": 0, "bottom": 1, "up": 2, "side": 3}


@dataclass(frozen=True)
class Place:
    """Where a stage stands: the way down, no extent left, the way up, or a side branch."""

    side: Side
    jump: float = 0.0

    @property
    def order(self) -> tuple[int, float]:
        """Finest first on the way down, coarsest first on the way up."""
        return _ORDER[self.side], -self.jump if self.side == "up" else self.jump

    @property
    def id(self) -> str:
        """Part of an HTML id: "down-4", "bottom"."""
        return f"{self.side}-{self.jump:g}" if self.jump else self.side


def column(report: Report) -> dict[Place, tuple[Stage, ...]]:
    """The stages of one network by their place."""
    rows = {row.id: row for row in report.rows}
    seen = _first_jumps(report)
    found: dict[Place, tuple[Stage, ...]] = {}
    coarsest = 0.0
    passed_bottom = False
    for stage in report.stages:
        place = _place(stage, [rows[id_] for id_ in stage.rows], seen, report)
        if place.side == "bottom":
            passed_bottom = True
        elif place.side == "down":
            if passed_bottom or place.jump < coarsest:
                place = Place("up", place.jump)
            coarsest = max(coarsest, place.jump)
        found[place] = (*found.get(place, ()), stage)
    return found


def _place(stage: Stage, rows: Sequence[Row], seen: Mapping[int, float], report: Report) -> Place:
    if stage.kind == "side":
        return Place("side")
    if stage.kind == "classifier" or all(extent == 1 for extent in stage.resolution):
        return Place("bottom")
    at_resolution = [row for row in rows if row.out_shape[2:] == stage.resolution] or list(rows)
    for row in at_resolution:
        if row.receptive and row.receptive.status != "whole" and row.receptive.jump[0]:
            return Place("down", round(float(row.receptive.jump[0]), 4))
    return Place("down", seen.get(stage.resolution[0]) or _nearest_power(stage, report))


def _first_jumps(report: Report) -> dict[int, float]:
    """The jump at which each height was first seen: for stages whose values see everything."""
    found: dict[int, float] = {}
    for row in report.rows:
        field = row.receptive
        if field and field.status != "whole" and field.jump[0] and len(row.out_shape) > 2:
            found.setdefault(row.out_shape[2], round(float(field.jump[0]), 4))
    return found


def _nearest_power(stage: Stage, report: Report) -> float:
    """Half, a quarter, an eighth … of the input's height, whichever is nearest."""
    height = report.inputs[0].shape[2] if report.inputs and len(report.inputs[0].shape) > 2 else 1
    return float(2.0 ** round(math.log2(max(height, 1) / max(stage.resolution[0], 1))))
