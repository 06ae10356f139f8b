"""A copy of a model, or of arguments, in which every tensor is replaced by a stand-in.

Python state is copied, weights are not: a stand-in has no values, or shares them until somebody
writes. So whatever a pass changes, it changes in the copy.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from types import FunctionType, MethodType
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
    if isinstance(value, nn.Module):
        _copy_plain_modules(value, stand_ins)
    return copy.deepcopy(value, stand_ins)


def _copy_plain_modules(model: nn.Module, memo: dict[int, object]) -> None:
    """Copies of the modules that say nothing about how they are copied, into ``memo``, as
    ``copy.deepcopy`` would make them, in a fifth of its time."""
    kinds = {kind for kind in map(type, model.modules()) if _is_plain(kind)}
    plain = [module for module in model.modules() if type(module) in kinds]
    for module in plain:
        memo[id(module)] = object.__new__(type(module))
    for module in plain:
        twin: Any = memo[id(module)]
        own = twin.__dict__
        for name, value in vars(module).items():
            kind = type(value)
            if kind in _ATOMS:
                own[name] = value
            elif (kind is dict or kind is OrderedDict) and id(value) not in memo:
                table: dict[Any, Any] = kind()
                own[name] = table
                memo[id(value)] = table  # handles of hooks find their table by it
                for key, item in value.items():
                    table[key] = _copied(item, memo)
            else:
                own[name] = _copied(value, memo)


def _copied(value: Any, memo: dict[int, object]) -> Any:
    if type(value) in _ATOMS:
        return value
    known = memo.get(id(value))
    return copy.deepcopy(value, memo) if known is None else known


_ATOMS = frozenset({bool, int, float, complex, str, bytes, type(None), torch.Size, torch.dtype})


def _is_plain(kind: type) -> bool:
    """True for a class of modules that copies and pickles itself as ``nn.Module`` does."""
    for name in ("__deepcopy__", "__copy__", "__reduce__", "__reduce_ex__", "__getstate__"):
        if getattr(kind, name, None) is not getattr(nn.Module, name, None):
            return False
    slots = any("__slots__" in vars(base) for base in kind.__mro__ if base is not object)
    setting = getattr(kind, "__setstate__", None)
    own = getattr(setting, "__module__", "").startswith("torch.nn.")
    makes = any("__new__" in vars(base) for base in kind.__mro__ if base is not object)
    return own and not slots and not makes


def twin_of_model(model: nn.Module, stand_in: Callable[[Tensor], Tensor]) -> nn.Module:
    """As `twin_of`. Raises TypeError where a part of the twin is still the model's own: a module
    that copies itself by itself, or a function around a method of the model."""
    own = {id(module) for module in model.modules()}
    functions = (f for module in model.modules() for f in vars(module).values())
    if any(id(held) in own for f in functions for held in _closed_over(f)):
        raise TypeError("A function of the model's holds a part of it, and cannot be copied.")
    twin = twin_of(model, stand_in)
    if any(id(module) in own for module in twin.modules()):
        raise TypeError("A part of the model does not let itself be copied.")
    return twin


def _closed_over(function: object) -> Iterator[object]:
    """What a function uses of the variables around it; of a method, what it belongs to."""
    while isinstance(function, partial):
        function = function.func
    if not isinstance(function, FunctionType):
        return
    around = [function.__globals__.get(name) for name in function.__code__.co_names]
    for cell in function.__closure__ or ():
        with suppress(ValueError):  # nothing is in it yet
            around.append(cell.cell_contents)
    for held in around:
        yield held.__self__ if isinstance(held, MethodType) else held


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
    plain = tensor.detach()
    if plain.layout == torch.strided and not plain.is_quantized and not plain.is_nested:
        # thirty times as fast as empty_like, which PyTorch works out in Python on meta
        return torch.empty_strided(plain.shape, plain.stride(), dtype=plain.dtype, device="meta")
    return torch.empty_like(plain, device="meta")


def shared(tensor: Tensor) -> Tensor:
    """A tensor with the same values, which are copied when somebody writes to either of the two."""
    plain = tensor.detach()
    try:
        return torch._lazy_clone(plain)
    except (RuntimeError, NotImplementedError):  # memory that PyTorch did not make, other layouts
        return plain.clone()
