"""Whether weights are numbers at all: a training that diverged leaves NaN and infinities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class NotFinite:
    """A tensor of which ``count`` of ``total`` values are NaN or infinite."""

    name: str
    count: int
    total: int


def first_not_finite(tensors: Iterable[tuple[str, Tensor]]) -> NotFinite | None:
    """The first of ``tensors`` that is not finite throughout; None where all are.

    Give parameters alone: a buffer may well be infinite, as masks of attention are.
    """
    for name, value in tensors:
        if value.is_floating_point() and (count := int((~torch.isfinite(value)).sum())):
            return NotFinite(name, count, value.numel())
    return None
