"""Multiply–accumulates of single kernels, by name.

PyTorch's own formulas (``torch.utils.flop_counter``) know matrix products, convolutions and some
attention kernels. Here is what they lack: products with vectors, fused attention and recurrent
layers as a processor runs them, grouped, sparse and quantised products, deformable convolution.

Every formula takes the kernel's arguments and its result and gives the products that it makes, each
as its extents: a matrix (m, k) by one (k, n) is (m, k, n), which are m·k·n MACs. One MAC is one
multiplication with its addition, of complex numbers too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import Any, Literal

import torch
from torch import Tensor
from torch.utils.flop_counter import flop_registry

from archreport.analysis.tracing.storages import stored_by
from archreport.operations.table import TABLE

#: What a kernel does by our definition of a MAC.
Verdict = Literal["counted", "nothing", "not counted", "unknown"]

#: Products of extents, whose sum are the MACs.
Products = tuple[tuple[int, ...], ...]
_Formula = Callable[[tuple[Any, ...], Mapping[str, Any], Any], Products]
_Count = Callable[[tuple[Any, ...], Mapping[str, Any], Any], int]


@dataclass(frozen=True)
class Count:
    """What one kernel multiplies, and what `FlopCounterMode` counts of it, ÷ 2. One that multiplies
    by no formula of ours is ``uncounted`` by its name, one that is not known ``unknown``."""

    products: Products = ()
    macs: int = 0
    pytorchs_macs: int = 0
    uncounted: str = ""
    unknown: str = ""


def count_of(operator: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Count:
    """Count one kernel by its arguments and its result."""
    products = products_of(operator, args, kwargs, out)
    if products is not None:
        pytorchs = pytorchs_macs(operator, args, kwargs, out, products)
        return Count(products, sum(map(prod, products)), pytorchs)
    verdict = verdict_of(operator)
    if verdict == "nothing":
        return NOTHING
    name = kernel_name(operator)
    return Count(unknown=name) if verdict == "unknown" else Count(uncounted=name)


NOTHING = Count()


def macs_of(
    operator: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any
) -> int | None:
    """The MACs of one kernel, None where there is no formula for it."""
    products = products_of(operator, args, kwargs, out)
    return None if products is None else sum(map(prod, products))


def products_of(
    operator: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any
) -> Products | None:
    """The products that one kernel makes, None where there is no formula for it."""
    formula = _formula_of(operator)
    return None if formula is None else formula(args, kwargs, out)


@cache
def _formula_of(operator: Any) -> _Formula | None:
    name = kernel_name(operator)
    if name in _FORMULAS:
        return _FORMULAS[name]
    if name in _OF_MATRICES:
        return _OF_MATRICES[name]
    pytorchs = pytorchs_formula(operator)
    if pytorchs is None:
        return None

    def formula(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
        return ((pytorchs(args, kwargs, out),),)

    return formula


@cache
def pytorchs_formula(operator: Any) -> _Count | None:
    """The formula of PyTorch's own `FlopCounterMode` for a kernel, ÷ 2; None where it has none."""
    packet = getattr(operator, "_overloadpacket", operator)
    if packet not in flop_registry:
        return None

    def formula(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
        return int(flop_registry[packet](*args, **kwargs, out_val=out)) // 2

    return formula


def pytorchs_macs(
    operator: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any, products: Products
) -> int:
    """What `FlopCounterMode` counts of a kernel, ÷ 2: of dense matrices and convolutions what we
    count, else by its own formula."""
    formula = pytorchs_formula(operator)
    if formula is None:
        return 0
    is_dense = all(v.layout == torch.strided for v in args if isinstance(v, Tensor))
    if kernel_name(operator) in _OF_MATRICES and is_dense:
        return sum(map(prod, products))
    return formula(args, kwargs, out)


@cache
def verdict_of(operator: Any) -> Verdict:
    """What a kernel without a formula means for the count."""
    name = kernel_name(operator)
    plain = name.rpartition(".")[2]
    base = plain.rstrip("_") or plain
    if name.startswith(_MOVING) or base in _NOTHING or plain in _NOTHING:
        return "nothing"
    if base in _MULTIPLIES or base.startswith(("linalg_", "fft_", "_fft_", "_linalg_")):
        return "not counted"
    if not hasattr(operator, "_schema"):  # a higher-order operator
        return "unknown"
    if torch.Tag.pointwise in operator.tags or operator.is_view or _is_pointwise(operator, base):
        return "nothing"
    return "unknown"


def kernel_name(operator: Any) -> str:
    """``aten.mm`` of ``aten.mm.default``; a higher-order operator by its own name."""
    if hasattr(operator, "_schema"):
        return str(operator._schema.name).replace("::", ".")
    return f"higher_order.{operator}"


def _is_pointwise(operator: Any, base: str) -> bool:
    """True where the kernel of this name that does not work in place is elementwise or a view."""
    namespace = "aten" if operator.namespace == "prims" else operator.namespace
    for name in (base, base.removesuffix("_copy"), base.removeprefix("_foreach_")):
        packet = getattr(getattr(torch.ops, namespace), name, None)
        overloads = [getattr(packet, one) for one in packet.overloads()] if packet else []
        if any(torch.Tag.pointwise in one.tags or one.is_view for one in overloads):
            return True
    return False


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(int(extent) for extent in value.shape)


def _attention(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """Scores of all pairs, n_q·n_k·d for each head, and their sums of values, n_q·n_k·d_v."""
    query, key, value = (_shape(tensor) for tensor in args[:3])
    *batch, queries, width = query
    return ((*batch, queries, key[-2], width + value[-1]),)


def _multi_head(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """The fused layer of ``nn.MultiheadAttention``: projections, scores, values, projection."""
    query, key = _shape(args[0]), _shape(args[1])
    batch, queries, width = query
    keys = key[1]
    of_queries, of_keys = (batch, queries, width, width), (batch, keys, width, width)
    pairs = (2, batch, queries, keys, width)
    return of_queries, of_keys, of_keys, pairs, of_queries


def _encoder_layer(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """The fused layer of ``nn.TransformerEncoderLayer``: attention, then two linear layers.

    Sequences of several lengths have as many pairs of positions as the squares of their lengths.
    """
    source = args[0]
    matrices = [v for v in args if isinstance(v, Tensor) and v is not source and v.dim() == 2]
    if source.is_nested:
        lengths = [int(item.shape[0]) for item in source.unbind()]
        positions: tuple[int, ...] = (sum(lengths),)
        pairs: tuple[int, ...] = (sum(length * length for length in lengths),)
        width = int(source.size(-1))
    else:
        *batch, length, width = _shape(source)
        positions, pairs = (*batch, length), (*batch, length, length)
    return (*((*positions, *_shape(matrix)) for matrix in matrices), (2, *pairs, width))


def _mkldnn_rnn(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """One layer, one direction: both weight matrices for each step of each sequence."""
    steps = prod(_shape(args[0])[:-1])
    batch_sizes = args[8] if len(args) > 8 else ()
    if batch_sizes:
        steps = sum(int(size) for size in batch_sizes)
    return tuple((steps, *_shape(weight)) for weight in args[1:3])


def _cudnn_rnn(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """All layers and directions: every weight matrix once for each step of each sequence."""
    steps = prod(_shape(args[0])[:-1])
    return tuple((steps, *_shape(weight)) for weight in args[1] if weight.dim() > 1)


def _times_last(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """(…, k) by something that gives (…, n): every result sums k products."""
    return ((*_shape(out), _shape(args[0])[-1]),)


def _matrix_vector(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    sparse = _sparse_product(args)
    return sparse if sparse is not None else (_shape(args[0]),)


def _add_matrix_vector(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    return _matrix_vector(args[1:], kwargs, out)


def _add_batched(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    return ((*_shape(args[1]), _shape(args[2])[-1]),)


def _trilinear(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """Σ over i and j of x_i·A_oij·y_j: one MAC for each entry of A, for each item of the batch."""
    first, weight, second, *expansions = args
    shapes = []
    for tensor, expand in zip((first, weight, second), expansions[:3], strict=True):
        shape = list(_shape(tensor))
        for axis in sorted(expand):
            shape.insert(axis, 1)
        shapes.append(shape)
    return (tuple(max(extents) for extents in zip(*shapes, strict=True)),)


def _grouped(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """Rows, or sums, divided among groups: every row meets one matrix."""
    return ((*_shape(args[0]), _shape(args[1])[-1]),)


def _along_time(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """``conv_tbc``: a kernel (k, c_in, c_out) at every place of a result (time, batch, c_out)."""
    return ((*_shape(out), *_shape(args[1])[:2]),)


def _deformable(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """As a convolution: k_h·k_w·c_in/g products for every value of the result."""
    return ((*_shape(out), *_shape(args[1])[1:]),)


def _convolution(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """A kernel (c_out, c_in / groups, …) at each position of the result, of what is read where it
    is transposed."""
    data, weight = _shape(args[0]), _shape(args[1])
    grid = data if len(args) > 6 and args[6] else _shape(out)
    return ((data[0], *grid[2:], *weight),)


def _matrices(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    """(m, k) by (k, n), a whole batch of them where there are three extents."""
    sparse = _sparse_product(args)
    return sparse if sparse is not None else ((*_shape(args[0]), _shape(args[1])[-1]),)


def _added_matrices(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> Products:
    return _matrices(args[1:], kwargs, out)


#: What `FlopCounterMode` counts too, by the same definition.
_OF_MATRICES: Mapping[str, _Formula] = {
    "aten.convolution": _convolution,
    "aten._convolution": _convolution,
    "aten.mm": _matrices,
    "aten.bmm": _matrices,
    "aten.addmm": _added_matrices,
    "aten.baddbmm": _added_matrices,
}

_FORMULAS: Mapping[str, _Formula] = {
    "aten._scaled_dot_product_flash_attention_for_cpu": _attention,
    "aten._scaled_dot_product_fused_attention_overrideable": _attention,
    "aten._scaled_dot_product_flash_attention": _attention,
    "aten._scaled_dot_product_efficient_attention": _attention,
    "aten._scaled_dot_product_cudnn_attention": _attention,
    "higher_order.flex_attention": _attention,
    "aten._native_multi_head_attention": _multi_head,
    "aten._transformer_encoder_layer_fwd": _encoder_layer,
    "aten.mkldnn_rnn_layer": _mkldnn_rnn,
    "aten._cudnn_rnn": _cudnn_rnn,
    "aten._sparse_mm": lambda args, kwargs, out: _sparse_product(args) or (),
    "aten._sparse_addmm": lambda args, kwargs, out: _sparse_product(args) or (),
    "aten.mv": _matrix_vector,
    "aten.addmv": _add_matrix_vector,
    "aten.addmv_": _add_matrix_vector,
    "aten.dot": _matrix_vector,
    "aten.vdot": _matrix_vector,
    "aten.addbmm": _add_batched,
    "aten.addbmm_": _add_batched,
    "aten.addmm_": _add_batched,
    "aten.baddbmm_": _add_batched,
    "aten._addmm_activation": _add_batched,
    "aten._trilinear": _trilinear,
    "aten.conv_tbc": _along_time,
    "aten._grouped_mm": _grouped,
    "aten._scaled_grouped_mm": _grouped,
    "aten._int_mm": _times_last,
    "aten._mixed_dtypes_linear": _times_last,
    "aten.mkldnn_linear": _times_last,
    "aten._weight_int8pack_mm": _times_last,
    "aten._weight_int4pack_mm": _times_last,
    "aten._weight_int4pack_mm_for_cpu": _times_last,
    "quantized.linear": _times_last,
    "quantized.linear_relu": _times_last,
    "quantized.linear_dynamic": _times_last,
    "quantized.linear_relu_dynamic": _times_last,
    "quantized.linear_dynamic_fp16": _times_last,
    "torchvision.deform_conv2d": _deformable,
}


def _sparse_product(args: tuple[Any, ...]) -> Products | None:
    """A sparse matrix by a dense one: one MAC for each stored value and each column; else None."""
    tensors = [value for value in args if isinstance(value, Tensor)][-2:]
    if len(tensors) < 2 or all(tensor.layout == torch.strided for tensor in tensors):
        return None
    first, second = tensors
    stored = stored_by(first)
    if stored is not None:
        return ((stored.values, _shape(second)[-1]) if second.dim() > 1 else (stored.values,),)
    stored = stored_by(second)
    return None if stored is None else ((stored.values, _shape(first)[-2]),)


#: Kernels that multiply pairwise and add, in other ways than a matrix product or a convolution.
_MULTIPLIES = frozenset(
    """
    cdist _cdist_forward _euclidean_dist _pdist_forward addr ger inverse cholesky cholesky_solve
    cholesky_inverse lu_unpack triangular_solve ormqr geqrf householder_product matrix_exp
    _linalg_eigh _linalg_svd _linalg_det _linalg_slogdet _linalg_solve_ex stft
    istft _fft_r2c _fft_c2r _fft_c2c logdet det hspmm sspaddmm sparse_sampled_addmm
    _cholesky_solve_helper _dyn_quant_matmul_4bit _scaled_mm_v2 _scaled_grouped_mm_v2
    """.split()  # noqa: SIM905
)

#: Questions about a tensor, and what passes it between processes.
_MOVING = ("prim.", "c10d.", "_c10d_functional.", "c10d_functional.")

#: Kernels that belong to no operation and multiply nothing: questions about a tensor, and parts of
#: what is fused. Those of the operations are in their entries of the table; elementwise kernels and
#: views are recognised by their tags, and what works in place by its name without the final "_".
_NOTHING = frozenset(
    """
    _linalg_check_errors linalg_cross fft_fftfreq fft_rfftfreq
    _amp_update_scale _assert_async _assert_scalar _assert_tensor_metadata
    _functional_assert_async _functional_assert_scalar _fused_sdp_choice _has_same_storage_numel
    _local_scalar_dense _make_dep_token _nnz _print _resize_output _thnn_fused_gru_cell
    _thnn_fused_lstm_cell _transform_bias_rescale_qkv allclose dense_dim device hardswish
    is_pinned is_same_size is_set_to item record_stream select_backward slice_backward
    sparse_dim sym_numel sym_size sym_storage_offset sym_stride unfold_backward
    """.split()  # noqa: SIM905 - a word list reads better than quoted names
) | {kernel.rstrip("_") for entry in TABLE for kernel in entry.kernels}
