"""Which part of a memory a tensor holds, and who wrote that part last."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from archreport.analysis.tracing.records import Origin

#: Which values of its memory a tensor holds: its shape, its strides, and where it starts.
Place = tuple[tuple[int, ...], tuple[int, ...], int]


def place_of(tensor: Tensor) -> Place:
    try:
        return tensor.shape, tensor.stride(), tensor.storage_offset()  # type: ignore[return-value]
    except (NotImplementedError, RuntimeError):  # a layout without strides
        return tuple(tensor.shape), (), 0


def written_since(
    origin: Origin | None, own: Place, writes: Sequence[tuple[int, Place]]
) -> Origin | None:
    """Where a tensor comes from that holds part of a memory: the last call that wrote the same part
    of it. What was written in between through other views may have changed it too."""
    found = origin
    for position, place in writes:
        if origin is not None and position <= origin.position:
            continue
        if place == own:
            found = Origin(position)
        elif _overlap(place, own):
            found = Origin(position, overwritten=True)
    return found


def _overlap(one: Place, other: Place) -> bool:
    """True where two parts of one memory may share values."""
    ends = [
        (start, start + sum((n - 1) * step for n, step in zip(shape, strides, strict=False)))
        for shape, strides, start in (one, other)
    ]
    return ends[0][0] <= ends[1][1] and ends[1][0] <= ends[0][1]
