"""From what a caller wrote down to the arguments of one pass, on the device where it runs."""

from __future__ import annotations

import copy
import math
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from archreport.analysis.inputs.call import Call, Plain, Shape, as_extents, is_shape
from archreport.errors import BadInput, phrase

#: Positional and keyword arguments with a `Shape` wherever there is no tensor yet.
Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def described(call: Call) -> Arguments:
    """The arguments with every shape as a `Shape`, arrays as tensors and `Plain` taken off.

    Raises `BadInput` for a shape with an extent below 1, or a type that PyTorch does not have.
    """
    try:
        args = tuple(_described(value) for value in call.args)
        kwargs = {name: _described(value) for name, value in (call.kwargs or {}).items()}
    except RecursionError as error:
        raise BadInput("input.contains_itself") from error
    return args, kwargs


def _described(value: Any) -> Any:
    if isinstance(value, Shape):
        return Shape(value.extents, _dtype(value.dtype), value.low, value.high)
    if isinstance(value, Plain):
        return value  # taken off by `filled`: what it holds is not looked into
    if is_shape(value):
        return Shape(as_extents(value))
    if isinstance(value, np.ndarray):
        return _from_numpy(value)
    return _mapped(value, _described)


def _from_numpy(array: np.ndarray[Any, Any]) -> Tensor:
    native = array.astype(array.dtype.newbyteorder("="), copy=False)
    try:
        return torch.from_numpy(np.ascontiguousarray(native).reshape(array.shape))
    except TypeError as error:
        raise BadInput("input.array", phrase("input.forms"), dtype=array.dtype) from error


def _dtype(given: Any) -> torch.dtype | None:
    if given is None or isinstance(given, torch.dtype):
        return given
    found = getattr(torch, str(given).removeprefix("torch."), None)
    if not isinstance(found, torch.dtype):
        raise BadInput("input.type", given=given)
    return found


def shapes_in(arguments: Arguments) -> Iterator[Shape]:
    """The shapes that stand for tensors, in order."""
    found: list[Shape] = []

    def note(value: Any) -> Any:
        if isinstance(value, Shape):
            found.append(value)
            return value
        return value if isinstance(value, Plain) else _mapped(value, note)

    note(arguments)
    return iter(found)


def filled(arguments: Arguments, make: Callable[[Shape], Tensor]) -> Arguments:
    """The arguments with ``make`` of each `Shape` in its place."""

    def fill(value: Any) -> Any:
        if isinstance(value, Shape):
            return make(value)
        if isinstance(value, Plain):
            return value.value
        return _mapped(value, fill)

    args, kwargs = arguments
    return tuple(fill(value) for value in args), {k: fill(v) for k, v in kwargs.items()}


def with_tensors(arguments: Arguments, change: Callable[[Shape | Tensor], Any]) -> Arguments:
    """The arguments with ``change`` of each `Shape` and each tensor in its place, in order; what
    is `Plain` stays so."""

    def changed(value: Any) -> Any:
        if isinstance(value, Shape | Tensor):
            return change(value)
        return value if isinstance(value, Plain) else _mapped(value, changed)

    args, kwargs = arguments
    return tuple(changed(value) for value in args), {k: changed(v) for k, v in kwargs.items()}


def tensor_of(shape: Shape, default: torch.dtype, device: torch.device | str) -> Tensor:
    """A tensor for ``shape``: zeros, or whole numbers of its range, always the same ones."""
    dtype = shape.dtype if shape.dtype is not None else default
    if str(device) == "meta":
        return torch.empty(shape.extents, dtype=dtype, device="meta")
    if shape.high is None:
        return torch.full(shape.extents, shape.low, dtype=dtype, device=device)
    generator = torch.Generator("cpu").manual_seed(0)
    drawn = torch.randint(shape.low, shape.high, shape.extents, generator=generator)
    return drawn.to(device=device, dtype=dtype)


def refuse_what_fills_memory(arguments: Arguments, default: torch.dtype) -> None:
    """Raise `BadInput` where the tensors that `tensor_of` would make need more than half of this
    machine's memory: a pass with values would push everything else out, or be killed."""
    needed = sum(
        math.prod(shape.extents) * (shape.dtype or default).itemsize
        for shape in shapes_in(arguments)
    )
    there = _memory()
    if there and needed > there // 2:
        raise BadInput("input.too_large", needed=needed / 2**30, there=there / 2**30)


def _memory() -> int:
    """Bytes of memory that this machine has; 0 where it does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """``value`` with ``change`` applied to what it holds: a new container where something changed.

    Lists, tuples, named tuples, dictionaries and dataclasses are looked into, their subclasses by
    other names too; other objects are handed on.
    """
    if isinstance(value, Tensor | str | bytes | type):
        return value
    if isinstance(value, Mapping):
        items = {key: change(item) for key, item in value.items()}
        if all(items[key] is value[key] for key in items):
            return value
        if type(value) is dict:
            return items
        changed = copy.copy(value)
        for key, item in items.items():
            changed[key] = item  # type: ignore[index]
        return changed
    if isinstance(value, tuple | list):
        held = [change(item) for item in value]
        if all(new is old for new, old in zip(held, value, strict=True)):
            return value
        if hasattr(value, "_fields"):  # a named tuple
            return type(value)(*held)
        return type(value)(held)
    if is_dataclass(value):
        held_by_name = {
            one.name: change(getattr(value, one.name))
            for one in fields(value)
            if hasattr(value, one.name)
        }
        if all(held_by_name[name] is getattr(value, name) for name in held_by_name):
            return value
        twin: Any = copy.copy(value)
        for name, item in held_by_name.items():
            object.__setattr__(twin, name, item)
        return twin
    return value
