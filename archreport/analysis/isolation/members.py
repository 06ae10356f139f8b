"""The modules, parameters and buffers of a model, by path, each once.

As ``named_modules()`` and its like give them, in a tenth of the time: PyTorch hands every one of
them on through as many generators as it lies deep.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from torch import Tensor, nn


def modules_of(model: nn.Module) -> dict[str, nn.Module]:
    """The model itself, under "", and all modules inside it, in PyTorch's order."""
    found: dict[str, nn.Module] = {}
    seen: set[int] = set()
    waiting: list[tuple[str, nn.Module]] = [("", model)]
    while waiting:
        path, module = waiting.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        found[path] = module
        if module._modules:
            inside = f"{path}." if path else ""
            children = [
                (inside + name, child)
                for name, child in module._modules.items()
                if child is not None
            ]
            waiting.extend(reversed(children))
    return found


def parameters_of(modules: Mapping[str, nn.Module]) -> dict[str, Tensor]:
    """The parameters of ``modules`` by path, a shared one by its first."""
    return _once((path, module._parameters) for path, module in modules.items())


def buffers_of(modules: Mapping[str, nn.Module]) -> dict[str, Tensor]:
    """The buffers of ``modules`` by path, a shared one by its first."""
    return _once((path, module._buffers) for path, module in modules.items())


def _once(tables: Iterable[tuple[str, Mapping[str, Tensor | None]]]) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    seen: set[int] = set()
    for path, table in tables:
        if not table:
            continue
        inside = f"{path}." if path else ""
        for name, tensor in table.items():
            if tensor is not None and id(tensor) not in seen:
                seen.add(id(tensor))
                found[inside + name] = tensor
    return found
