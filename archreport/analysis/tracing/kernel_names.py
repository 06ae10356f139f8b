"""Which Python function a kernel stands for, where no function was seen to call it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CONVOLUTION = (
    "input", "weight", "bias", "stride", "padding", "dilation", "transposed", "output_padding",
    "groups",
)  # fmt: skip
_PLAIN = {
    "_softmax": "softmax",
    "_log_softmax": "log_softmax",
    "_unsafe_view": "view",
    "_reshape_alias": "reshape",
    "native_batch_norm": "batch_norm",
    "_native_batch_norm_legit_no_training": "batch_norm",
    "native_layer_norm": "layer_norm",
    "native_group_norm": "group_norm",
    "_adaptive_avg_pool2d": "adaptive_avg_pool2d",
    "constant_pad_nd": "pad",
}


def as_function(
    kernel: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """The function's name and arguments: ``conv2d`` for ``aten._convolution`` over a picture."""
    name = kernel.rpartition(".")[2]
    if name not in ("convolution", "_convolution"):
        return _PLAIN.get(name, name), args, dict(kwargs)
    given = {**dict(zip(_CONVOLUTION, args, strict=False)), **kwargs}
    dimensions = given["weight"].dim() - 2
    transposed = given.pop("transposed", False)
    if not transposed:
        given.pop("output_padding", None)
    kept = {key: given[key] for key in given if key in _CONVOLUTION}
    return f"conv{'_transpose' if transposed else ''}{dimensions}d", (), kept
