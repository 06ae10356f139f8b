"""Following the axes of the inputs through a traced pass: where the batch is, and where a map."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from archreport.analysis.tracing.records import Trace
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
    inputs = [axes_of_input(number, info.shape) for number, (_, info) in enumerate(trace.inputs)]
    results: list[tuple[Axes, ...]] = []

    def axes(read: Read) -> Axes:
        if read.source is None:
            return unknown(read.shape)
        made = (inputs[-1 - read.source],) if read.source < 0 else results[read.source]
        if read.result >= len(made):
            return unknown(read.shape)
        found = made[read.result]
        fits = len(found) == len(read.shape)
        return found if fits else unknown(read.shape)

    votes: dict[int, set[int]] = defaultdict(set)  # axes of each input; -1: none is the batch
    slid: dict[Root, int] = {}
    for traced in trace.operations:
        if traced.batched:  # an extent is missing in what is seen
            results.append(tuple(unknown(info.shape) for info in traced.writes))
            continue
        for read, place in batch_places(traced.name, traced.given):
            axis = axes(read)[place or 0]
            if len(axis) == 1 and axis[0].root:
                votes[axis[0].root[0]].add(axis[0].root[1] if place is not None else -1)
        for dimension, place in enumerate(window_places(traced.name, traced.given)):
            read, _ = batch_places(traced.name, traced.given)[0]
            axis = axes(read)[place]
            if len(axis) == 1 and axis[0].root and axis[0].root[1] == place:
                slid.setdefault(axis[0].root, dimension)
        results.append(
            tuple(
                axes_behind(traced.name, traced.given, info.shape, axes) for info in traced.writes
            )
        )
    roots = tuple(
        (number, next(iter(votes[number]), 0))
        for number in range(len(inputs))
        if len(votes[number]) < 2 and -1 not in votes[number]
    )
    positions = tuple(sorted((root for root in slid if root[0] == 0), key=lambda root: slid[root]))
    every = [(one,) for one in inputs] + results
    return Layouts(
        batch=tuple(tuple(_batch(roots, result) for result in made) for made in every),
        maps=tuple(extents_of(positions, made[0]) if made else None for made in every),
    )


def _batch(roots: tuple[Root, ...], axes: Axes) -> int | None:
    """The one axis that is the batch of some input, and holds all there is of it."""
    present = {part.root for axis in axes for part in axis}
    places = {place_of(root, axes) for root in roots if root in present}
    return places.pop() if len(places) == 1 else None
