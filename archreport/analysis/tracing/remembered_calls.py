"""Calls of PyTorch's functions whose result is made from memory, kernels and all.

`archreport.analysis.tracing.remembered` does it for kernels; here a whole call is left out, with
what PyTorch does around its kernels. Remembered is a call whose kernels were all remembered,
outside of gradients, casts and transforms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch._C._functorch import peek_interpreter_stack

from archreport.analysis.kept import MOST
from archreport.analysis.tracing.kernel_counter import Tally
from archreport.analysis.tracing.remembered import Description, described, is_on, key_of, made

_Function = Callable[..., Any]


@dataclass(frozen=True)
class RememberedCall:
    """What a call gave, and what its kernels were counted for."""

    function: _Function  # held, so that its address is given to no other
    description: Description
    tally: Tally

    def result(self) -> Any:
        """Its result, anew."""
        return made(self.description)


_calls: dict[Any, RememberedCall] = {}


def call_key(function: _Function, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """What the result of a call depends on; None where it may depend on something else."""
    if (
        torch.is_grad_enabled()
        or torch._C._is_any_autocast_enabled()
        or peek_interpreter_stack() is not None
        or not is_on()
    ):
        return None
    key = key_of((*args, *kwargs.values()) if kwargs else args)
    if key is None:
        return None
    return id(function), torch.get_default_dtype(), key, tuple(kwargs), len(args)


def recalled(key: Any) -> RememberedCall | None:
    """The call of this key, if it is remembered."""
    return _calls.get(key)


def remember(
    key: Any, function: _Function, args: Any, kwargs: Mapping[str, Any], result: Any, tally: Tally
) -> None:
    """Keep a call that was made, if all that it did can be done again without it."""
    plain = type(result) is Tensor or type(result) is tuple
    if not plain or not tally.kernels or not tally.is_pure or not _is_pytorchs(function):
        return
    description = described(result, (args, tuple(kwargs.values())))
    if description is None or any(dtype.is_complex for _, _, dtype in description[0]):
        return
    if len(_calls) >= MOST:
        _calls.clear()
    _calls[key] = RememberedCall(function, description, tally)


def _is_pytorchs(function: _Function) -> bool:
    """True for a function that PyTorch defines: others may do more than call kernels."""
    owner = getattr(function, "__objclass__", None)
    module = getattr(function, "__module__", None) or getattr(owner, "__module__", "")
    return module == "_C" or str(module).partition(".")[0] == "torch"
