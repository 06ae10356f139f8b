"""Every object that can be reached from a value: where its tensors are, and what can change."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Mapping
from functools import partial
from types import MethodType, SimpleNamespace
from typing import Any

from torch import Tensor

_CONTAINERS = (list, tuple, set, frozenset, deque)
_STANDARD = sys.stdlib_module_names - {"__main__"}


def reachable(*roots: object) -> Iterator[object]:
    """The roots and all that they hold, each object once.

    Containers, attributes of objects, bound methods and partials are looked into. Functions,
    classes, modules and what the standard library defines (locks, loggers, files) are not.
    """
    seen: dict[int, object] = {}  # holds the objects, so that no address is given to another
    waiting = list(reversed(roots))
    while waiting:
        value = waiting.pop()
        if id(value) in seen or value is None or isinstance(value, bool | int | float | str):
            continue
        seen[id(value)] = value
        yield value
        waiting.extend(reversed(held_by(value)))


def tensors_of(*roots: object) -> Iterator[Tensor]:
    """The tensors among `reachable`."""
    return (value for value in reachable(*roots) if isinstance(value, Tensor))


def held_by(value: object) -> list[Any]:
    """What one object holds directly."""
    if isinstance(value, Tensor):
        return []
    held: list[Any] = []
    if isinstance(value, Mapping):
        held += value.values()
    elif isinstance(value, _CONTAINERS):
        held += value
    elif isinstance(value, MethodType):
        held.append(value.__self__)
    elif isinstance(value, partial):
        held += [value.func, *value.args, *value.keywords.values()]
    attributes = attributes_of(value)
    if attributes:
        held += attributes.values()
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and not _is_standard(kind):
                found = getattr(value, name, None)
                if found is not None:
                    held.append(found)
    return held


def attributes_of(value: object) -> dict[str, Any] | None:
    """The attributes of an object that is no class and not the standard library's."""
    if isinstance(value, type) or (
        _is_standard(type(value)) and type(value) is not SimpleNamespace
    ):
        return None
    found = getattr(value, "__dict__", None)
    return found if type(found) is dict else None


def _is_standard(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in _STANDARD
