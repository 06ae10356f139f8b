"""Whether a pass has changed its copy of a model: if not, the same copy serves the next pass."""

from __future__ import annotations

from collections import deque
from typing import Any

from torch import nn

_CONTAINERS = (list, tuple, set, frozenset, deque)

#: What every module holds directly, by identity.
Contents = dict[int, dict[str, object]]


def contents_of(model: nn.Module) -> Contents:
    """The attributes of every module, and what its containers hold, by identity.

    Values of tensors are not compared: this is for copies whose tensors have none. A change deep
    inside another object is seen where that object is replaced, not where it is altered, so that
    only modules whose attributes are tensors, numbers, functions and containers of them count;
    see `is_plain`.
    """
    return {
        id(module): {
            name: _identity(value) for name, value in vars(module).items() if name != "training"
        }
        for module in model.modules()
    }


def is_plain(model: nn.Module) -> bool:
    """True where no module holds an object of a class of its own, other than a module."""
    return all(_is_plain(value) for module in model.modules() for value in vars(module).values())


def _identity(value: Any) -> object:
    kind = type(value)
    if kind is dict or isinstance(value, dict):
        return (tuple(value), tuple(map(id, value.values()))) if value else ()
    if kind in _CONTAINERS or isinstance(value, _CONTAINERS):
        return tuple(map(id, value))
    return value if kind in (bool, int, float, str) else id(value)


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_plain_item, value.values()))
    if isinstance(value, _CONTAINERS):
        return all(map(_is_plain_item, value))
    return _is_plain_item(value)


def _is_plain_item(value: object) -> bool:
    if value is None or isinstance(value, bool | int | float | str | nn.Module | type):
        return True
    module = type(value).__module__
    return (module == "builtins" and not isinstance(value, dict | list | set)) or module.startswith(
        "torch"
    )
