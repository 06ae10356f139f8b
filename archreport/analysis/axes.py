"""Following the axes of the inputs through a traced pass: where the batch is, and where a map."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache, partial

from archreport.analysis.kept import MOST, ByIdentity
from archreport.analysis.tracing.forms import Form
from archreport.analysis.tracing.records import Origin, Trace
from archreport.operations.axes.call import Read
from archreport.operations.axes.conventions import batch_places, window_places
from archreport.operations.axes.parts import (
    Axes,
    Root,
    axes_of_input,
    extents_of,
    place_of,
    unknown,
)
from archreport.operations.axes.rules import axes_behind
from archreport.report.model import Shape


@dataclass(frozen=True)
class Layouts:
    """What the axes of each row's results are: of the inputs first, then of the operations.

    ``batch`` has for each result the axis that is the batch, None where none is it alone. ``maps``
    has the extents of the picture that the first result is laid out as: () where its positions are
    laid out otherwise (tokens, windows), None where it holds no positions that are known.
    """

    batch: tuple[tuple[int | None, ...], ...]
    maps: tuple[Shape | None, ...]


def layouts_of(trace: Trace) -> Layouts:
    """Follow every axis of every input through the pass.

    The batch of an input is its first axis, unless an operation that knows its batch (a recurrent
    layer that is given the sequence first) takes another for it, or none; None where two disagree.
    """
    inputs = [_of_input(number, info.shape) for number, (_, info) in enumerate(trace.inputs)]
    results: list[tuple[Axes, ...]] = []

    def axes_of(maker: Origin | None, shape: Shape) -> Axes:
        if maker is None:
            return _unknown(shape)
        made = (inputs[-1 - maker.position],) if maker.position < 0 else results[maker.position]
        found = made[maker.output] if maker.output < len(made) else ()
        return found if len(found) == len(shape) else _unknown(shape)

    votes: dict[int, set[int]] = defaultdict(set)  # axes of each input; -1: none is the batch
    slid: dict[Root, int] = {}
    for traced in trace.operations:
        shapes = tuple(info.shape for info in traced.writes)
        if traced.batched:  # an extent is missing in what is seen
            results.append(tuple(map(_unknown, shapes)))
            continue
        read = tuple(
            axes_of(maker, info.shape)
            for maker, info in zip(traced.makers, traced.reads, strict=True)
        )
        form = traced.form
        known = _conventions(form)
        for number, place in known.batch:
            axis = read[number][place or 0]
            if len(axis) == 1 and axis[0].root:
                votes[axis[0].root[0]].add(axis[0].root[1] if place is not None else -1)
        for dimension, place in enumerate(known.windows):
            axis = read[known.batch[0][0]][place]
            if len(axis) == 1 and axis[0].root and axis[0].root[1] == place:
                slid.setdefault(axis[0].root, dimension)
        results.append(_behind(form, shapes, read))
    roots = tuple(
        (number, next(iter(votes[number]), 0))
        for number in range(len(inputs))
        if len(votes[number]) < 2 and -1 not in votes[number]
    )
    positions = tuple(sorted((root for root in slid if root[0] == 0), key=lambda root: slid[root]))
    asked = _same_roots(roots, positions)
    read_off = [
        _RESULTS.get((asked, made), partial(_read_off, asked, made))
        for made in [*map(_alone, inputs), *results]
    ]
    return Layouts(
        batch=tuple(batch for batch, _ in read_off), maps=tuple(extents for _, extents in read_off)
    )


@dataclass(frozen=True)
class _Conventions:
    """What a call takes the axes of its tensors for: the tensors whose batch it knows, by number,
    each with that axis, and the axes of the first that a window slides over."""

    batch: tuple[tuple[int, int | None], ...]
    windows: tuple[int, ...]


@lru_cache(maxsize=MOST)
def _conventions(form: Form) -> _Conventions:
    name = form.arguments.op
    return _Conventions(
        tuple((read.number, place) for read, place in batch_places(name, form.given)),
        window_places(name, form.given),
    )


_of_input = lru_cache(maxsize=MOST)(axes_of_input)
_unknown = lru_cache(maxsize=MOST)(unknown)
_BEHIND: ByIdentity[tuple[Axes, ...]] = ByIdentity()


def _behind(form: Form, shapes: tuple[Shape, ...], read: tuple[Axes, ...]) -> tuple[Axes, ...]:
    """The axes of the results of a call, from those of what it reads."""

    def made() -> tuple[Axes, ...]:
        def axes(one: Read) -> Axes:
            return read[one.number]

        return tuple(axes_behind(form.arguments.op, form.given, one, axes) for one in shapes)

    return _BEHIND.get((form, _same_shapes(shapes), *read), made)


@lru_cache(maxsize=MOST)
def _same_shapes(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """Of equal shapes always the same object."""
    return shapes


#: The roots of the batch, and those of the positions.
_Asked = tuple[tuple[Root, ...], tuple[Root, ...]]
#: For each result its batch; the extents of the first one's map.
_ReadOff = tuple[tuple[int | None, ...], Shape | None]
_RESULTS: ByIdentity[_ReadOff] = ByIdentity()


@lru_cache(maxsize=MOST)
def _same_roots(roots: tuple[Root, ...], positions: tuple[Root, ...]) -> _Asked:
    """Of equal roots always the same object."""
    return roots, positions


@lru_cache(maxsize=MOST)
def _alone(axes: Axes) -> tuple[Axes, ...]:
    return (axes,)


def _read_off(asked: _Asked, made: tuple[Axes, ...]) -> _ReadOff:
    roots, positions = asked
    batch = tuple(_batch(roots, result) for result in made)
    return batch, extents_of(positions, made[0]) if made else None


def _batch(roots: tuple[Root, ...], axes: Axes) -> int | None:
    """The one axis that is the batch of some input, and holds all there is of it."""
    present = {part.root for axis in axes for part in axis}
    places = {place_of(root, axes) for root in roots if root in present}
    return places.pop() if len(places) == 1 else None
