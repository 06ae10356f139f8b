"""What archreport knows of PyTorch's operations: names, argument names, categories.

An operation is known by the name of the Python function that was called: ``F.relu``,
``torch.relu`` and ``Tensor.relu`` are all "relu"; ``a + b`` and ``torch.add`` are both "add".
An unknown operation is no error: it still gets its row, its shapes and its dispatcher-level MACs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from archreport.report.model import Kind

_PLAIN = {
    "__rsub__": "rsub",
    "__truediv__": "div",
    "__rtruediv__": "div",
    "__rdiv__": "div",
    "__itruediv__": "div_",
    "__rpow__": "pow",
    "__rmatmul__": "matmul",
    "__radd__": "add",
    "__rmul__": "mul",
    "concat": "cat",
    "concatenate": "cat",
    "multiply": "mul",
    "divide": "div",
    "subtract": "sub",
    "_native_batch_norm": "batch_norm",
}


def operation_name(function: Callable[..., Any], args: Sequence[Any] = ()) -> str:
    """The plain name of a traced function: "conv2d", "add", "add_" in place, "T" for ``x.T``.

    Given the arguments too, a slice of a feature map's two spatial axes is a "crop", or a
    "subsample" where it takes steps.
    """
    name = getattr(function, "__name__", type(function).__name__)
    if name == "__get__":  # a property such as Tensor.T
        return str(getattr(getattr(function, "__self__", None), "__name__", "property"))
    if name == "grad" and function.__module__ == "torch.autograd":
        return "autograd_grad"
    if name == "__getitem__" and len(args) > 1:
        return _slice_name(args[0], args[1])
    if name in _PLAIN:
        return _PLAIN[name]
    if name.startswith("__i") and name.endswith("__") and name not in ("__invert__", "__index__"):
        return name[3:-2] + "_"
    if name.startswith("__") and name.endswith("__"):
        return name[2:-2]
    return name


def _slice_name(tensor: Any, index: Any) -> str:
    slices = isinstance(index, tuple) and all(isinstance(part, slice) for part in index)
    if not slices or len(index) != 4 or tensor.dim() != 4:
        return "getitem"
    return "crop" if all(part.step in (None, 1) for part in index) else "subsample"


_CONV = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
_CONV_T = ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
_MAX_POOL = ("input", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")
_AVG_POOL = ("input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad")

#: Positional argument names. Builtin functions carry no signature of their own.
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    **{f"conv{d}d": _CONV for d in (1, 2, 3)},
    **{f"conv_transpose{d}d": _CONV_T for d in (1, 2, 3)},
    "locally_connected2d": ("input", "weight", "bias", "stride"),
    "crop": ("input", "index"),
    "subsample": ("input", "index"),
    **{f"max_pool{d}d": _MAX_POOL for d in (1, 2, 3)},
    **{f"max_pool{d}d_with_indices": _MAX_POOL for d in (1, 2, 3)},
    **{f"avg_pool{d}d": _AVG_POOL for d in (1, 2, 3)},
    **{f"adaptive_avg_pool{d}d": ("input", "output_size") for d in (1, 2, 3)},
    **{f"adaptive_max_pool{d}d": ("input", "output_size") for d in (1, 2, 3)},
    **{
        f"max_unpool{d}d": ("input", "indices", "kernel_size", "stride", "padding")
        for d in (1, 2, 3)
    },
    "linear": ("input", "weight", "bias"),
    "local_response_norm": ("input", "size", "alpha", "beta", "k"),
    "batch_norm": (
        "input", "running_mean", "running_var", "weight", "bias", "training", "momentum", "eps",
    ),
    "group_norm": ("input", "num_groups", "weight", "bias", "eps"),
    "layer_norm": ("input", "normalized_shape", "weight", "bias", "eps"),
    "dropout": ("input", "p", "training", "inplace"),
    "dropout2d": ("input", "p", "training", "inplace"),
    "relu": ("input", "inplace"),
    "leaky_relu": ("input", "negative_slope", "inplace"),
    "flatten": ("input", "start_dim", "end_dim"),
    "softmax": ("input", "dim"),
    "log_softmax": ("input", "dim"),
    "cat": ("tensors", "dim"),
    "mean": ("input", "dim", "keepdim"),
    "sum": ("input", "dim", "keepdim"),
    "amax": ("input", "dim", "keepdim"),
    "interpolate": ("input", "size", "scale_factor", "mode", "align_corners"),
    "upsample": ("input", "size", "scale_factor", "mode", "align_corners"),
    "pad": ("input", "pad", "mode", "value"),
    "einsum": ("equation",),
    "pixel_shuffle": ("input", "upscale_factor"),
}  # fmt: skip

_KINDS: Mapping[Kind, tuple[str, ...]] = {
    "conv": ("conv1d", "conv2d", "conv3d"),
    "up": (
        "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
        "max_unpool1d", "max_unpool2d", "max_unpool3d",
        "interpolate", "upsample", "upsample_nearest", "upsample_bilinear", "pixel_shuffle",
    ),
    "local": ("locally_connected2d",),
    "linear": (
        "linear", "bilinear", "matmul", "mm", "bmm", "addmm", "baddbmm", "einsum", "mv", "addmv",
        "scaled_dot_product_attention", "multi_head_attention_forward",
    ),
    "pool": (
        "max_pool1d", "max_pool2d", "max_pool3d",
        "max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d_with_indices",
        "avg_pool1d", "avg_pool2d", "avg_pool3d", "lp_pool1d", "lp_pool2d",
        "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d",
        "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d",
        "fractional_max_pool2d", "fractional_max_pool3d",
    ),
    "norm": (
        "batch_norm", "group_norm", "layer_norm", "instance_norm", "local_response_norm",
        "normalize", "rms_norm",
    ),
    "act": (
        "relu", "relu_", "relu6", "leaky_relu", "leaky_relu_", "prelu", "rrelu", "elu", "selu",
        "celu", "gelu", "silu", "mish", "sigmoid", "sigmoid_", "tanh", "tanh_", "hardtanh",
        "hardsigmoid", "hardswish", "logsigmoid", "softplus", "softsign", "tanhshrink",
        "threshold", "softmax", "log_softmax", "softmin", "glu", "clamp", "clamp_",
    ),
    "join": ("cat", "stack", "hstack", "vstack", "dstack"),
    "drop": (
        "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_dropout",
        "feature_alpha_dropout", "stochastic_depth",
    ),
    "shape": (
        "flatten", "unflatten", "view", "view_as", "reshape", "permute", "transpose", "swapaxes",
        "movedim", "squeeze", "unsqueeze", "getitem", "crop", "subsample", "setitem", "chunk",
        "split", "tensor_split", "unbind", "narrow", "select", "pad", "contiguous", "clone",
        "expand", "expand_as", "repeat", "repeat_interleave", "roll", "flip", "to", "type",
        "float", "half", "double",
        "type_as", "T", "mT", "t", "detach", "channel_shuffle", "pixel_unshuffle", "unfold",
        "fold", "center_crop", "as_strided", "copy_", "index_select", "gather", "masked_fill",
    ),
}  # fmt: skip

_KIND_OF: Mapping[str, Kind] = {name: kind for kind, names in _KINDS.items() for name in names}

#: Elementwise operations that join two branches when both operands are activations.
ELEMENTWISE = frozenset(
    {"add", "add_", "sub", "sub_", "rsub", "mul", "mul_", "div", "div_", "maximum", "minimum",
     "pow", "addcmul", "addcdiv", "lerp", "where"}
)  # fmt: skip

#: Operations that keep every spatial position where it was.
KEEPS_POSITIONS = frozenset(
    {*_KINDS["norm"], *_KINDS["act"], *_KINDS["drop"], *_KINDS["join"], *ELEMENTWISE,
     "contiguous", "clone", "to", "float", "half", "double", "type", "type_as", "detach", "chunk",
     "split", "copy_", "masked_fill", "neg", "exp", "exp_", "log", "sqrt", "rsqrt", "abs", "sign",
     "square", "erf", "sin", "cos", "reciprocal", "identity", "channel_shuffle"}
)  # fmt: skip


def kind_of(name: str, activation_inputs: int) -> Kind:
    """The category of an operation. Elementwise ones join when they read two activations."""
    if name in ELEMENTWISE:
        return "join" if activation_inputs > 1 else "other"
    return _KIND_OF.get(name, "other")


def named_arguments(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments by name where the names are known; tensors are left in."""
    names = ARGUMENTS.get(name, ())
    return {**dict(zip(names, args, strict=False)), **kwargs}
