"""Rules for what computes nothing: views, permutations, slices, copies, and joins of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf, lcm

from archreport.operations.call import Call
from archreport.operations.receptive_field.field import Field
from archreport.operations.receptive_field.joining import joined
from archreport.operations.receptive_field.layout import Layout, Part, extent_of
from archreport.operations.receptive_field.one_axis import Reach
from archreport.operations.receptive_field.rules.common import (
    Fields,
    Operand,
    Sums,
    disordered,
    of_one,
    places,
    scattered,
    scatters,
    sole,
    with_parts,
)
from archreport.operations.slices import Cut, cuts_of
from archreport.report.model import Shape

# -- views -----------------------------------------------------------------------------------------


@of_one
def views(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """The same values in another shape, in their order: a reshape, a flatten, a squeeze."""
    return read.field.viewed(call.out), {}


@of_one
def permutes(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """The axes of the tensor in another order."""
    order = _order(call, len(read.shape))
    if order is None or tuple(read.shape[place] for place in order) != call.out:
        return scatters([read], call)
    return replace(read.field, layout=tuple(read.field.layout[place] for place in order)), {}


def _order(call: Call, rank: int) -> list[int] | None:
    order = list(range(rank))
    if call.op in ("T", "mT", "t", "H", "mH", "adjoint"):
        last = order if call.op in ("T", "t", "H") else order[-2:]
        return [*order[: rank - len(last)], *reversed(last)]
    if call.op.rstrip("_") in ("transpose", "swapaxes", "swapdims"):
        pairs = (("dim0", "axis0"), ("dim1", "axis1"))
        ends = [places(call, rank, names=names) for names in pairs]
        if ends[0] is None or ends[1] is None:
            return None
        one, other = ends[0][0], ends[1][0]
        order[one], order[other] = other, one
        return order
    if call.op in ("movedim", "moveaxis"):
        source = places(call, rank, names=("source",))
        target = places(call, rank, names=("destination",))
        if source is None or target is None or len(source) != len(target):
            return None
        rest = iter(place for place in order if place not in source)
        moved = dict(zip(target, source, strict=True))
        return [moved[place] if place in moved else next(rest) for place in order]
    named = places(call, rank)
    return list(named) if named is not None and sorted(named) == order else None


@of_one
def expands(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """The same values again and again along axes of extent 1, or along new ones."""
    return joined([read.field], call.out), {}


@of_one
def repeats(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """All values again behind the last (``repeat``), or each beside itself
    (``repeat_interleave``)."""
    field, out = read.field, call.out
    if call.op == "repeat_interleave" and len(out) != len(read.shape):
        return scatters([read], call)
    new = len(out) - len(read.shape)
    layout: Layout = (*((Part(extent),) for extent in out[: max(new, 0)]), *field.layout)
    after = replace(field, layout=layout)
    for place in range(max(new, 0), len(out)):
        before = extent_of(after.layout[place])
        if before == out[place]:
            continue
        part, times = sole(after, place), out[place] // before if before else 1
        each = call.op == "repeat_interleave" and isinstance(call.values.get("repeats"), int)
        if before == 1:
            after = with_parts(after, place, Part(out[place])).counted()
        elif each and part is not None:
            axes = part.axes
            after = after.led(axes[0], partial(Reach.blend, factor=times, neighbours=1))
            after = with_parts(after, place, Part(out[place], axes, 1))
        else:
            after = disordered(after, place, out[place])
    return after, {}


@of_one
def shuffles_channels(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Channels in another order."""
    return disordered(read.field, 1, read.shape[1]), {}


# -- moving along an axis --------------------------------------------------------------------------


