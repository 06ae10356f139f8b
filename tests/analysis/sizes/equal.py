"""Whether a report at a size equals that of a pass at that size, number by number."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from archreport.errors import BadInput
from archreport.report.model import Report


def differences(by_formula: Report, traced: Report) -> Iterator[str]:
    """What the formulas say otherwise than a pass does. A receptive field, its sum, or a peak may
    be left out, no more."""
    if [row.id for row in by_formula.rows] != [row.id for row in traced.rows]:
        yield "rows"
        return
    for one, other in zip(by_formula.rows, traced.rows, strict=True):
        for name in one.__dataclass_fields__:
            mine, theirs = getattr(one, name), getattr(other, name)
            is_left_out = name == "receptive" and mine is None
            if name in ("stage", "sums") or is_left_out or mine == theirs:
                continue
            yield f"{one.id} {name}: {mine} is {theirs}"
        for column in {**one.sums, **other.sums}:
            if column in ("field", "jump") and column not in one.sums:
                continue
            if one.sums.get(column) != other.sums.get(column):
                yield f"{one.id} sum of {column}: {one.sums.get(column)}, {other.sums.get(column)}"
    for name in by_formula.totals.__dataclass_fields__:
        mine, theirs = getattr(by_formula.totals, name), getattr(traced.totals, name)
        is_left_out = mine == 0 and name.startswith("peak")
        if mine != theirs and not is_left_out:
            yield f"total {name}: {mine} is {theirs}"


def legal_sizes(report: Report, count: int, seed: int = 0) -> list[Mapping[str, int]]:
    """So many sizes at random that the report says the model takes."""
    assert report.sizes is not None
    draw = random.Random(seed)
    found: list[Mapping[str, int]] = []
    for _ in range(5000):
        sizes = {
            one.name: draw.randint(one.lowest, min(one.highest, one.traced + 96))
            if one.name != "batch"
            else draw.choice((1, 2, 5))
            for one in report.sizes.variables
        }
        try:
            report.at(**sizes)
        except BadInput:
            continue
        found.append(sizes)
        if len(found) == count:
            break
    return found


def resized(shape: tuple[int, ...], report: Report, sizes: Mapping[str, int]) -> Any:
    """The shape of a model's one input at ``sizes``."""
    assert report.sizes is not None
    extents = list(shape)
    for one in report.sizes.variables:
        for _, axis in one.places:
            extents[axis] = sizes[one.name]
    return tuple(extents)
