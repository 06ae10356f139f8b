"""Memory by liveness: what must be kept at once, for inference and for training.

Activations only: weights, their gradients and the optimiser's state are constant and are listed
apart. Allocator overhead and the workspace of convolution kernels are not included.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from archreport.analysis.tracing.records import MemoryTrace


@dataclass(frozen=True)
class Memory:
    """Bytes. ``saved`` is what autograd keeps at the end of the forward pass, ``saved_by`` the
    part that each operation was the first to ask for."""

    saved: int
    saved_by: tuple[int, ...]
    peak_inference: int
    peak_training: int


def memory_of(inference: MemoryTrace, training: MemoryTrace | None) -> Memory:
    """Measure both traces of one model."""
    peak_inference = max(alive_forward(inference), default=0)
    if training is None:
        return Memory(0, (0,) * len(inference.touched), peak_inference, 0)
    owner, size = owners_of(training)
    saved_by = [0] * len(inference.touched)
    places = operations_of(training, inference)
    for storage, position in owner.items():
        if places:
            saved_by[places[min(position, len(places) - 1)]] += size[storage]
    return Memory(
        saved=sum(size.values()),
        saved_by=tuple(saved_by),
        peak_inference=peak_inference,
        peak_training=max(
            max(alive_forward(training, keep=owner), default=0),
            max(alive_backward(training, owner, size), default=0),
        ),
    )


def operations_of(training: MemoryTrace, inference: MemoryTrace) -> tuple[int, ...]:
    """For each call of a training pass its place in the inference pass; () where they differ.

    Training may do more: batch normalisation counts its batches. What is done besides belongs to
    the call before it.
    """
    places = []
    at = -1
    for call in training.touched:
        if at + 1 < len(inference.touched) and call.name == inference.touched[at + 1].name:
            at += 1
        places.append(max(at, 0))
    return tuple(places) if at + 1 == len(inference.touched) else ()


def owners_of(trace: MemoryTrace) -> tuple[dict[int, int], dict[int, int]]:
    """For each storage that autograd keeps the call that first asked for it, and its bytes."""
    owner: dict[int, int] = {}
    size: dict[int, int] = {}
    for position, storage, nbytes in trace.saved:
        owner.setdefault(storage, position)
        size[storage] = nbytes
    return owner, size


def _lifetimes(trace: MemoryTrace) -> dict[int, tuple[int, int]]:
    """For each storage of activations the operation that creates it and the last that reads it.

    Inputs are created before the first operation (-1); outputs live to the end.
    """
    born = dict.fromkeys(trace.inputs, -1)
    last = dict(born)
    for position, operation in enumerate(trace.touched):
        for storage in operation.new:
            if storage not in born:
                born[storage] = last[storage] = position
        for storage in operation.reads:
            if storage in born:
                last[storage] = position
    for storage in trace.outputs:
        if born.get(storage, -1) >= 0:
            last[storage] = len(trace.touched)
    return {storage: (position, last[storage]) for storage, position in born.items()}


def alive_forward(trace: MemoryTrace, keep: dict[int, int] | None = None) -> list[int]:
    """Bytes alive while each operation runs; storages in ``keep`` never die."""
    count = len(trace.touched)
    change = [0] * (count + 1)
    known = _lifetimes(trace)
    for storage, (born, last) in known.items():
        nbytes = trace.bytes.get(storage, 0)
        change[max(born, 0)] += nbytes
        end = count if keep is not None and storage in keep else min(last + 1, count)
        change[end] -= nbytes if end < count else 0
    # What autograd keeps besides the activations themselves: masks, indices, statistics.
    for storage, position in (keep or {}).items():
        if storage not in known:
            change[min(position, count)] += trace.bytes.get(storage, 0)
    return list(accumulate(change[:count]))


def alive_backward(trace: MemoryTrace, owner: dict[int, int], size: dict[int, int]) -> list[int]:
    """Bytes alive while each operation is differentiated, last operation first.

    A saved tensor is freed once the first operation that saved it is done. The gradient of an
    activation lives from its last reader's turn to its creator's.
    """
    count = len(trace.touched)
    change = [0] * (count + 1)
    for storage, position in owner.items():  # alive for every step >= position
        change[min(position, count - 1)] += size[storage]
    live, total = [], 0
    for step in change[:count]:
        total += step
        live.append(total)
    gradient = [0] * (count + 1)
    for storage, (born, last) in _lifetimes(trace).items():
        if born < 0:
            continue  # the input needs no gradient
        gradient[born] += trace.bytes.get(storage, 0)
        gradient[min(last, count - 1) + 1] -= trace.bytes.get(storage, 0)
    total = 0
    for position in range(count):
        total += gradient[position]
        live[position] += total
    return live
