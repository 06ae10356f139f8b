"""Where tensors meet, place by place: what a value sees that is made of one of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archreport.operations.receptive_field.field import NOTHING, Field
from archreport.operations.receptive_field.layout import Layout, Part, form
from archreport.operations.receptive_field.one_axis import Edges, Reach, fixed
from archreport.report.model import Shape

#: The parts of one of the picture's axes: (axis of the tensor, place among its parts) to its step.
_Steps = dict[tuple[int, int], int]


def joined(fields: Sequence[Field], out: Shape) -> Field:
    """The union of the fields of tensors that are broadcast to the shape ``out`` and meet there
    value by value, and the narrowest of them. What does not come from the picture adds nothing.

    Where they lie over each other differently, every value sees what either sees as a whole.
    """
    seeing = [_broadcast(field, out) for field in fields if field.wide]
    if not seeing:
        return NOTHING
    first = seeing[0]
    if len(seeing) == 1:
        return first
    uniform = all(field.uniform for field in seeing)
    if any(field.layout != first.layout for field in seeing):
        seeing = _without_conflicts(seeing, out)
    layout = _layout(seeing)
    wide: list[Reach] = []
    narrow: list[Reach] = []
    for axis in range(len(first.wide)):
        counted = _counted_alike(seeing, axis)
        both = None
        if counted is not None:
            steps, reaches, narrows = counted
            both = _union(reaches)
        if both is not None:
            layout = _with_steps(layout, axis, steps)
            wide.append(both)
            narrow.append(min(narrows, key=lambda reach: reach.size))
            continue
        everything = _everything(seeing, axis)
        sure = not any(
            field.wide[axis].rough and not (field.wide[axis].fixed and field.parts(axis))
            for field in seeing
        )
        wide.append(everything)
        narrow.append(fixed((0, min(field.narrow[axis].size for field in seeing))))
        layout = _without(layout, axis, kept=everything.rough and sure)
    return Field(first.picture, tuple(wide), tuple(narrow), layout, uniform)


def with_all_of(field: Field, others: Sequence[Field], out: Shape) -> Field:
    """The field where every value also depends on everything that the others see."""
    spread = [replace(other.scattered(()), uniform=field.uniform) for other in others if other.wide]
    return joined([field, *spread], out) if spread else field


def _broadcast(field: Field, out: Shape) -> Field:
    missing = len(out) - len(field.layout)
    if missing < 0:
        return field.scattered(out)
    layout: list[tuple[Part, ...]] = [(Part(extent),) for extent in out[:missing]]
    changed = missing > 0
    for parts, extent in zip(field.layout, out[missing:], strict=True):
        own = parts[0].extent if len(parts) == 1 else _product(parts)
        if own == extent:
            layout.append(parts)
        elif own == 1:
            layout.append((Part(extent),))
            changed = True
        else:
            return field.scattered(out)
    return field.placed(tuple(layout)) if changed else field


def _product(parts: Sequence[Part]) -> int:
    product = 1
    for part in parts:
        product *= part.extent
    return product


def _without_conflicts(fields: Sequence[Field], out: Shape) -> list[Field]:
    """The fields with the same positions on each axis of the tensor, where they have any there."""
    found = list(fields)
    for place, extent in enumerate(out):
        forms = {form(field.layout[place]) for field in found if field.axes_at(place)}
        if len(forms) > 1:
            found = [_unordered(field, place, extent) for field in found]
    for axis in range(len(found[0].wide)):
        places = [
            {place for place, _ in field.parts(axis)} if not field.wide[axis].fixed else set()
            for field in found
        ]
        holding = [held for held in places if held]
        if holding and max(holding, key=len) != set.union(*holding):  # one here, the other there
            shared = set.intersection(*holding)
            found = [field.mixed(_everywhere(field, axis) - shared, rough=True) for field in found]
    return found


def _everywhere(field: Field, axis: int) -> set[int]:
    return {place for place, _ in field.parts(axis)}


def _unordered(field: Field, place: int, extent: int) -> Field:
    """The field, with the positions on one axis of the tensor in an order that is not known."""
    after = field.lost(field.axes_at(place))
    axes = tuple(sorted(after.axes_at(place)))
    layout = list(after.layout)
    layout[place] = (Part(extent, axes),)
    return replace(after, layout=tuple(layout))


def _layout(fields: Sequence[Field]) -> Layout:
    """For each axis of the tensor the parts of a field that has positions there."""
    return tuple(
        next((parts for parts in choices if any(part.axes for part in parts)), choices[0])
        for choices in zip(*(field.layout for field in fields), strict=True)
    )


def _steps(field: Field, axis: int) -> _Steps:
    return {
        (place, number): part.step
        for place, parts in enumerate(field.layout)
        for number, part in enumerate(parts)
        if axis in part.axes
    }


def _counted_alike(
    fields: Sequence[Field], axis: int
) -> tuple[_Steps, list[Reach], list[Reach]] | None:
    """What the fields see along an axis of the picture, with positions counted as in the one that
    has the most parts; None where they are not known in one of them, or counted otherwise."""
    if any(field.wide[axis].fixed for field in fields):
        return None
    counts = [_steps(field, axis) for field in fields]
    finest = max(counts, key=len)
    extents = {
        (place, number): part.extent
        for field in fields
        for place, parts in enumerate(field.layout)
        for number, part in enumerate(parts)
        if axis in part.axes
    }
    wide, narrow = [], []
    for field, steps in zip(fields, counts, strict=True):
        if steps == finest:
            wide.append(field.wide[axis])
            narrow.append(field.narrow[axis])
            continue
        times = {divmod(finest.get(place, 0), step) for place, step in steps.items()}
        factor, rest = times.pop() if len(times) == 1 else (0, 0)
        inside = sum(
            (extents[place] - 1) * step for place, step in finest.items() if place not in steps
        )
        if factor < 1 or rest or inside >= factor:
            return None
        wide.append(field.wide[axis].blend(factor, 1))
        narrow.append(field.narrow[axis].blend(factor, 1))
    return finest, wide, narrow


def _union(reaches: Sequence[Reach]) -> Reach | None:
    both: Reach | None = reaches[0]
    for other in reaches[1:]:
        both = both.union(other) if both is not None else None
    return both


def _everything(fields: Sequence[Field], axis: int) -> Reach:
    """All that the fields see along an axis; exact where one of them always sees that much."""
    edges = [field.everything(axis) for field in fields]
    seen = [pair for pair in edges if pair[0] < pair[1]] or edges
    hull: Edges = (min(low for low, _ in seen), max(high for _, high in seen))
    known = any(
        reach.fixed and not reach.rough and (reach.low[0], reach.high[0]) == hull
        for reach in (field.wide[axis] for field in fields)
    )
    return fixed(hull, rough=not known)


def _with_steps(layout: Layout, axis: int, steps: _Steps) -> Layout:
    return tuple(
        tuple(
            Part(part.extent, part.axes, steps[place, number]) if axis in part.axes else part
            for number, part in enumerate(parts)
        )
        for place, parts in enumerate(layout)
    )


def _without(layout: Layout, axis: int, kept: bool) -> Layout:
    """The layout where it is not known which position along an axis is which. ``kept`` keeps in
    mind that they are all there."""
    return tuple(
        tuple(_forgotten(part, axis, kept) if axis in part.axes else part for part in parts)
        for parts in layout
    )


def _forgotten(part: Part, axis: int, kept: bool) -> Part:
    axes = part.axes if kept else tuple(other for other in part.axes if other != axis)
    return Part(part.extent, axes)
