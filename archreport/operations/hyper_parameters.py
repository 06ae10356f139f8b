"""The hyper-parameters of an operation, as plain numbers and tuples under one name each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from archreport.analysis.tracing.records import TracedCall as Operation
from archreport.report.model import HyperValue, Shape

_RENAMED = {"kernel_size": "kernel", "normalized_shape": "size", "num_groups": "groups"}
_DROPPED = frozenset(
    {"training", "momentum", "running_mean", "running_var", "input", "tensors", "value",
     "return_indices", "align_corners", "memory_format", "dtype", "out", "inplace"}
)  # fmt: skip
_SPATIAL = re.compile(
    r"(?:conv|conv_transpose|locally_connected|max_pool|avg_pool|max_unpool)(\d)d(?:_with_indices)?"
)


def hyper_parameters(
    operation: Operation, parameters: Mapping[str, Tensor]
) -> dict[str, HyperValue]:
    """Hyper-parameters that shape the operation, as plain numbers and tuples."""
    hyper: dict[str, HyperValue] = {}
    weight = operation.parameter_arguments.get("weight")
    weight_shape = tuple(parameters[weight].shape) if weight else _weight_shape(operation)
    match = _SPATIAL.fullmatch(operation.name)
    if operation.name.startswith("conv") and match and weight_shape:
        groups = int(operation.arguments.get("groups", 1))
        transposed = operation.name.startswith("conv_transpose")
        first, second = weight_shape[:2]
        hyper["kernel"] = weight_shape[2:]
        hyper["in_channels"] = first if transposed else second * groups
        hyper["out_channels"] = second * groups if transposed else first
        hyper["bias"] = "bias" in operation.parameter_arguments
    if operation.name == "locally_connected2d" and weight_shape:
        hyper["positions"], hyper["kernel"] = weight_shape[:2], weight_shape[4:]
        hyper["out_channels"], hyper["in_channels"] = weight_shape[2:4]
        hyper["bias"] = "bias" in operation.parameter_arguments
    if operation.name == "linear" and weight_shape:
        hyper["out_features"], hyper["in_features"] = weight_shape
        hyper["bias"] = "bias" in operation.parameter_arguments
    for name, value in operation.arguments.items():
        plain = _plain(value)
        if name not in _DROPPED and plain is not None:
            hyper[_RENAMED.get(name, name)] = plain
    if operation.arguments.get("align_corners"):
        hyper["align_corners"] = True
    if operation.name in ("crop", "subsample"):
        hyper.update(_slice(operation.arguments["index"], operation.reads[0].shape))
    if match:
        _fill_windows(operation, hyper, int(match[1]))
    return hyper


def _weight_shape(operation: Operation) -> Shape:
    """The weight's shape where it is a computed tensor and not a parameter itself."""
    is_layer = operation.name.startswith("conv") or operation.name == "linear"
    return operation.reads[1].shape if is_layer and len(operation.reads) > 1 else ()


def _slice(index: tuple[slice, ...], shape: Shape) -> dict[str, HyperValue]:
    """Where ``x[:, :, a:b, c:d]`` starts and how it steps, as (vertical, horizontal)."""
    ranges = [range(*part.indices(n)) for part, n in zip(index, shape, strict=True)][2:]
    return {"start": tuple(r.start for r in ranges), "step": tuple(r.step for r in ranges)}


def _fill_windows(operation: Operation, hyper: dict[str, HyperValue], dims: int) -> None:
    """Defaults, "same" padding and single numbers made explicit, one number per dimension."""
    kernel = _spread(hyper.get("kernel", 1), dims)
    hyper["kernel"] = kernel
    default_stride = kernel if "pool" in operation.name else (1,) * dims
    stride = hyper.get("stride")
    hyper["stride"] = default_stride if stride in (None, ()) else _spread(stride, dims)
    if operation.name.startswith("conv") or operation.name.startswith("max_pool"):
        hyper["dilation"] = _spread(hyper.get("dilation", 1), dims)
    padding = hyper.get("padding", 0)
    if padding == "same":
        dilation = _spread(hyper.get("dilation", 1), dims)
        padding = tuple(d * (k - 1) // 2 for d, k in zip(dilation, kernel, strict=True))
    hyper["padding"] = _spread(0 if padding == "valid" else padding, dims)
    if operation.name.startswith("conv_transpose"):
        hyper["output_padding"] = _spread(hyper.get("output_padding", 0), dims)
    if operation.name.startswith("conv"):
        hyper.setdefault("groups", 1)


def _spread(value: object, dims: int) -> tuple[int, ...]:
    if isinstance(value, tuple):
        return value * dims if len(value) == 1 else value
    return (int(value),) * dims if isinstance(value, int) else (1,) * dims


def _plain(value: Any) -> HyperValue | None:
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (tuple, list)) and all(isinstance(item, int) for item in value):
        return tuple(int(item) for item in value)
    return None
