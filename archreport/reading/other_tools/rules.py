"""The habits of other counters, one small function each, written from their sources.

A rule takes one step of the pass and says what it adds to the step's multiply-accumulates, or
takes off them. Its name is the end of the key of its phrase: ``tools.rule.bias``.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod

from archreport.reading.other_tools.steps import Step, own_name
from archreport.report.model import Row


def _is(row: Row, *types: str) -> bool:
    """True for a call of one of PyTorch's own classes: "Conv" stands for Conv1d, Conv2d, Conv3d.

    The rules of thop and ptflops look the class up exactly, so a subclass is not found.
    """
    return row.module_type.rstrip("d").rstrip("123") in types and row.kind != "join"


def _is_transposed(row: Row) -> bool:
    return row.op.startswith("conv_transpose")


def _is_known(row: Row) -> bool:
    """True for a call of PyTorch's own convolutions and linear layers."""
    return _is(row, "Conv", "ConvTranspose", "Linear") and (
        row.op.startswith("conv") or row.op == "linear"
    )


# -- convolutions and matrix products ----------------------------------------------------------


def bias(step: Step) -> int:
    """One addition for every output value of a layer with a bias."""
    return step.written if step.biased and step.row.kind in ("conv", "up", "linear") else 0


def bias_of_known(step: Step) -> int:
    """One addition for every output value of a layer with a bias, in PyTorch's own classes only."""
    return bias(step) if _is_known(step.row) else 0


def bias_of_convolutions(step: Step) -> int:
    """One addition for every output value of a convolution with a bias."""
    return step.written if step.biased and step.row.kind == "conv" else 0


