"""Which sizes a model takes: what its operations demand of the extents that reach them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import gcd
from typing import Any

from archreport.analysis.sizes.expressions import (
    Expression,
    Variable,
    floored,
    number,
    polynomial,
    product,
    simple,
    times,
    value_at,
)
from archreport.analysis.sizes.fitting import Space, is_constant
from archreport.analysis.sizes.rows import SizedRow
from archreport.report.model import Row


@dataclass(frozen=True)
class Demand:
    """``left`` equals ``right``, or is at least so much; else ``row`` refuses the size."""

    row: str
    left: Expression
    is_least: bool
    right: Expression

    def holds(self, sizes: Mapping[str, Any]) -> Any:
        """Whether it is met: True or False, or an array of them where the sizes are arrays."""
        left, right = value_at(self.left, sizes), value_at(self.right, sizes)
        return left >= right if self.is_least else left == right


def demands_of(rows: Sequence[SizedRow], base: Sequence[Row], space: Space) -> list[Demand]:
    """What all passes fulfil though other sizes may not: extents that are positive, that are equal
    where tensors meet, that are what weights were made for, and reshaped values that are as many.
    """
    found: dict[tuple[Expression, bool, Expression], Demand] = {}

    def demand(row: str, left: Expression, right: Expression, is_least: bool = False) -> None:
        left, right = simple(left), simple(right)
        if left != right and polynomial(left).constant is None:
            found.setdefault((left, is_least, right), Demand(row, left, is_least, right))

    for sized, row in zip(rows, base, strict=True):
        for shape in sized.outs:
            for extent in shape:
                if not isinstance(extent, Variable):
                    demand(sized.id, extent, number(1), is_least=True)
        for extent in (extent for shape in sized.ins for extent in shape):
            vector = space.vector(extent)
            if is_constant(vector):
                demand(sized.id, extent, number(vector[0]))
        _meet(sized, space, demand)
        _reshaped(sized, row, space, demand)
    return list(found.values())


def _meet(sized: SizedRow, space: Space, demand: Any) -> None:
    """Extents of different tensors that were equal in every pass must be."""
    for at, one in enumerate(sized.ins):
        for other in sized.ins[at + 1 :]:
            for extent in one:
                for met in other:
                    vector = space.vector(extent)
                    is_met = extent != met and space.vector(met) == vector
                    if is_met and not is_constant(vector):
                        demand(sized.id, extent, met)


def _reshaped(sized: SizedRow, row: Row, space: Space, demand: Any) -> None:
    """A view holds as many values as what it looks at."""
    if row.kind != "shape" or not sized.ins or len(sized.outs) != 1:
        return
    before, behind = product(sized.ins[0]), product(sized.outs[0])
    if before != behind and space.vector(before) == space.vector(behind):
        demand(sized.id, before, behind)


def rhythms(legal: Sequence[Mapping[str, int]], names: Sequence[str]) -> list[Demand]:
    """The step that all ``legal`` values of a variable keep: a multiple of 16, say, for a reason
    that is in the model's own code."""
    found = []
    for name in names:
        first, *others = sorted({sizes[name] for sizes in legal})
        step = reduce(gcd, (value - first for value in others), 0)
        if step > 1 and len(others) > 1:
            whole = polynomial(Variable(name)) - first % step
            found.append(Demand("", times(floored(whole, step), step), False, simple(whole)))
    return found
