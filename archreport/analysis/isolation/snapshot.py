"""The state of everything reachable, to be put back: for what cannot be copied."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.grad_mode import _unsafe_preserve_version_counter

from archreport.analysis.isolation.reachable import attributes_of, reachable
from archreport.analysis.isolation.twin import shared


@contextmanager
def put_back(*roots: object) -> Iterator[None]:
    """Put everything reachable from ``roots`` back as it was, whatever happens within.

    Attributes, containers, values of tensors, gradients and ``requires_grad``.
    """
    states = [_state(value) for value in reachable(*roots)]
    try:
        yield
    finally:
        for state in states:
            state.put_back()


class _Nothing:
    def put_back(self) -> None:
        """Nothing can have changed."""


class _TensorState:
    def __init__(self, tensor: Tensor) -> None:
        self._tensor = tensor
        self._gradient = tensor.grad if tensor.is_leaf else None
        self._requires = tensor.requires_grad
        lazy = nn.parameter.is_lazy(tensor)
        self._values = None if lazy or tensor.is_meta else shared(tensor)
        # how often it was written to: a backward pass of the caller's would refuse another number
        self._version = None if tensor.is_inference() else _unsafe_preserve_version_counter(tensor)

    def put_back(self) -> None:
        tensor = self._tensor
        values = self._values
        if values is not None and tensor.shape == values.shape and not _same(tensor, values):
            with torch.no_grad():
                tensor.detach().copy_(values)
        if self._version is not None:
            self._version.__exit__()
        if tensor.is_leaf:
            tensor.grad = self._gradient
            if tensor.requires_grad != self._requires:
                tensor.requires_grad_(self._requires)


def _same(one: Tensor, other: Tensor) -> bool:
    """True where nobody has written to either: both still share their values."""
    return bool(
        torch._C._is_cow_tensor(one)  # type: ignore[attr-defined]
        and torch._C._is_cow_tensor(other)  # type: ignore[attr-defined]
        and torch._C._data_address(one) == torch._C._data_address(other)  # type: ignore[attr-defined]
    )


class _Contents:
    """A dictionary, list or set, and the attributes of an object."""

    def __init__(self, value: Any) -> None:
        self._value = value
        self._attributes = attributes_of(value)
        self._kept_attributes = dict(self._attributes) if self._attributes is not None else {}
        self._kept: Any = value.copy() if isinstance(value, dict | list | set | deque) else None

    def put_back(self) -> None:
        value, kept = self._value, self._kept
        if isinstance(value, dict):
            dict.clear(value)
            dict.update(value, kept)
        elif isinstance(value, list):
            value[:] = kept
        elif isinstance(value, set | deque):
            value.clear()
            if isinstance(value, set):
                value.update(kept)
            else:
                value.extend(kept)
        if self._attributes is not None:
            self._attributes.clear()
            self._attributes.update(self._kept_attributes)


def _state(value: object) -> _TensorState | _Contents | _Nothing:
    if isinstance(value, Tensor):
        return _TensorState(value)
    if isinstance(value, dict | list | set | deque) or attributes_of(value) is not None:
        return _Contents(value)
    return _Nothing()
