"""What a sweep has found, as a part of an atlas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archreport.report.unit_rows import UnitRow, field_of
from archreport.report.units import LayerUnits
from archreport.running.units.sweep import Found


def layer_units(
    rows: Sequence[UnitRow], found: Found, origins: Mapping[str, str]
) -> tuple[LayerUnits, ...]:
    """The units of each layer; ``origins`` says by row of which kind the weights up to it are."""
    return tuple(
        LayerUnits(
            row=one.row.id,
            read=one.read.id,
            rectified=one.rectified,
            origin=origins[one.read.id],
            field=field_of(one),
            active=found.layers[one.row.id].active(),
            patches=found.layers[one.row.id].patches(),
        )
        for one in rows
    )
