"""A copy of a model, or of arguments, in which every tensor is replaced by a stand-in.

Python state is copied, weights are not: a stand-in has no values, or shares them until somebody
writes. So whatever a pass changes, it changes in the copy.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import partial
from types import FunctionType, MethodType
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from archreport.analysis.isolation.members import modules_of
from archreport.analysis.isolation.reachable import reachable

_Value = TypeVar("_Value")


def twin_of(value: _Value, stand_in: Callable[[Tensor], Tensor]) -> _Value:
    """A copy of ``value``, with ``stand_in`` of each tensor in its place: shared ones stay shared.

    Raises whatever copying raises: a value may hold what cannot be copied.
    """
    copier = _Copier(stand_in)
    if isinstance(value, nn.Module):
        copier.plain_modules(modules_of(value).values())
    return copier.copied(value)  # type: ignore[no-any-return]


class _Copier:
    """Copies of what has been met, by identity, as ``copy.deepcopy`` keeps them."""

    def __init__(self, stand_in: Callable[[Tensor], Tensor]) -> None:
        self._stand_in = stand_in
        self._memo: dict[int, Any] = {}

    def plain_modules(self, modules: Collection[nn.Module]) -> None:
        """Copy the modules that say nothing about how they are copied as ``copy.deepcopy`` would,
        in a tenth of its time."""
        kinds = {kind for kind in set(map(type, modules)) if _is_plain(kind)}
        plain = [module for module in modules if type(module) in kinds]
        for module in plain:
            self._memo[id(module)] = object.__new__(type(module))
        for module in plain:
            own = self._memo[id(module)].__dict__
            for name, value in vars(module).items():
                kind = type(value)
                if kind in _ATOMS:
                    own[name] = value
                elif not value and name in _TABLES and kind in _PLAIN_TABLES:
                    own[name] = kind()  # most modules have no hooks
                else:
                    own[name] = self._attribute(value)

    def _attribute(self, value: Any) -> Any:
        kind = type(value)
        if (kind is dict or kind is OrderedDict) and id(value) not in self._memo:
            table: dict[Any, Any] = kind()
            self._memo[id(value)] = table  # handles of hooks find their table by it
            for key, item in value.items():
                table[key] = item if type(item) in _ATOMS else self.copied(item)
            return table
        if kind is FunctionType or kind is type:
            return value
        if kind in _SIMPLE and _ATOMS.issuperset(map(type, value)):
            if kind is tuple:
                return value
            if id(value) not in self._memo:
                self._memo[id(value)] = kind(value)
            return self._memo[id(value)]
        return self.copied(value)

    def copied(self, value: Any) -> Any:
        """A copy of anything, with stand-ins for the tensors in it."""
        known = self._memo.get(id(value))
        if known is not None:
            return known
        if isinstance(value, Tensor):
            return self._tensor(value)
        for held in reachable(value):
            if isinstance(held, PackedSequence):
                # how long the sequences of a packed batch are belongs to its shape, and stays
                self._memo.setdefault(id(held.batch_sizes), held.batch_sizes.clone())
            elif isinstance(held, Tensor) and id(held) not in self._memo:
                self._tensor(held)
        return copy.deepcopy(value, self._memo)

    def _tensor(self, tensor: Tensor) -> Tensor:
        lazy = nn.parameter.is_lazy(tensor)
        made = _lazy(tensor, self._stand_in) if lazy else _like(tensor, self._stand_in(tensor))
        self._memo[id(tensor)] = made
        return made


_ATOMS = frozenset({bool, int, float, complex, str, bytes, type(None), torch.Size, torch.dtype})
#: What every module has of its own: tables of parameters, submodules and hooks.
_TABLES = frozenset(name for name, value in vars(nn.Module()).items() if isinstance(value, dict))
_PLAIN_TABLES = frozenset({dict, OrderedDict})
_SIMPLE = frozenset({tuple, list, set})


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
    modules = modules_of(model).values()
    own = set(map(id, modules))
    functions = (
        value
        for module in modules
        for value in vars(module).values()
        if type(value) is FunctionType or type(value) is partial
    )
    if any(id(held) in own for f in functions for held in _closed_over(f)):
        raise TypeError("A function of the model's holds a part of it, and cannot be copied.")
    copier = _Copier(stand_in)
    copier.plain_modules(modules)
    twin: nn.Module = copier.copied(model)
    if not own.isdisjoint(map(id, modules_of(twin).values())):
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


def _like(tensor: Tensor, stand_in: Tensor) -> Tensor:
    if isinstance(tensor, nn.Parameter):
        return nn.Parameter(stand_in, requires_grad=tensor.requires_grad)
    if tensor.requires_grad and tensor.is_leaf and not stand_in.requires_grad:
        return stand_in.detach().requires_grad_(True)
    return stand_in


def _lazy(tensor: Any, stand_in: Callable[[Tensor], Tensor]) -> Tensor:
    """A parameter or buffer that has no shape yet, on the device of its stand-ins."""
    device = stand_in(torch.empty(0, dtype=tensor.dtype, device=tensor.device)).device
    return type(tensor)(requires_grad=tensor.requires_grad, device=device, dtype=tensor.dtype)  # type: ignore[no-any-return]


_META = torch.device("meta")


def on_meta(tensor: Tensor) -> Tensor:
    """A tensor of the same type, shape and layout without values."""
    if tensor.layout is torch.strided and not tensor.is_quantized and not tensor.is_nested:
        # thirty times as fast as empty_like, which PyTorch works out in Python on meta
        return torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device=_META)
    return torch.empty_like(tensor.detach(), device=_META)


def shared(tensor: Tensor) -> Tensor:
    """A tensor with the same values, which are copied when somebody writes to either of the two."""
    plain = tensor.detach()
    try:
        return torch._lazy_clone(plain)
    except (RuntimeError, NotImplementedError):  # memory that PyTorch did not make, other layouts
        return plain.clone()
