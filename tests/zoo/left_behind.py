"""Whether an analysis leaves a trace: all of a model, and of the process, before and after."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules import module as nn_module


def state_of(net: nn.Module, call: object) -> dict[str, object]:
    """All that must be equal again afterwards, by name."""
    found: dict[str, object] = {
        "random state": torch.get_rng_state().sum().item(),
        "standard output": id(sys.stdout),
        "gradient mode": torch.is_grad_enabled(),
        "global forward hooks": len(nn_module._global_forward_hooks),
        "global pre-hooks": len(nn_module._global_forward_pre_hooks),
        "default type": str(torch.get_default_dtype()),
        "input": _seen(vars(call), set()),
    }
    for path, module in net.named_modules():
        for key, value in vars(module).items():
            found[f"{path or 'the network'}: {key}"] = _seen(value, set())
    return found


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """What is not as it was, by name."""
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def _seen(value: object, above: set[int]) -> object:
    """A value that compares equal as long as nothing was exchanged or changed in place."""
    if isinstance(value, Tensor):
        pointer = 0 if value.is_meta or value.layout != torch.strided else value.data_ptr()
        version = None if value.is_inference() else value._version
        return (type(value).__name__, id(value), version, pointer, value.requires_grad,
                str(value.device), value.grad is None, tuple(value.shape))  # fmt: skip
    if value is None or isinstance(value, (bool, int, float, str, bytes, complex)):
        return value
    if id(value) in above:
        return "…"
    above = above | {id(value)}
    if isinstance(value, Mapping):
        return [(_plain(key), _seen(item, above)) for key, item in value.items()]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [type(value).__name__, *(_seen(item, above) for item in value)]
    return (type(value).__name__, id(value))


def _plain(key: Any) -> object:
    return key if isinstance(key, (bool, int, float, str)) else id(key)
