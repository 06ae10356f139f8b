"""What a call was given, apart from where it came from: the same for every call of its kind.

A network runs the same few kinds of calls again and again, and so does the next network. Whatever
follows from a form alone is worked out once; see `archreport.analysis.kept`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from archreport.analysis.tracing.nested import tensors_in
from archreport.operations.axes.call import UNREADABLE, Given, Read
from archreport.operations.call import Arguments
from archreport.operations.function_names import named_arguments


@dataclass(frozen=True, eq=False)
class Form:
    """The arguments of a call: plain ones by name and tensors by shape, and all ``given`` as they
    stood, in which the tensors are numbered. Two forms are equal only if they are one."""

    arguments: Arguments
    given: Given


_MOST = 20_000
_forms: dict[Any, Form] = {}

_PLAIN = frozenset(
    {int, float, bool, str, type(None), torch.dtype, torch.device, torch.layout,
     torch.memory_format, type(Ellipsis)}
)  # fmt: skip
_UNKNOWN = object()


def form_of(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Form:
    """The form of a call of the operation ``name``."""
    key = _key(args)
    if kwargs and key is not _UNKNOWN:
        keys = _key(tuple(kwargs.values()))
        key = _UNKNOWN if keys is _UNKNOWN else (key, tuple(kwargs), keys)
    if key is _UNKNOWN:
        return _made(name, args, kwargs)
    place = (name, key)
    form = _forms.get(place)
    if form is None:
        if len(_forms) >= _MOST:
            _forms.clear()
        form = _forms[place] = _made(name, args, kwargs)
    return form


def _key(values: Any) -> Any:
    """Equal for arguments of one form; `_UNKNOWN` where something is among them that may change."""
    parts: list[Any] = []
    for value in values:
        kind = type(value)
        if kind is Tensor or kind is nn.Parameter:
            parts += (Tensor, value.shape, value.dtype is torch.bool)
        elif kind in _PLAIN:
            parts += (kind, value)  # 1, 1.0 and True are equal, and not the same
        elif kind is tuple or kind is list or kind is torch.Size:
            inner = _key(value)
            if inner is _UNKNOWN:
                return _UNKNOWN
            parts += (kind, inner)
        elif kind is slice:
            inner = _key((value.start, value.stop, value.step))
            if inner is _UNKNOWN:
                return _UNKNOWN
            parts += (kind, inner)
        elif isinstance(value, Tensor):
            parts += (Tensor, tuple(map(int, value.shape)), value.dtype is torch.bool)
        else:
            return _UNKNOWN
    return tuple(parts)


def _made(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Form:
    by_name = named_arguments(name, args, kwargs)
    reading = _Reading()
    return Form(
        Arguments(
            op=name,
            values={
                key: _own(value)
                for key, value in by_name.items()
                if not any(True for _ in tensors_in(value))
            },
            shapes={
                key: tuple(map(int, value.shape))
                for key, value in by_name.items()
                if isinstance(value, Tensor)
            },
        ),
        Given(
            tuple(map(reading.plain, args)),
            {key: reading.plain(item) for key, item in kwargs.items()},
        ),
    )


def _own(value: Any) -> Any:
    """The value, in lists of our own: a model may go on filling its."""
    if type(value) is list:
        return list(map(_own, value))
    return tuple(map(_own, value)) if type(value) is tuple else value


class _Reading:
    """Reads arguments in their order, and numbers the tensors."""

    def __init__(self) -> None:
        self._number = 0

    def plain(self, value: Any) -> Any:
        """The argument as the rules of axes take it."""
        if isinstance(value, Tensor):
            self._number += 1
            shape = tuple(map(int, value.shape))
            return Read(shape, self._number - 1, value.dtype == torch.bool)
        if isinstance(value, (tuple, list)):
            return tuple(map(self.plain, value))
        if isinstance(value, Mapping):
            return {str(key): self.plain(item) for key, item in value.items()}
        known = isinstance(value, (bool, int, float, str)) or value is Ellipsis
        if isinstance(value, slice):
            bounds = (value.start, value.stop, value.step)
            known = all(bound is None or isinstance(bound, int) for bound in bounds)
        if not known:
            self._number += sum(1 for _ in tensors_in(value))  # in a set, or in an object
        return value if known else None if value is None else UNREADABLE
