"""An index of slices, written out."""

from __future__ import annotations

from typing import Any


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
