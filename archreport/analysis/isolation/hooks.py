"""Which hooks are a part of a model, and which its user has put there to watch it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from functools import partial
from typing import Any

from torch import nn

from archreport.analysis.isolation.installed import is_installed
from archreport.analysis.isolation.members import modules_of
from archreport.analysis.isolation.reachable import held_by

#: The dictionaries of a module that hold hooks by a number.
_HOOKS = (
    "_forward_pre_hooks",
    "_forward_hooks",
    "_backward_pre_hooks",
    "_backward_hooks",
)


def users_hooks(model: nn.Module) -> dict[str, tuple[tuple[str, int], ...]]:
    """The user's own hooks by module path: (which dictionary, number).

    A hook is a part of the model where PyTorch put it there (weight and spectral normalisation,
    pruning, lazy modules), where it is a method of the model or of something the model holds, or
    where it was written inside one of the model's classes, or in the installed library that such a
    class comes from.
    """
    modules = modules_of(model)
    if not any(getattr(module, name) for module in modules.values() for name in _HOOKS):
        return {}
    owned = {id(value) for module in modules.values() for value in (module, *_held(module))}
    classes = {
        (kind.__module__, kind.__qualname__)
        for module in modules.values()
        for kind in type(module).__mro__
    }
    found = {}
    for path, module in modules.items():
        theirs = tuple(
            (name, number)
            for name in _HOOKS
            for number, hook in getattr(module, name).items()
            if not _is_part(hook, owned, classes)
        )
        if theirs:
            found[path] = theirs
    return found


def without_hooks(model: nn.Module, hooks: dict[str, tuple[tuple[str, int], ...]]) -> None:
    """Take the named hooks off ``model``, in place."""
    if not hooks:
        return
    modules = modules_of(model)
    for path, theirs in hooks.items():
        for name, number in theirs:
            kept: MutableMapping[int, Any] = getattr(modules[path], name)
            kept.pop(number, None)


def _held(module: nn.Module) -> Iterator[object]:
    """What a module holds besides hooks, one level deep."""
    for name, value in vars(module).items():
        if "hook" not in name or not name.startswith("_"):
            yield value
            if isinstance(value, list | tuple | dict):
                yield from held_by(value)


def _is_part(hook: Callable[..., Any], owned: set[int], classes: set[tuple[str, str]]) -> bool:
    while isinstance(hook, partial):
        hook = hook.func
    own = getattr(hook, "__self__", None)
    if own is not None:
        return id(own) in owned or _is_torchs(type(own))
    if not hasattr(hook, "__qualname__"):  # an object that is called
        return _is_torchs(type(hook)) or id(hook) in owned
    place = (hook.__module__, hook.__qualname__.partition(".<locals>")[0].rpartition(".")[0])
    return (
        place in classes
        or str(hook.__module__).startswith("torch.")
        or _is_its_librarys(hook, classes)
    )


def _is_its_librarys(hook: Callable[..., Any], classes: set[tuple[str, str]]) -> bool:
    """True for a function of the installed library that a class of the model comes from."""
    package = str(hook.__module__).partition(".")[0]
    file = getattr(getattr(hook, "__code__", None), "co_filename", None)
    return is_installed(file) and any(module.partition(".")[0] == package for module, _ in classes)


def _is_torchs(kind: type) -> bool:
    return kind.__module__.startswith("torch.")