@of_one
def flips(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Back to front along some axes."""
    usual = {"fliplr": (1,), "flipud": (0,)}.get(call.op)
    along = places(call, len(read.shape), usual)
    if along is None or len(call.out) != len(read.shape):
        return scatters([read], call)
    after = read.field
    for place in along:
        part, extent = sole(after, place), read.shape[place]
        if part is None:
            after = disordered(after, place, extent)
        else:
            after = after.led(part.axes[0], partial(Reach.flipped, outputs=extent))
    return after, {}


@of_one
def rolls(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Round and round along some axes: the last positions come before the first."""
    along = places(call, len(read.shape))
    if along is None:
        return scatters([read], call)
    after = read.field
    for place in along:
        if after.axes_at(place):
            after = disordered(after, place, read.shape[place])
    return after, {}


@of_one
def pads(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """A rim moves the positions. PyTorch lists it from the last axis to the first, two each.

    A mirrored rim sees no further than the map behind it; a circular one sees the other end.
    """
    listed, rank = call.values.get("pad"), len(read.shape)
    if not isinstance(listed, (tuple, list)) or len(call.out) != rank:
        return scatters([read], call)
    mode = call.values.get("mode") or "constant"
    after = read.field
    for number in range(len(listed) // 2):
        place, rim = rank - 1 - number, listed[2 * number : 2 * number + 2]
        if not any(rim):
            continue
        parts = after.layout[place]
        if not after.axes_at(place):
            after = with_parts(after, place, Part(call.out[place]))
        elif mode == "circular" or len(parts) > 1 or not parts[0].step:
            after = disordered(after, place, call.out[place], sure=min(rim) >= 0)
        else:
            after = _rimmed(after, place, rim[0], call.out[place], mirrored=mode != "constant")
    return after.counted(), {}


def _rimmed(field: Field, place: int, before: int, extent: int, mirrored: bool) -> Field:
    part = field.layout[place][0]
    axis, step = part.axes[0], part.step
    digits = len(field.parts(axis)) > 1

    def moved(reach: Reach) -> Reach:
        even = reach.bounded() if mirrored else reach
        return even.window(1, 1, before * step)

    return with_parts(field.led(axis, moved, digits), place, Part(extent, part.axes, step))


# -- slices ----------------------------------------------------------------------------------------


@of_one
def cuts(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """``x[…]`` and what it stands for: some positions of some axes, and no others."""
    shape = read.shape
    found = _cuts(call, shape)
    if found is None:
        return scatters([read], call)
    return _cut(read.field, shape, found), {}


def _cuts(call: Call, shape: Shape) -> list[Cut | None] | None:
    """What a call keeps of each axis; None for the new axes."""
    rank, op = len(shape), call.op
    if "index" in call.values and op not in ("select",):
        return cuts_of(call.values["index"], shape)
    found: list[Cut | None] = [Cut(0, 1, extent) for extent in shape]
    if op == "center_crop":
        for place in range(rank):
            extent = call.out[place]
            found[place] = Cut(round((shape[place] - extent) / 2), 1, extent)
        return found if len(call.out) == rank and min(c.start for c in found if c) >= 0 else None
    along = places(call, rank)
    start = call.values.get("index" if op == "select" else "start")
    if along is None or len(along) != 1 or not isinstance(start, int):
        return None
    place = along[0]
    start %= max(shape[place], 1)
    found[place] = Cut(start, 1, 1, gone=True) if op == "select" else Cut(start, 1, call.out[place])
    return found


def _cut(field: Field, shape: Shape, found: Sequence[Cut | None]) -> Field:
    after = field
    for number, kept in enumerate(cut for cut in found if cut is not None):
        after = _cut_along(after, number, shape[number], kept)
    layout: list[tuple[Part, ...]] = []
    place = 0
    for cut in found:
        if cut is None:
            layout.append((Part(1),))
            continue
        if not cut.gone:
            layout.append(after.layout[place])
        place += 1
    return after.placed(tuple(layout))


def _cut_along(field: Field, place: int, extent: int, cut: Cut) -> Field:
    if (cut.start, cut.step, cut.count) == (0, 1, extent) and not cut.listed:
        return field
    parts = field.layout[place]
    if not field.axes_at(place):
        return with_parts(field.partly(), place, Part(cut.count))
    if len(parts) > 1 or not parts[0].step or cut.listed:
        return disordered(field, place, cut.count, sure=False)
    part = parts[0]
    after = field
    if cut.start:
        shift = -cut.start * part.step
        after = field.led(part.axes[0], partial(Reach.window, kernel=1, padding=shift))
    return with_parts(after, place, Part(cut.count, part.axes, part.step * cut.step))


@of_one
def splits(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Several pieces along one axis, each with its place: ``chunk``, ``split``, ``unbind``."""
    shape, rank = read.shape, len(read.shape)
    usual = {"hsplit": 1 if rank > 1 else 0, "dsplit": 2}.get(call.op, 0)
    along = places(call, rank, (usual,))
    if along is None or len(along) != 1:
        return scatters([read], call)
    place, start, pieces = along[0], 0, []
    for piece in call.writes or (call.out,):
        gone = len(piece) < rank
        count = 1 if gone else piece[place]
        found: list[Cut | None] = [Cut(0, 1, extent) for extent in shape]
        found[place] = Cut(start, 1, count, gone=gone)
        pieces.append(_cut(read.field, shape, found))
        start += count
    if start != shape[place]:
        return scatters([read], call)
    return tuple(pieces), {}


@of_one
def picks(read: Operand, call: Call) -> tuple[Fields, Sums]:
    """Some positions along one axis, by numbers in a tensor: ``index_select``, ``gather``."""
    along, out = places(call, len(read.shape)), call.out
    if along is None or len(out) != len(read.shape):
        return scatters([read], call)
    after = read.field.partly()
    for place, extent in enumerate(out):
        if place in along:
            after = disordered(after, place, extent, sure=False)
        elif extent != read.shape[place]:  # gather may leave out the last ones
            after = _cut_along(after, place, read.shape[place], Cut(0, 1, extent))
    return after.counted(), {}


# -- joins -----------------------------------------------------------------------------------------


def concatenates(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """Tensors one after the other along an axis of the tensor: channels, or positions."""
    rank = len(call.out)
    usual = {"hstack": 1 if rank > 1 else 0, "column_stack": 1, "dstack": 2}.get(call.op, 0)
    along = places(call, rank, (usual,))
    if along is None or any(len(item.shape) != rank for item in operands if item.field.wide):
        return scatters(operands, call)
    place = along[0]
    if any(item.field.axes_at(place) for item in operands if item.field.wide):
        return _behind_each_other(operands, place, call.out), {}
    fields = [
        with_parts(item.field, place, Part(call.out[place])) for item in operands if item.field.wide
    ]
    return _of_channels(fields, call.out, first=place == 0), {}


def stacks(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """Tensors side by side along a new axis."""
    rank = len(call.out)
    along = places(call, rank, (0,))
    if along is None or any(len(item.shape) != rank - 1 for item in operands if item.field.wide):
        return scatters(operands, call)
    place, extent = along[0], call.out[along[0]]
    fields = []
    for item in operands:
        if item.field.wide:
            layout = item.field.layout
            layout = (*layout[:place], (Part(extent),), *layout[place:])
            fields.append(replace(item.field, layout=layout))
    return _of_channels(fields, call.out, first=place == 0), {}


def _of_channels(fields: Sequence[Field], out: Shape, first: bool) -> Field:
    """Several fields, one for some of the channels each; along the axis of the batch nothing that
    follows brings them together."""
    both = joined(fields, out)
    same = all(
        one.same_as(other)
        for field in fields
        for one, other in zip(field.wide, both.wide, strict=True)
    )
    if same:
        return both
    return both.roughly() if first else replace(both, uniform=False)


def _behind_each_other(operands: Sequence[Operand], place: int, out: Shape) -> Field:
    """Positions of the one before those of the other: every position sees what it would see of
    each, at the most."""
    seeing = [item for item in operands if item.field.wide]
    extent, start, moved, parts = out[place], 0, [], []
    for item in operands:
        if item.field.wide:
            part = sole(item.field, place)
            parts.append(part)
            if part is not None:
                field = item.field.led(part.axes[0], partial(Reach.window, kernel=1, padding=start))
                moved.append(with_parts(field, place, Part(extent, part.axes, 1)))
        start += item.shape[place]
    if None not in parts and len({part.axes for part in parts if part}) == 1:
        both = joined(moved, out)
        return _at_most(both, moved)
    lost = [
        disordered(item.field, place, extent)
        if item.field.axes_at(place)
        else with_parts(item.field, place, Part(extent))
        for item in seeing
    ]
    return _at_most(joined(lost, out), lost)


def _at_most(both: Field, fields: Sequence[Field]) -> Field:
    """The union as a bound along axes where it is more than one of them."""
    wide = tuple(
        reach
        if all(field.wide[axis].same_as(reach) for field in fields)
        else reach.roughly()
        for axis, reach in enumerate(both.wide)
    )  # fmt: skip
    return replace(both, wide=wide)


# -- writing into a tensor -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Written:
    """What is written into part of a tensor, and whether what was there before is covered."""

    field: Field
    clean: bool


def writes(operands: Sequence[Operand], call: Call) -> tuple[Fields, Sums]:
    """``x[…] = y``: some values of x give way to those of y, which keep their places."""
    into = operands[0]
    others = [item for item in operands[1:] if item.field.wide]
    if not others:
        return into.field.roughly(), {}
    index = call.values.get("index")
    found = None if index is None else cuts_of(index, into.shape)
    if found is None or len(operands) != 2 or any(cut is None or cut.listed for cut in found):
        return scattered(operands, call.out), {}
    written = _written(others[0], [cut for cut in found if cut is not None], into)
    if not into.field.wide:
        return written.field if written.clean else written.field.roughly(), {}
    both = joined([into.field, written.field], call.out)
    both = replace(both, uniform=False)
    return (both if written.clean else both.roughly()), {}


def _written(item: Operand, found: Sequence[Cut], into: Operand) -> _Written:
    shape = tuple(cut.count for cut in found if not cut.gone)
    field = joined([item.field], shape)
    clean, layout, place = True, list(field.layout), 0
    final: list[tuple[Part, ...]] = []
    for number, cut in enumerate(found):
        extent = into.shape[number]
        full = (cut.start, cut.step, cut.count) == (0, 1, extent)
        if cut.gone:
            final.append((Part(extent),))
            clean = False
            continue
        part = sole(field, place)
        if full:
            final.append(layout[place])
        elif part is not None:
            clean = clean and _fills_gaps(into.field, part.axes[0], cut, extent)
            field = field.led(
                part.axes[0], partial(Reach.spread, kernel=1, stride=cut.step, padding=-cut.start)
            )
            final.append((Part(extent, part.axes, 1),))
        else:
            field = disordered(field, place, extent, sure=False)
            final.append((Part(extent),))
            clean = False
        place += 1
    return _Written(field.placed(tuple(final)), clean)


def _fills_gaps(into: Field, axis: int, cut: Cut, extent: int) -> bool:
    """True where x sees nothing in the places that are written, which go on to its end."""
    if cut.step < 2 or cut.start >= cut.step or cut.start + cut.step * cut.count < extent:
        return False
    if not into.wide:
        return True
    reach = into.wide[axis]
    places_ = range(cut.start, lcm(reach.period, cut.step), cut.step)
    return not reach.fixed and all(reach.at(place)[0] == inf for place in places_)