def bias_of_transposed(step: Step) -> int:
    """calflops computes the extent of the result as if the convolution were not transposed."""
    row = step.row
    if not _is_transposed(row) or not step.biased or row.window is None:
        return 0
    extents = []
    for axis, size in enumerate(row.in_shapes[0][2:]):
        kernel, stride, padding, dilation = row.window.along(axis)
        extents.append((size + 2 * padding - (dilation * (kernel - 1) + 1)) // stride + 1)
    return row.in_shapes[0][0] * (row.out_shape[1] // row.groups) * prod(extents)


def output_grid(step: Step) -> int:
    """A transposed convolution does the work of one kernel at every *input* position; these tools
    multiply by the output positions instead."""
    row = step.row
    if not _is_transposed(row):
        return 0
    return row.macs * prod(row.out_shape[2:]) // prod(row.in_shapes[0][2:]) - row.macs


def output_grid_of_known(step: Step) -> int:
    """thop counts a transposed convolution on its output's grid, in PyTorch's own class only."""
    return output_grid(step) if _is(step.row, "ConvTranspose") else 0


def groups_twice(step: Step) -> int:
    """calflops divides a grouped transposed convolution by its groups twice."""
    row = step.row
    return row.macs // row.groups - row.macs if _is_transposed(row) else 0


def unknown_class(step: Step) -> int:
    """Work in a module that the tool has no rule for, or in a function, is not seen."""
    return 0 if _is_known(step.row) else -step.row.macs


def unknown_class_or_function(step: Step) -> int:
    """Work in a module without a rule, or in a function, is not seen; but matrix products called as
    functions (bmm, mm, addmm) are."""
    return 0 if step.row.op in ("bmm", "mm", "addmm", "baddbmm") else unknown_class(step)


def unknown_function(step: Step) -> int:
    """Work outside of the functions that calflops replaces: the operator @, bmm, einsum."""
    row = step.row
    return 0 if row.op.startswith("conv") or row.op == "linear" else -row.macs


def by_size_of_weight(step: Step) -> int:
    """torchinfo multiplies the size of a weight by the batch, and by the output positions only
    where the class is called something with "Conv"; what is in no weight it does not see."""
    row = step.row
    if _is_transposed(row) and "Conv" in row.module_type:
        return 0  # told apart by `output_grid`
    weights = sum(
        param.count * (_positions(row) if own_name(param) == "weight" else prod(row.out_shape[:2]))
        for param in step.own
        if "weight" in own_name(param) and row.kind != "norm"
    )
    return weights - row.macs


def bias_by_size(step: Step) -> int:
    """torchinfo does with a bias as with a weight."""
    row = step.row
    return sum(
        param.count * (_positions(row) if own_name(param) == "bias" else prod(row.out_shape[:2]))
        for param in step.own
        if "bias" in own_name(param) and row.kind != "norm"
    )


def norm_by_size(step: Step) -> int:
    """… and with the scale and shift of a normalisation: once, not for every position."""
    own = sum(param.count for param in step.own)
    return own * step.row.out_shape[0] if step.row.kind == "norm" else 0


def _positions(row: Row) -> int:
    return row.out_shape[0] * (prod(row.out_shape[2:]) if "Conv" in row.module_type else 1)


def two_per_mac(step: Step) -> int:
    """A multiplication and an addition are two operations."""
    return step.row.macs


def two_per_mac_seen(step: Step) -> int:
    """A multiplication and an addition are two operations, of the MACs that calflops sees."""
    return step.row.macs + groups_twice(step) + unknown_function(step)


# -- everything else ---------------------------------------------------------------------------


def norm_2(step: Step) -> int:
    """Two operations for each value normalised (one without a scale and shift)."""
    each = {"batch_norm": (1, 2), "group_norm": (4, 5), "layer_norm": (4, 5),
            "instance_norm": (4, 5)}  # fmt: skip
    return step.read * each.get(step.row.op, (0, 0))[step.affine]


def norm_4(step: Step) -> int:
    """thop: four for each value (two without a scale and shift)."""
    is_one = _is(step.row, "BatchNorm", "SyncBatchNorm", "InstanceNorm", "LayerNorm")
    return step.read * (2, 4)[step.affine] if is_one else 0


def norm_module(step: Step) -> int:
    """ptflops: two for each value, one for layer normalisation."""
    if _is(step.row, "LayerNorm"):
        return step.read
    is_one = _is(step.row, "BatchNorm", "InstanceNorm", "GroupNorm")
    return step.read * (1, 2)[step.affine] if is_one else 0


def average_pool_out(step: Step) -> int:
    """thop: one division for each output value, the additions not counted."""
    return step.written if _is(step.row, "AvgPool") else 0


def adaptive_pool_window(step: Step) -> int:
    """thop: for each output value the additions of its window and one division."""
    row = step.row
    if not _is(row, "AdaptiveAvgPool"):
        return 0
    window = Fraction(prod(row.in_shapes[0][2:]), prod(row.out_shape[2:]))
    return int((window + 1) * step.written)


def adaptive_pool_in(step: Step) -> int:
    """fvcore: one addition for each value averaged; other poolings are free."""
    return step.read if step.row.op == "adaptive_avg_pool2d" else 0


def pool(step: Step) -> int:
    """One operation for each value that a pooling reads."""
    return step.read if _is_pool(step.row) else 0


def pool_twice(step: Step) -> int:
    """ptflops: the same, once for the module and once for the function inside it."""
    return pool(step) * (2 if step.leaf and "Pool" in step.row.module_type else 1)


def activation(step: Step) -> int:
    """One operation for each value of an activation."""
    return step.read if step.row.op in _ACTIVATIONS else 0


def activation_twice(step: Step) -> int:
    """ptflops: the same, once for the module and once for the function inside it."""
    as_module = _is(step.row, "ReLU", "PReLU", "ELU", "LeakyReLU", "ReLU6", "GELU")
    as_function = step.row.op in _ACTIVATIONS and step.row.op != "leaky_relu"
    return step.read * (as_module + as_function)


def response_norm(step: Step) -> int:
    """The three products and sums and the sliding average inside local response normalisation:
    PyTorch makes it of functions that the tool counts one by one."""
    row = step.row
    size = row.hyper.get("size", 1)
    if row.op != "local_response_norm" or not isinstance(size, int):
        return 0
    channels = row.in_shapes[0][1]
    padded = step.read // channels * (channels + size - 1)
    return 3 * step.read + padded


def upsampling(step: Step) -> int:
    """thop: 1, 11 or 259 operations for each value by nearest, bilinear or bicubic filling."""
    each = {"nearest": 1, "linear": 5, "bilinear": 11, "bicubic": 259}
    is_one = _is(step.row, "Upsample", "UpsamplingBilinear", "UpsamplingNearest")
    return step.written * each.get(_mode(step.row), 0) if is_one else 0


def upsampling_4(step: Step) -> int:
    """fvcore: four operations for each value filled in bilinearly, one for nearest."""
    flat = step.row.op == "interpolate" and len(step.row.out_shape) == 4
    return step.written * {"bilinear": 4, "nearest": 1}.get(_mode(step.row), 0) if flat else 0


def upsampling_twice(step: Step) -> int:
    """ptflops: one for each value filled in, and once more where it is a module."""
    return step.written * (1 + _is(step.row, "Upsample")) if step.row.op == "interpolate" else 0


def upsampling_in(step: Step) -> int:
    """calflops: one for each value read; it computes the enlargement and forgets it."""
    size = step.row.hyper.get("size")
    if step.row.op != "interpolate":
        return 0
    return step.read if size is None else prod(_tuple(size))


_ACTIVATIONS = frozenset({"relu", "prelu", "elu", "leaky_relu", "relu6", "gelu", "silu", "softmax"})


def _is_pool(row: Row) -> bool:
    return row.kind == "pool" and ("avg_pool" in row.op or "max_pool" in row.op)


def _mode(row: Row) -> str:
    return str(row.hyper.get("mode", "nearest"))


def _tuple(value: object) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (int(str(value)),)
