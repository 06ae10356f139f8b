"""Expressions as the text of a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from archreport.analysis.sizes.conditions import Demand
from archreport.analysis.sizes.expressions import Expression, formula, polynomial
from archreport.analysis.sizes.rows import FieldParts, Found, Half, SizedRow
from archreport.report.size_functions import (
    Condition,
    FieldFormulas,
    RowFormulas,
    SumFormula,
)


def text(expression: Expression) -> int | str:
    """The number, or the formula of what is none."""
    constant = polynomial(expression).constant
    return formula(expression) if constant is None else constant


def _text(found: Found) -> int | float | str:
    if isinstance(found, Half):
        return f"({text(found.of)})/2"
    return found if isinstance(found, int | float) else text(found)


def condition(demand: Demand) -> Condition:
    return Condition(demand.row, text(demand.left), demand.is_least, text(demand.right))


def row_formulas(row: SizedRow) -> RowFormulas:
    return RowFormulas(
        in_shapes=tuple(tuple(map(text, shape)) for shape in row.ins),
        out_shapes=tuple(tuple(map(text, shape)) for shape in row.outs),
        macs=text(row.macs),
        activations=text(row.activations),
        activation_bytes=text(row.activation_bytes),
        saved_bytes=text(row.saved_bytes),
        hyper={
            name: tuple(map(text, value)) if isinstance(value, tuple) else text(value)
            for name, value in row.hyper.items()
        },
        receptive=_receptive(row),
        sums={
            column: tuple(
                SumFormula(
                    one.formula,
                    {name: _text(value) for name, value in one.values.items()},
                    one.above_one,
                )
                for one in forms
            )
            for column, forms in row.sums.items()
        },
    )


def _receptive(row: SizedRow) -> FieldFormulas | Literal["same", "unknown"]:
    if not row.receptive_varies:
        return "same"
    parts = row.receptive
    return "unknown" if parts is None else _field(parts)


def _field(parts: FieldParts) -> FieldFormulas:
    return FieldFormulas(
        size=tuple(map(_text, parts.size)),
        smallest=tuple(map(_text, parts.smallest)),
        jump=tuple(map(_text, parts.jump)),
        start=tuple(map(_text, parts.start)),
        status=parts.status,
        above_one=tuple(map(text, parts.above_one)),
    )


def shared(rows: Sequence[RowFormulas]) -> tuple[tuple[RowFormulas, ...], tuple[int, ...]]:
    """Each different one once, and for each row its number among them."""
    numbers: dict[str, int] = {}
    different: list[RowFormulas] = []
    found = []
    for row in rows:
        key = repr(row)
        if key not in numbers:
            numbers[key] = len(different)
            different.append(row)
        found.append(numbers[key])
    return tuple(different), tuple(found)
