"""The peaks of memory, at any size: the greatest of what is alive at each moment of a pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from archreport.analysis.memory import alive_backward, alive_forward, operations_of, owners_of
from archreport.analysis.sizes.expressions import Expression, Polynomial, number, polynomial
from archreport.analysis.sizes.fitting import Space, Vector
from archreport.analysis.sizes.rows import SizedRow
from archreport.analysis.sizes.trials import Trial
from archreport.analysis.sizes.tried import Sizes
from archreport.analysis.sizes.written import text
from archreport.analysis.tracing.records import MemoryTrace
from archreport.report.size_functions import Peaks


def peaks_of(
    trials: Sequence[Trial], sizes: Sequence[Sizes], rows: Sequence[SizedRow]
) -> tuple[Peaks, Peaks | None]:
    """The peaks of passes at ``sizes``, and those of a batch of one where it keeps more or less."""
    whole = _peaks(trials, sizes, rows)
    if whole.inference and whole.training:
        return whole, None
    is_one = [one.get("batch") == 1 for one in sizes]
    if all(is_one) or not any(is_one):
        return whole, None
    of_one, of_more = (
        _peaks(
            [trial for trial, one in zip(trials, is_one, strict=True) if one is wanted],
            [size for size, one in zip(sizes, is_one, strict=True) if one is wanted],
            rows,
        )
        for wanted in (True, False)
    )
    return of_more, of_one


def _peaks(trials: Sequence[Trial], sizes: Sequence[Sizes], rows: Sequence[SizedRow]) -> Peaks:
    space = Space(sizes)
    traces = [one.inference for one in trials]
    base = _sized(traces, rows, range(len(traces[0].touched)), space)
    inference: tuple[Expression, ...] = ()
    if base is not None:
        peaks = tuple(one.memory.peak_inference for one in trials)
        inference = _greatest(alive_forward(base), peaks, space)
    steps = [one.training for one in trials if one.training is not None]
    training: tuple[Expression, ...] = ()
    if len(steps) == len(trials):
        places = operations_of(steps[0], traces[0])
        base = _sized(steps, rows, places, space) if places else None
        if base is not None:
            owner, size = owners_of(base)
            alive = [*alive_forward(base, keep=owner), *alive_backward(base, owner, size)]
            peaks = tuple(one.memory.peak_training for one in trials)
            training = _greatest(alive, peaks, space)
    return Peaks(tuple(map(text, inference)), tuple(map(text, training)))


def _sized(
    traces: Sequence[MemoryTrace], rows: Sequence[SizedRow], places: Sequence[int], space: Space
) -> Any:
    """The first trace with expressions for bytes; None where the traces are not alike, or a size
    follows no rule. ``places`` has for each call of a trace which operation of ``rows`` it is."""
    base = traces[0]
    if any(_shape(one) != _shape(base) for one in traces[1:]):
        return None
    inputs = len(rows) - 1 - max(places, default=-1)
    behind = [rows[inputs + place] for place in places]
    extents = _extents_of(base, rows, behind)
    sizes: dict[int, Polynomial] = {}
    for storage in base.bytes:
        vector = tuple(one.bytes[storage] for one in traces)
        found = space.count_of(vector, extents.get(storage, ()))
        if found is None:
            return None
        sizes[storage] = polynomial(found)
    saved = []
    for at, (position, storage, _) in enumerate(base.saved):
        vector = tuple(one.saved[at][2] for one in traces)
        if vector == tuple(one.bytes.get(storage, -1) for one in traces):
            saved.append((position, storage, sizes[storage]))
            continue
        found = space.count_of(vector, _of_row(behind[min(position, len(behind) - 1)]))
        if found is None:
            return None
        saved.append((position, storage, polynomial(found)))
    expressions: dict[str, Any] = {"bytes": sizes, "saved": saved}
    return replace(base, **expressions)


def _shape(trace: MemoryTrace) -> tuple[object, ...]:
    """All of a trace but the bytes."""
    touched = tuple((one.name, one.reads, one.writes, one.new) for one in trace.touched)
    saved = tuple((position, storage) for position, storage, _ in trace.saved)
    return trace.inputs, trace.outputs, touched, saved, tuple(trace.bytes)


def _extents_of(
    trace: MemoryTrace, rows: Sequence[SizedRow], behind: Sequence[SizedRow]
) -> dict[int, tuple[Expression, ...]]:
    """For each storage the extents of the row that is the first to use it; ``behind`` has for each
    call its row."""
    found: dict[int, tuple[Expression, ...]] = {}
    for row, storage in zip(rows, trace.inputs, strict=False):
        found.setdefault(storage, _of_row(row))
    for touched, row in zip(trace.touched, behind, strict=True):
        for storage in (*touched.new, *touched.writes, *touched.reads):
            found.setdefault(storage, _of_row(row))
    for position, storage, _ in trace.saved:
        found.setdefault(storage, _of_row(behind[min(position, len(behind) - 1)]))
    return found


def _of_row(row: SizedRow) -> tuple[Expression, ...]:
    return tuple(dict.fromkeys(e for shape in (*row.outs, *row.ins) for e in shape))


def _greatest(
    alive: Sequence[Polynomial | int], peaks: Vector, space: Space
) -> tuple[Expression, ...]:
    """Those of ``alive`` that no other is always at least as great as; () where their greatest is
    not what was measured."""
    kept: list[Polynomial] = []
    for one in dict.fromkeys(polynomial(bytes_) for bytes_ in alive):
        if any(_never_less(other, one) for other in kept):
            continue
        kept = [other for other in kept if not _never_less(one, other)] + [one]
    kept = kept or [number(0)]
    greatest = tuple(max(values) for values in zip(*map(space.vector, kept), strict=True))
    return tuple(kept) if greatest == peaks else ()


def _never_less(one: Polynomial, other: Polynomial) -> bool:
    """Whether ``one - other`` has no negative multiple: extents are at least 1."""
    return all(count > 0 for _, count in (one - other).terms)
