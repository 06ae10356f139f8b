"""Stages of several networks side by side, aligned by how far the resolution has come down.

Layers of different networks correspond when neighbouring values are the same step apart in the
input: AlexNet's 55 × 55 after 227 pixels and VGG's 56 × 56 after 224 are both one value every
4 pixels. That step is the ``jump`` of the receptive field, so nothing is matched by eye. A network
for segmentation passes each step twice, on the way down and on the way up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archreport.reading.resolution_steps import Place, stages_by_place
from archreport.reading.totals import share_of
from archreport.render.compare_pages.stage_words import stage_layers
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report, Stage


@dataclass(frozen=True)
class AlignedCell:
    """One network at one place. ``macs_share`` is of the network's whole."""

    stages: tuple[Stage, ...]
    resolution: str
    layers: tuple[str, ...]
    params: int
    macs: int
    macs_share: float

    @property
    def href(self) -> str:
        return f"#{self.stages[0].id}"


@dataclass(frozen=True)
class AlignedLine:
    """One place, and what each network has there; None for nothing."""

    place: Place
    cells: tuple[AlignedCell | None, ...]


def aligned(reports: Sequence[Report], t: Language) -> tuple[AlignedLine, ...]:
    """The lines of the aligned table, from the input to the output."""
    columns = [stages_by_place(report) for report in reports]
    places = sorted({place for column in columns for place in column}, key=lambda p: p.order)
    return tuple(
        AlignedLine(
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
    if place.way == "bottom":
        return f"1{formatting.TIMES}1"
    if place.way == "side":
        return t("align.side")
    if place.jump >= 1:
        return f"1/{place.jump:g}"
    return f"{1 / place.jump:g}×" if place.jump else formatting.NONE


def _cell(report: Report, stages: tuple[Stage, ...], t: Language) -> AlignedCell:
    params, macs = sum(s.params for s in stages), sum(s.macs for s in stages)
    extents = dict.fromkeys(formatting.resolution(stage) for stage in stages if stage.resolution)
    return AlignedCell(
        stages=stages,
        resolution=t("op.separator").join(extents),
        layers=stage_layers(report, stages, t),
        params=params,
        macs=macs,
        macs_share=share_of(macs, report.totals.macs),
    )
