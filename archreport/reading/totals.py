"""Numbers of a whole network or of some of its rows: subtotals, shares, the largest row, the ends.

What the Report holds as a total (`archreport.report.model.Totals`) is read from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from archreport.reading.graph import rows_by_id
from archreport.report.model import Report, Row, Shape

#: The columns of the layer table that add up.
SummedColumn = Literal["param_count", "macs", "activations"]


@dataclass(frozen=True)
class Subtotal:
    """Sums over some rows: parameters, multiply-accumulates, and values newly stored."""

    params: int
    macs: int
    activations: int


def subtotal(rows: Iterable[Row]) -> Subtotal:
    """The three columns added up over ``rows``."""
    every = tuple(rows)
    return Subtotal(
        params=sum(row.param_count for row in every),
        macs=sum(row.macs for row in every),
        activations=sum(row.activations for row in every),
    )


def share_of(part: float, whole: float) -> float:
    """``part / whole``, between 0 and 1; 0 where the whole is nothing."""
    return part / whole if whole else 0.0


def largest_row(report: Report, column: SummedColumn) -> Row | None:
    """The row with the most of a column, the inputs left out; None where all rows have none.

    Of several equally large ones the first.
    """
    rows = [row for row in report.rows if row.kind != "io"]
    top = max(rows, key=lambda row: int(getattr(row, column)), default=None)
    return top if top is not None and getattr(top, column) else None


def bytes_each(size: int, count: int) -> int:
    """The bytes of one of ``count`` values that take ``size`` together; 0 where they differ."""
    return size // count if count and size % count == 0 else 0


def bytes_per_activation(report: Report) -> int:
    """The bytes of one activation value: 4 for float32; 0 where the network mixes data types."""
    return bytes_each(report.totals.activation_bytes, report.totals.activations)


def input_shape(report: Report) -> Shape:
    """The shape of the first input, batch included; () for a network without one."""
    return report.inputs[0].shape if report.inputs else ()


def input_dtype(report: Report) -> str:
    """The data type of the first input, such as "float32"; "" for a network without one."""
    return report.inputs[0].dtype if report.inputs else ""


def output_shape(report: Report) -> Shape:
    """The shape of the main output, batch included; () where it is no row's result."""
    main = rows_by_id(report).get(report.outputs[0]) if report.outputs else None
    return main.out_shape if main else ()
