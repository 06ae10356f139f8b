"""What pure functions give on the meta device, remembered.

A tensor without values has a shape, strides and a type. PyTorch works them out in Python, which
takes most of the time of a pass on meta; the same layer in the next block, and every layer in the
next pass, gives the same again. So a result is described once and made again from its description.

Remembered is only what cannot depend on anything else: functions that write to nothing, draw
nothing at random, read no values, and return new tensors with memory of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from archreport.analysis.tracing.kernel_formulas import Count
from archreport.analysis.tracing.nested import tensors_in

#: Shape, strides and type of each result; whether the function returns one or a tuple.
Description = tuple[tuple[tuple[Any, ...], ...], bool]

_META = torch.device("meta")
_PLAIN = frozenset(
    {int, float, bool, str, type(None), torch.dtype, torch.layout, torch.memory_format}
)
#: Results of one function.
_MOST = 5_000


@dataclass
class _Function:
    """A function of the dispatcher, and what it gave; None where it may give something else.

    They are found by their address, which nobody else is given while the function is held here: to
    hash one takes longer than to look it up.
    """

    function: Any
    results: dict[Any, Remembered] | None


_pure: dict[int, _Function] = {}


@dataclass
class Remembered:
    """A result; and what its kernel was counted for, once somebody has."""

    description: Description
    count: Count | None = None


_BATCH_NORMS = frozenset(
    {
        torch.ops.aten.native_batch_norm.default,
        torch.ops.aten._native_batch_norm_legit_no_training.default,
    }
)


_switched_off: list[bool] = []


def is_on() -> bool:
    """False inside of `nothing_remembered`."""
    return not _switched_off


@contextmanager
def nothing_remembered() -> Iterator[None]:
    """Let every function run: to compare with."""
    _switched_off.append(True)
    try:
        yield
    finally:
        _switched_off.pop()


def run(func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """``func(*args, **kwargs)``, or its result made from memory; only tensors on meta are
    remembered."""
    return run_with_notes(func, args, kwargs)[0]


def run_with_notes(
    func: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[Any, Remembered | None]:
    """As `run`, with the entry in memory; None where the result is not remembered."""
    pure = _pure.get(id(func)) or _looked_at(func)
    if kwargs or pure.results is None or _switched_off:
        return func(*args, **kwargs), None
    key = key_of(args)
    if key is None:
        return func(*args), None
    place = (torch.get_default_dtype(), key)  # the type of a quotient of whole numbers
    known = pure.results.get(place)
    if known is not None:
        return made(known.description), known
    result = _batch_norm(func, args) if func in _BATCH_NORMS else func(*args)
    description = described(result, args)
    if description is None:
        return result, None
    if len(pure.results) >= _MOST:
        pure.results.clear()
    pure.results[place] = Remembered(description)
    return result, pure.results[place]


class Remembering(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """`run` for passes that somebody else watches. Enter it before other dispatch modes: they see
    the call first and its result afterwards."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return run(func, args, kwargs or {})


def _looked_at(func: Any) -> _Function:
    looked_at = _pure[id(func)] = _Function(func, {} if _is_pure(func) else None)
    return looked_at


def _is_pure(func: Any) -> bool:
    schema = getattr(func, "_schema", None)
    if schema is None or getattr(func, "namespace", "") != "aten":
        return False
    impure = {
        torch.Tag.nondeterministic_seeded,
        torch.Tag.data_dependent_output,
        torch.Tag.dynamic_output_shape,
        torch.Tag.inplace_view,
    }
    if schema.is_mutable or func.is_view or impure & set(func.tags):
        return False
    return bool(schema.returns) and all(
        str(one.type) == "Tensor" and one.alias_info is None for one in schema.returns
    )


def key_of(args: Any) -> tuple[Any, ...] | None:
    """What the result of a pure function of ``args`` depends on; None where something else than
    tensors on meta and plain values is among them."""
    parts: list[Any] = []
    has_tensor = False
    for value in args:
        kind = type(value)
        if kind is Tensor or kind is nn.Parameter:
            if not value.is_meta or value.layout is not torch.strided or value.is_conj():
                return None
            parts += (value.shape, value.stride(), value.dtype)
            has_tensor = True
        elif kind in _PLAIN:
            parts += (kind, value)  # 1, 1.0 and True are equal, and not the same
        elif kind is list or kind is tuple:
            kinds = tuple(map(type, value))
            if _PLAIN.issuperset(kinds):
                parts += (kinds, tuple(value))
                continue
            inner = key_of(value)
            if inner is None:
                return None
            parts.append(inner)
            has_tensor = True
        else:
            return None
    return tuple(parts) if has_tensor else None


def described(result: Any, args: tuple[Any, ...]) -> Description | None:
    """How to make ``result`` again; None for what shares memory with an argument, or is no new
    plain tensor with just the memory that it needs."""
    results = result if isinstance(result, tuple) else (result,)
    memory = {_memory(tensor) for tensor in tensors_in(args)}
    parts = []
    for tensor in results:
        if type(tensor) is not Tensor or not tensor.is_meta or tensor.layout != torch.strided:
            return None
        needed = sum((n - 1) * step for n, step in zip(tensor.shape, tensor.stride(), strict=True))
        size = (needed + 1) * tensor.element_size() if tensor.numel() else 0
        if _memory(tensor) in memory or tensor.untyped_storage().nbytes() != size:
            return None
        memory.add(_memory(tensor))
        parts.append((tensor.shape, tensor.stride(), tensor.dtype))
    return tuple(parts), isinstance(result, tuple)


def made(description: Description) -> Any:
    """A result by its description."""
    parts, is_tuple = description
    if not is_tuple:
        ((shape, stride, dtype),) = parts
        return torch.empty_strided(shape, stride, dtype=dtype, device=_META)
    return tuple(
        [
            torch.empty_strided(shape, stride, dtype=dtype, device=_META)
            for shape, stride, dtype in parts
        ]
    )


def _memory(tensor: Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)


def _batch_norm(func: Any, args: tuple[Any, ...]) -> tuple[Tensor, ...]:
    """PyTorch finds these shapes by running the definition through some forty Python functions,
    three milliseconds a layer. The channels' mean and deviation are kept in training only."""
    x = args[0]
    training = func is torch.ops.aten.native_batch_norm.default and args[5]
    channels = x.shape[1] if training else 0
    return torch.empty_like(x), x.new_empty(channels), x.new_empty(channels)
