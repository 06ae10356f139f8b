"""An index, written out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cut:
    """What an index keeps of one axis: ``count`` positions from ``start`` on, ``step`` apart.

    ``gone`` where a number picks one position and the axis is left out; ``listed`` where
    positions are listed one by one, in any order.
    """

    start: int
    step: int
    count: int
    gone: bool = False
    listed: bool = False


def slices_of(index: Any, rank: int) -> tuple[slice, ...] | None:
    """``x[..., ::2]`` written out, one slice for each of ``rank`` axes; None where the index holds
    something else than slices."""
    parts = list(index) if isinstance(index, tuple) else [index]
    if not all(isinstance(part, slice) or part is Ellipsis for part in parts):
        return None
    left_out = rank - sum(part is not Ellipsis for part in parts)
    place = next((i for i, part in enumerate(parts) if part is Ellipsis), len(parts))
    if left_out < 0 or parts.count(Ellipsis) > 1:
        return None
    return (*parts[:place], *[slice(None)] * left_out, *parts[place + 1 :])


def cuts_of(index: Any, shape: tuple[int, ...]) -> list[Cut | None] | None:
    """What an index keeps of each axis of a tensor, with None for each new axis.

    None where it is more than slices, numbers, new axes and one list: masks, tensors, several
    lists, which are combined.
    """
    parts = list(index) if isinstance(index, tuple) else [index]
    if any(isinstance(part, bool) or not _is_plain(part) for part in parts):
        return None
    taking = sum(part is not None and part is not Ellipsis for part in parts)
    dots = sum(part is Ellipsis for part in parts)
    lists = sum(isinstance(part, (list, range)) for part in parts)
    numbers = any(isinstance(part, int) for part in parts)
    if dots > 1 or lists > 1 or (lists and numbers) or taking > len(shape):
        return None
    if not dots:
        parts.append(Ellipsis)
    found: list[Cut | None] = []
    rest = iter(shape)
    for part in parts:
        if part is None:
            found.append(None)
        elif part is Ellipsis:
            found += [Cut(0, 1, next(rest)) for _ in range(len(shape) - taking)]
        else:
            found.append(_cut(part, next(rest)))
    return found


def _is_plain(part: Any) -> bool:
    if isinstance(part, (list, range)):
        return all(isinstance(item, int) and not isinstance(item, bool) for item in part)
    return part is None or part is Ellipsis or isinstance(part, (int, slice))


def _cut(part: Any, extent: int) -> Cut:
    if isinstance(part, slice):
        kept = range(*part.indices(extent))
        return Cut(kept.start, kept.step, len(kept))
    if isinstance(part, int):
        return Cut(part % extent, 1, 1, gone=True)
    return Cut(0, 1, len(part), listed=True)
