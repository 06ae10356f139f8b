"""A copy of a model, or of arguments, in which every tensor is replaced by a stand-in.

Python state is copied, weights are not: a stand-in has no values, or shares them until somebody
writes. So whatever a pass changes, it changes in the copy.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from archreport.analysis.isolation.reachable import reachable

_Value = TypeVar("_Value")


def twin_of(value: _Value, stand_in: Callable[[Tensor], Tensor]) -> _Value:
    """A copy of ``value``, with ``stand_in`` of each tensor in its place: shared ones stay shared.

    Raises whatever copying raises: a value may hold what cannot be copied.
    """
    stand_ins: dict[int, object] = {}
    for tensor in _tensors_of(value, stand_ins):
        lazy = nn.parameter.is_lazy(tensor)
        stand_ins[id(tensor)] = _lazy(tensor, stand_in) if lazy else _like(tensor, stand_in(tensor))
    return copy.deepcopy(value, stand_ins)


def _tensors_of(value: object, kept: dict[int, object]) -> Iterator[Tensor]:
    """The tensors to be replaced. How long the sequences of a packed batch are belongs to its
    shape, and stays: a note of it is taken in ``kept``."""
    for held in reachable(value):
        if isinstance(held, PackedSequence):
            kept[id(held.batch_sizes)] = held.batch_sizes.clone()
        elif isinstance(held, Tensor) and id(held) not in kept:
            yield held


def _like(tensor: Tensor, stand_in: Tensor) -> Tensor:
    if isinstance(tensor, nn.Parameter):
        return nn.Parameter(stand_in.detach(), requires_grad=tensor.requires_grad)
    if tensor.requires_grad and tensor.is_leaf and not stand_in.requires_grad:
        return stand_in.detach().requires_grad_(True)
    return stand_in


def _lazy(tensor: Any, stand_in: Callable[[Tensor], Tensor]) -> Tensor:
    """A parameter or buffer that has no shape yet, on the device of its stand-ins."""
    device = stand_in(torch.empty(0, dtype=tensor.dtype, device=tensor.device)).device
    return type(tensor)(requires_grad=tensor.requires_grad, device=device, dtype=tensor.dtype)  # type: ignore[no-any-return]


def on_meta(tensor: Tensor) -> Tensor:
    """A tensor of the same type, shape and layout without values."""
    return torch.empty_like(tensor.detach(), device="meta")


def shared(tensor: Tensor) -> Tensor:
    """A tensor with the same values, which are copied when somebody writes to either of the two."""
    plain = tensor.detach()
    try:
        return torch._lazy_clone(plain)
    except (RuntimeError, NotImplementedError):  # memory that PyTorch did not make, other layouts
        return plain.clone()
