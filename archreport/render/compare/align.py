"""Stages of several networks side by side, aligned by how far the resolution has come down.

Layers of different networks correspond when one of their values stands for the same step in the
input: AlexNet's 55 × 55 after 227 pixels and VGG's 56 × 56 after 224 are both one value every
4 pixels. That step is the ``jump`` of the receptive field, so nothing is matched by eye. A network
for segmentation passes each step twice, on the way down and on the way up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from archreport.render import words
from archreport.render.compare.standing import standing
from archreport.render.language import Language
from archreport.report import Report, Row, Stage

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


@dataclass(frozen=True)
class Cell:
    """One network at one place. Shares are of the network's whole."""

    stages: tuple[Stage, ...]
    resolution: str
    standing: tuple[str, ...]
    params: int
    macs: int
    params_share: float
    macs_share: float

    @property
    def href(self) -> str:
        return f"#{self.stages[0].id}"


@dataclass(frozen=True)
class Line:
    """One place, and what each network has there; None for nothing."""

    place: Place
    cells: tuple[Cell | None, ...]


def aligned(reports: Sequence[Report], t: Language) -> tuple[Line, ...]:
    """The lines of the aligned table, from the input to the output."""
    columns = [_column(report) for report in reports]
    places = sorted({place for column in columns for place in column}, key=lambda p: p.order)
    return tuple(
        Line(
            place,
            tuple(
                _cell(report, column[place], t) if place in column else None
                for report, column in zip(reports, columns, strict=True)
            ),
        )
        for place in places
    )


def scale_name(place: Place, t: Language) -> str:
    """ "1/4": one value for 4 × 4 input pixels; "1 × 1" where no extent is left."""
    if place.side == "bottom":
        return f"1{words.TIMES}1"
    if place.side == "side":
        return t("align.side")
    if place.jump >= 1:
        return f"1/{place.jump:g}"
    return f"{1 / place.jump:g}×" if place.jump else words.NONE


def _column(report: Report) -> dict[Place, tuple[Stage, ...]]:
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


def _cell(report: Report, stages: tuple[Stage, ...], t: Language) -> Cell:
    params, macs = sum(s.params for s in stages), sum(s.macs for s in stages)
    extents = dict.fromkeys(words.resolution(stage) for stage in stages if stage.resolution)
    return Cell(
        stages=stages,
        resolution=t("op.separator").join(extents),
        standing=standing(report, stages, t),
        params=params,
        macs=macs,
        params_share=params / report.totals.params if report.totals.params else 0.0,
        macs_share=macs / report.totals.macs if report.totals.macs else 0.0,
    )
