"""Making a pass without arithmetic: on the meta device, else with fake tensors, else for real.

Whatever happens, the caller's model is left exactly as it was found.
"""

from __future__ import annotations

import copy
import logging
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode

from archreport.analysis.tracing.meta_batch_norm import QuickBatchNorm
from archreport.analysis.tracing.tracer import Trace, trace_forward
from archreport.errors import BadInput, ForwardFailed

Method = Literal["meta", "fake", "real"]
InputLike = Any  # a shape, a tensor, a tuple or list of them, or a dictionary of keyword inputs


@dataclass(frozen=True)
class Passes:
    """The traced passes of one model.

    ``inference`` is in evaluation mode without gradients; ``training`` in training mode with
    gradients (or None where the model cannot do that with this input). ``model`` and ``args`` are
    what ran: on the meta device where that was possible.
    """

    method: Method
    inference: Trace
    training: Trace | None
    model: nn.Module
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def as_arguments(given: InputLike, dtype: torch.dtype) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Positional and keyword arguments for ``model.forward`` from what the caller gave.

    A shape such as ``(1, 3, 224, 224)`` becomes an empty meta tensor of ``dtype``; tensors stay.
    Raises `BadInput` for anything else.
    """
    if isinstance(given, Mapping):
        return (), {str(key): _as_tensor(value, dtype) for key, value in given.items()}
    if _is_shape(given) or isinstance(given, Tensor):
        return (_as_tensor(given, dtype),), {}
    if isinstance(given, (tuple, list)) and given:
        return tuple(_as_tensor(value, dtype) for value in given), {}
    raise BadInput(
        f"{given!r} is no input.",
        "Give a shape such as (1, 3, 224, 224), a tensor, a tuple of them, or a dictionary.",
    )


def _is_shape(value: object) -> bool:
    return isinstance(value, (tuple, list)) and bool(value) and all(type(n) is int for n in value)


def _as_tensor(value: object, dtype: torch.dtype) -> Tensor:
    if isinstance(value, Tensor):
        return value
    if _is_shape(value):
        shape = tuple(int(n) for n in value)  # type: ignore[attr-defined]
        if min(shape) < 1:
            raise BadInput(
                f"The input shape {shape} has an extent below 1.", "Every extent must be positive."
            )
        return torch.empty(shape, dtype=dtype, device="meta")
    raise BadInput(
        f"{value!r} is neither a shape nor a tensor.",
        "Give a shape such as (1, 3, 224, 224) or a tensor.",
    )


def trace_passes(model: nn.Module, given: InputLike) -> Passes:
    """Trace ``model`` in evaluation and in training mode, by the lightest method that works.

    Call it inside `preserved`: where no meta copy can run, the model itself does.
    Raises `BadInput` for an unusable input and `ForwardFailed` where the model itself raises.
    """
    parameter = next((p for p in model.parameters() if p.is_floating_point()), None)
    args, kwargs = as_arguments(given, parameter.dtype if parameter is not None else torch.float32)
    for lighter in (_meta, _fake):
        try:
            return lighter(model, args, kwargs)
        except Exception:  # the model may create real tensors or read values: try the next way
            continue
    return _real(model, args, kwargs)


def _meta(model: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Passes:
    twin = on_meta(model)
    args, kwargs = _moved((args, kwargs), lambda tensor: tensor.detach().to("meta"))
    with QuickBatchNorm():
        return _both("meta", twin, args, kwargs)


@contextmanager
def _unlogged() -> Iterator[None]:
    """Without what PyTorch logs of a failed fake pass: the real one says what fails."""
    log = logging.getLogger("torch._subclasses.fake_tensor")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def _fake(model: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Passes:
    device = _device(model)
    with _unlogged(), FakeTensorMode(allow_non_fake_inputs=True):
        args, kwargs = _moved(
            (args, kwargs), lambda t: torch.empty(t.shape, dtype=t.dtype, device=device)
        )
        return _both("fake", model, args, kwargs)


def _real(model: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Passes:
    device = _device(model)

    def real(tensor: Tensor) -> Tensor:
        if tensor.device.type != "meta":
            return tensor.detach().to(device)
        return torch.zeros(tensor.shape, dtype=tensor.dtype, device=device)

    args, kwargs = _moved((args, kwargs), real)
    try:
        return _both("real", model, args, kwargs)
    except ForwardFailed:
        raise
    except Exception as error:
        shapes = ", ".join(
            " × ".join(map(str, tensor.shape))
            for tensor in chain(args, kwargs.values())
            if isinstance(tensor, Tensor)
        )
        lines = str(error).strip().splitlines() or [""]
        raise ForwardFailed(
            f"{type(model).__name__} could not take an input of {shapes}: "
            f"{type(error).__name__}: {lines[0]}",
            _where(error, model),
        ) from error


def _both(
    method: Method, model: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Passes:
    model.eval()
    inference = trace_forward(model, args, kwargs)
    if not inference.operations:
        raise ForwardFailed(
            f"{type(model).__name__} ran no tensor operation on this input.",
            "Check that forward() uses its input.",
        )
    return Passes(method, inference, _training(model, args, kwargs), model, args, kwargs)


def _training(model: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Trace | None:
    """The pass with gradients; evaluation mode where training mode cannot take this batch."""
    for mode in (True, False):
        model.train(mode)
        try:
            return trace_forward(model, args, kwargs, grad=True)
        except Exception:  # e.g. batch norm over one value: fall back, then give up
            continue
        finally:
            model.eval()
    return None


def _where(error: Exception, model: nn.Module) -> str:
    """The hint of a failed forward: the last module that was running."""
    names = {id(module): name for name, module in model.named_modules()}
    last = ""
    traceback = error.__traceback__
    while traceback is not None:
        this = traceback.tb_frame.f_locals.get("self")
        last = names.get(id(this), last) if isinstance(this, nn.Module) else last
        traceback = traceback.tb_next
    place = f"It stopped in {last}. " if last else ""
    return f"{place}Check the input shape (batch first, then channels, height, width)."


def _moved(value: Any, move: Any) -> Any:
    """``value`` with ``move`` applied to every tensor inside tuples, lists and dictionaries."""
    if isinstance(value, Tensor):
        return move(value)
    if isinstance(value, dict):
        return {key: _moved(item, move) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_moved(item, move) for item in value)
    return value


def _device(model: nn.Module) -> torch.device:
    tensor = next(chain(model.parameters(), model.buffers()), None)
    if tensor is None or tensor.device.type == "meta":
        return torch.device("cpu")
    return tensor.device


def on_meta(model: nn.Module) -> nn.Module:
    """The module tree with its parameters and buffers on the meta device: a copy, unless the model
    is there already.

    No weight is copied: deepcopy is told in advance what stands for each tensor, which also keeps
    shared tensors shared.
    """
    if all(tensor.is_meta for tensor in chain(model.parameters(), model.buffers())):
        return model
    stand_ins: dict[int, object] = {}
    for parameter in model.parameters():
        stand_ins[id(parameter)] = nn.Parameter(
            torch.empty_like(parameter, device="meta"), requires_grad=parameter.requires_grad
        )
    for buffer in model.buffers():
        stand_ins[id(buffer)] = torch.empty_like(buffer, device="meta")
    return copy.deepcopy(model, stand_ins)


@contextmanager
def preserved(model: nn.Module) -> Iterator[None]:
    """Give the model back as it was: mode of every module, buffers, and random generators."""
    modes = [(module, module.training) for module in model.modules()]
    buffers = [
        (buffer, buffer.detach().clone())
        for buffer in model.buffers()
        if buffer.device.type != "meta"
    ]
    python_state, numpy_state = random.getstate(), np.random.get_state()
    try:
        with torch.random.fork_rng():
            yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
        for module, mode in modes:
            module.training = mode
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)
