"""What a pass may leave outside of the model: in its classes, and where these were written.

A model may keep a table in a dictionary of its file, in an attribute of its class, behind
``lru_cache`` or in a variable around its functions. What a pass without values puts there would
spoil every later one.
"""

from __future__ import annotations

import builtins
import sys
import threading
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from types import CellType, FunctionType, ModuleType
from typing import Any

import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensor

from archreport.analysis.isolation.installed import is_installed
from archreport.analysis.isolation.members import modules_of
from archreport.analysis.isolation.reachable import tensors_of

#: A container with more entries than this is data, no table of a model's.
_MOST_ENTRIES = 10_000
_MOST_CONTAINERS = 2_000
#: Of these very types: a subclass may make what it is asked for.
_TABLES = frozenset({dict, OrderedDict, defaultdict, list, set, deque})
_LRU_CACHE = type(lru_cache(lambda: None))
_NOT_THE_MODELS = {"torch", "numpy", "builtins", *sys.stdlib_module_names} - {"__main__"}


@contextmanager
def definitions_put_back(model: nn.Module) -> Iterator[None]:
    """Put back what changes in the surroundings of the model's classes: everything that holds a
    tensor without values. Entries of tables and numbers too, where they can be nobody else's: no
    other thread runs, and no class comes from an installed library, which may note at its first
    call what it has loaded. Random generators continue where they were.
    """
    kept = _Kept()
    kept.note(model)
    try:
        yield
    finally:
        kept.put_back()


class _Kept:
    """The classes, files and variables around a model as they were."""

    def __init__(self) -> None:
        self._classes: list[tuple[type, dict[str, Any]]] = []
        self._files: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self._cells: dict[int, tuple[CellType, Any]] = {}
        self._containers: dict[int, tuple[Any, Any]] = {}
        self._generators: dict[int, tuple[torch.Generator, torch.Tensor]] = {}
        self._caches: dict[int, tuple[Any, int]] = {}
        self._is_written_here = True

    def note(self, model: nn.Module) -> None:
        modules = list(modules_of(model).values())
        classes = dict.fromkeys(map(type, modules))
        kinds = {kind: None for own_class in classes for kind in own_class.__mro__}
        own = [kind for kind in kinds if _is_the_models(kind.__module__)]
        functions: dict[int, FunctionType] = {}
        files: dict[int, dict[str, Any]] = {}
        for kind in own:
            self._classes.append((kind, dict(vars(kind))))
            self._values(vars(kind).values())
            functions.update({id(f): f for f in vars(kind).values() if isinstance(f, FunctionType)})
            file = sys.modules.get(kind.__module__)
            if file is not None:
                files[id(vars(file))] = vars(file)
                self._is_written_here = self._is_written_here and not is_installed(
                    getattr(file, "__file__", None)
                )
        for module in modules:
            functions.update(
                {id(f): f for f in vars(module).values() if isinstance(f, FunctionType)}
            )
        for function in functions.values():
            if _is_the_models(str(function.__module__)):
                files[id(function.__globals__)] = function.__globals__
            for cell in function.__closure__ or ():
                self._cell(cell)
        for names in files.values():
            self._files.append((names, dict(names)))
            self._values(names.values())

    def _cell(self, cell: CellType) -> None:
        try:
            value = cell.cell_contents
        except ValueError:  # nothing is in it yet
            return
        self._cells[id(cell)] = (cell, value)  # two cells of equal contents are equal
        self._values([value])

    def _values(self, values: Iterable[Any]) -> None:
        waiting = deque(values)
        while waiting and len(self._containers) < _MOST_CONTAINERS:
            value = waiting.popleft()
            if isinstance(value, torch.Generator):
                self._generators.setdefault(id(value), (value, value.get_state()))
            elif type(value) is _LRU_CACHE:
                self._caches[id(value)] = (value, value.cache_info().currsize)
            elif type(value) in _TABLES and self._is_new_table(value):
                self._containers[id(value)] = (value, value.copy())
                waiting.extend(value.values() if isinstance(value, dict) else value)

    def _is_new_table(self, value: Any) -> bool:
        is_pythons = value is sys.modules or value is vars(builtins)
        new = id(value) not in self._containers and not is_pythons
        return new and len(value) <= _MOST_ENTRIES

    def put_back(self) -> None:
        alone = self._is_written_here and threading.active_count() == 1
        for kind, before in self._classes:
            _restore(
                dict(vars(kind)),
                before,
                lambda name, value, kind=kind: setattr(kind, name, value),  # type: ignore[misc]
                lambda name, kind=kind: delattr(kind, name),  # type: ignore[misc]
                alone,
            )
        for names, before in self._files:
            _restore(dict(names), before, names.__setitem__, names.__delitem__, alone)
        for cell, value in self._cells.values():
            with suppress(ValueError):  # emptied meanwhile
                now = cell.cell_contents
                if now is not value and (alone or _has_no_values(now)):
                    cell.cell_contents = value
        for container, before in self._containers.values():
            if not _same(container, before):
                if alone:
                    _refill(container, before)
                else:
                    _take_out(container, before)
        for cache, size in self._caches.values():
            if cache.cache_info().currsize != size:
                cache.cache_clear()
        for generator, state in self._generators.values():
            generator.set_state(state)


def _restore(
    now: dict[str, Any],
    before: dict[str, Any],
    put: Callable[[str, Any], None],
    remove: Callable[[str], None],
    alone: bool,
) -> None:
    """Undo what a pass bound anew. What it imported or defined stays, and where others run what
    they may have bound."""
    for name, value in now.items():
        old = before.get(name)
        if value is old or name.startswith("__"):
            continue
        if isinstance(value, ModuleType | FunctionType | type):
            continue
        has_no_values = _has_no_values(value)
        if name in before and (alone or has_no_values):
            put(name, old)
        elif has_no_values:
            remove(name)


def _refill(container: Any, before: Any) -> None:
    container.clear()
    if isinstance(container, dict | set):
        container.update(before)
    else:
        container.extend(before)


def _take_out(container: Any, before: Any) -> None:
    """Undo the entries without values alone."""
    if isinstance(container, dict):
        for key, value in list(container.items()):
            if value is not before.get(key) and _has_no_values(value):
                if key in before:
                    container[key] = before[key]
                else:
                    del container[key]
    elif not isinstance(container, set):
        kept = set(map(id, before))
        new = [value for value in container if id(value) not in kept and _has_no_values(value)]
        for value in new:
            place = next(i for i, one in enumerate(container) if one is value)
            del container[place]


def _has_no_values(value: object) -> bool:
    return any(t.is_meta or isinstance(t, FakeTensor) for t in tensors_of(value))


def _same(container: Any, before: Any) -> bool:
    if len(container) != len(before):
        return False
    if isinstance(container, dict):
        return all(key in before and before[key] is container[key] for key in container)
    if isinstance(container, set):
        return bool(container == before)
    return all(new is old for new, old in zip(container, before, strict=True))


def _is_the_models(module: str) -> bool:
    return module.partition(".")[0] not in _NOT_THE_MODELS
