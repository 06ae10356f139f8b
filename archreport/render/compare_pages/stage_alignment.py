"""Stages of several networks side by side, aligned by how far the resolution has come down.

Layers of different networks correspond when one of their values stands for the same step in the
input: AlexNet's 55 × 55 after 227 pixels and VGG's 56 × 56 after 224 are both one value every
4 pixels. That step is the ``jump`` of the receptive field, so nothing is matched by eye. A network
for segmentation passes each step twice, on the way down and on the way up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archreport.reading.resolution_steps import Place, column
from archreport.render.compare_pages.stage_words import standing
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report, Stage


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
    columns = [column(report) for report in reports]
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
        return f"1{formatting.TIMES}1"
    if place.side == "side":
        return t("align.side")
    if place.jump >= 1:
        return f"1/{place.jump:g}"
    return f"{1 / place.jump:g}×" if place.jump else formatting.NONE


def _cell(report: Report, stages: tuple[Stage, ...], t: Language) -> Cell:
    params, macs = sum(s.params for s in stages), sum(s.macs for s in stages)
    extents = dict.fromkeys(formatting.resolution(stage) for stage in stages if stage.resolution)
    return Cell(
        stages=stages,
        resolution=t("op.separator").join(extents),
        standing=standing(report, stages, t),
        params=params,
        macs=macs,
        params_share=params / report.totals.params if report.totals.params else 0.0,
        macs_share=macs / report.totals.macs if report.totals.macs else 0.0,
    )
