"""Multiply–accumulates of single kernels, by name.

PyTorch's own formulas (``torch.utils.flop_counter``) know matrix products, convolutions and some
attention kernels. Here is what they lack: products with vectors, fused attention and recurrent
layers as a processor runs them, grouped, sparse and quantised products, deformable convolution.

Every formula takes the kernel's arguments and its result and gives MACs: one multiplication with
its addition, of complex numbers too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import prod
from typing import Any, Literal

import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensor
from torch.utils.flop_counter import flop_registry

from archreport.operations.table import TABLE

#: What a kernel does by our definition of a MAC.
Verdict = Literal["counted", "nothing", "not counted", "unknown"]

_Formula = Callable[[tuple[Any, ...], Mapping[str, Any], Any], int]


def macs_of(
    operator: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any
) -> int | None:
    """The MACs of one kernel, None where there is no formula for it."""
    formula = _formula_of(operator)
    return None if formula is None else formula(args, kwargs, out)


@cache
def _formula_of(operator: Any) -> _Formula | None:
    name = kernel_name(operator)
    if name in _FORMULAS:
        return _FORMULAS[name]
    pytorchs = pytorchs_formula(operator)
    if pytorchs is None or name not in _MAY_BE_SPARSE:
        return pytorchs

    def dense_or_sparse(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
        sparse = _sparse_product(args)
        return pytorchs(args, kwargs, out) if sparse is None else sparse

    return dense_or_sparse


@cache
def pytorchs_formula(operator: Any) -> _Formula | None:
    """The formula of PyTorch's own `FlopCounterMode` for a kernel, ÷ 2; None where it has none."""
    packet = getattr(operator, "_overloadpacket", operator)
    if packet not in flop_registry:
        return None

    def formula(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
        return int(flop_registry[packet](*args, **kwargs, out_val=out)) // 2

    return formula


def factors_of(operator: Any, args: tuple[Any, ...], macs: int) -> tuple[int, ...]:
    """The MACs of one kernel as a product of extents, where it is one of matrices; else alone."""
    name = kernel_name(operator).rpartition(".")[2].rstrip("_")
    first, second = {"addmm": (1, 2), "baddbmm": (1, 2), "addmv": (1, 2)}.get(name, (0, 1))
    if name in ("mm", "bmm", "mv", "dot", "addmm", "baddbmm", "addmv"):
        left, right = _shape(args[first]), _shape(args[second])
        factors = (*left, right[-1]) if len(right) > 1 else left
        if prod(factors) == macs:
            return factors
    return (macs,)


@cache
def verdict_of(operator: Any) -> Verdict:
    """What a kernel without a formula means for the count."""
    name = kernel_name(operator)
    plain = name.rpartition(".")[2]
    base = plain.rstrip("_") or plain
    if name.startswith("prim.") or base in _NOTHING or plain in _NOTHING:
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
    packet = getattr(getattr(torch.ops, operator.namespace), base, None)
    if packet is None:
        return False
    overloads = [getattr(packet, name) for name in packet.overloads()]
    return any(torch.Tag.pointwise in one.tags or one.is_view for one in overloads)


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(int(extent) for extent in value.shape)


def _attention(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    """Scores of all pairs, n_q·n_k·d for each head, and their sums of values, n_q·n_k·d_v."""
    query, key, value = (_shape(tensor) for tensor in args[:3])
    *batch, queries, width = query
    return prod(batch) * queries * key[-2] * (width + value[-1])


def _multi_head(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    """The fused layer of ``nn.MultiheadAttention``: projections, scores, values, projection."""
    query, key = _shape(args[0]), _shape(args[1])
    batch, queries, width = query
    keys = key[1]
    projections = (queries + 2 * keys) * width * width
    return batch * (projections + 2 * queries * keys * width + queries * width * width)


def _encoder_layer(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    """The fused layer of ``nn.TransformerEncoderLayer``: attention, then two linear layers."""
    source = args[0]
    if source.is_nested:
        lengths = [int(item.shape[0]) for item in source.unbind()]
        width = int(source.size(-1))
    else:
        batch, length, width = _shape(source)
        lengths = [length] * batch
    matrices = [value for value in args if isinstance(value, Tensor) and value.dim() == 2]
    weights = sum(value.numel() for value in matrices if value is not source)
    return sum(length * weights + 2 * length * length * width for length in lengths)


def _mkldnn_rnn(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    """One layer, one direction: both weight matrices for each step of each sequence."""
    steps = prod(_shape(args[0])[:-1])
    batch_sizes = args[8] if len(args) > 8 else ()
    if batch_sizes:
        steps = sum(int(size) for size in batch_sizes)
    return steps * int(args[1].numel() + args[2].numel())


def _cudnn_rnn(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    """All layers and directions: every weight matrix once for each step of each sequence."""
    steps = prod(_shape(args[0])[:-1])
    return steps * sum(int(weight.numel()) for weight in args[1] if weight.dim() > 1)


def _times_last(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    """(…, k) by something that gives (…, n): every result sums k products."""
    return prod(_shape(out)) * _shape(args[0])[-1]


def _matrix_vector(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    return prod(_shape(args[0]))


def _add_matrix_vector(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    return prod(_shape(args[1]))


def _add_batched(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    return prod(_shape(args[1])) * _shape(args[2])[-1]


def _trilinear(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    """Σ over i and j of x_i·A_oij·y_j: one MAC for each entry of A, for each item of the batch."""
    first, weight, second, *expansions = args
    shapes = []
    for tensor, expand in zip((first, weight, second), expansions[:3], strict=True):
        shape = list(_shape(tensor))
        for axis in sorted(expand):
            shape.insert(axis, 1)
        shapes.append(shape)
    return prod(max(extents) for extents in zip(*shapes, strict=True))


def _grouped(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    """Rows, or sums, divided among groups: every row meets one matrix."""
    first, second = _shape(args[0]), _shape(args[1])
    return prod(first) * second[-1]


def _deformable(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    """As a convolution: k_h·k_w·c_in/g products for every value of the result."""
    return prod(_shape(out)) * prod(_shape(args[1])[1:])


def _quantised(args: tuple[Any, ...], kwargs: Mapping[str, Any], out: Any) -> int:
    return prod(_shape(out)) * _shape(args[0])[-1]


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
    "aten._sparse_mm": lambda args, kwargs, out: _sparse_product(args) or 0,
    "aten._sparse_addmm": lambda args, kwargs, out: _sparse_product(args) or 0,
    "aten.mv": _matrix_vector,
    "aten.addmv": _add_matrix_vector,
    "aten.addmv_": _add_matrix_vector,
    "aten.dot": _matrix_vector,
    "aten.vdot": _matrix_vector,
    "aten.addbmm": _add_batched,
    "aten.addbmm_": _add_batched,
    "aten.addmm_": lambda args, kwargs, out: prod(_shape(args[1])) * _shape(args[2])[-1],
    "aten.baddbmm_": _add_batched,
    "aten._addmm_activation": _add_batched,
    "aten._trilinear": _trilinear,
    "aten._grouped_mm": _grouped,
    "aten._scaled_grouped_mm": _grouped,
    "aten._int_mm": _times_last,
    "aten._mixed_dtypes_linear": _times_last,
    "aten.mkldnn_linear": _times_last,
    "aten._weight_int8pack_mm": _times_last,
    "aten._weight_int4pack_mm": _times_last,
    "aten._weight_int4pack_mm_for_cpu": _times_last,
    "quantized.linear": _quantised,
    "quantized.linear_relu": _quantised,
    "quantized.linear_dynamic": _quantised,
    "quantized.linear_relu_dynamic": _quantised,
    "quantized.linear_dynamic_fp16": _quantised,
    "torchvision.deform_conv2d": _deformable,
}

_MAY_BE_SPARSE = frozenset({"aten.mm", "aten.addmm", "aten.bmm"})


def _sparse_product(args: tuple[Any, ...]) -> int | None:
    """A sparse matrix by a dense one: one MAC for each stored value and each column; else None."""
    tensors = [value for value in args if isinstance(value, Tensor)][-2:]
    if len(tensors) < 2 or all(tensor.layout == torch.strided for tensor in tensors):
        return None
    first, second = tensors
    if first.is_meta or isinstance(first, FakeTensor):
        raise RuntimeError("How many values a sparse tensor stores is seen in its values alone.")
    if first.layout != torch.strided:
        columns = _shape(second)[-1] if second.dim() > 1 else 1
        return int(first._nnz()) * columns
    return int(second._nnz()) * _shape(first)[-2]


#: Kernels that multiply pairwise and add, in other ways than a matrix product or a convolution.
_MULTIPLIES = frozenset(
    """
    cdist _cdist_forward _euclidean_dist _pdist_forward addr ger inverse cholesky cholesky_solve
    cholesky_inverse lu_unpack triangular_solve ormqr geqrf householder_product matrix_exp
    _linalg_eigh _linalg_svd _linalg_det _linalg_slogdet _linalg_solve_ex _foreach_addcmul stft
    istft _fft_r2c _fft_c2r _fft_c2c logdet det hspmm sspaddmm sparse_sampled_addmm
    _cholesky_solve_helper _dyn_quant_matmul_4bit _scaled_mm_v2 _scaled_grouped_mm_v2
    """.split()  # noqa: SIM905
)

#: Kernels that only move, compare, pool, reduce or create. Those of the operations are in their
#: entries of the table too; elementwise kernels and views are recognised by their tags, and what
#: works in place by its name without the final "_".
_NOTHING = frozenset(
    """
    _adaptive_avg_pool1d _adaptive_avg_pool2d _adaptive_avg_pool3d _batch_norm_with_update
    _embedding_bag _embedding_bag_forward_only _fused_rms_norm _is_all_true _is_any_true
    _local_scalar_dense _log_softmax _masked_softmax _native_batch_norm_legit
    _native_batch_norm_legit_no_training _nested_tensor_from_mask _prelu_kernel _reshape_alias
    _safe_softmax _softmax _sparse_softmax _thnn_fused_gru_cell _thnn_fused_lstm_cell _to_copy
    _to_sparse _unique2 _unsafe_index _unsafe_masked_index _unsafe_view _upsample_bicubic2d_aa
    _upsample_bilinear2d_aa _upsample_nearest_exact1d _upsample_nearest_exact2d
    _upsample_nearest_exact3d _weight_norm_interface _weight_norm_interface_backward
    _assert_async _assert_scalar _assert_tensor_metadata _conj _pack_padded_sequence
    adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d affine_grid_generator alias all
    amax amin aminmax any arange argmax argmin argsort as_strided avg_pool1d avg_pool2d avg_pool3d
    batch_norm_elemt batch_norm_stats bernoulli bincount block_diag broadcast_tensors bucketize cat
    channel_shuffle chunk clone col2im complex constant_pad_nd copy count_nonzero cudnn_batch_norm
    cummax cummin cumprod cumsum dense_dim detach diag diag_embed diagonal_copy diagonal_scatter
    embedding embedding_renorm empty empty_like empty_permuted empty_strided equal exponential eye
    fill flip fractional_max_pool2d fractional_max_pool3d full full_like gather geometric glu
    grid_sampler_2d grid_sampler_3d heaviside histc im2col index index_add index_copy index_fill
    index_put index_reduce index_select is_pinned is_same_size isin item kthvalue lift lift_fresh
    lift_fresh_copy linalg_vector_norm linspace local_scalar_dense log_normal log_sigmoid_forward
    logcumsumexp logspace logsumexp masked_fill masked_scatter masked_select max
    max_pool2d_with_indices max_pool3d_with_indices max_unpool2d max_unpool3d mean median min
    miopen_batch_norm mkldnn_max_pool2d mode multinomial nanmedian native_batch_norm
    native_channel_shuffle native_dropout native_group_norm native_layer_norm new_empty
    new_empty_strided new_full new_ones new_zeros nll_loss_forward nll_loss2d_forward nonzero
    nonzero_static norm normal normal_functional ones ones_like pad pixel_shuffle pixel_unshuffle
    poisson prod put quantize_per_tensor quantize_per_channel quantize_per_tensor_dynamic
    rand rand_like randint randint_like randn randn_like random randperm range reflection_pad1d
    reflection_pad2d reflection_pad3d renorm repeat repeat_interleave replication_pad1d
    replication_pad2d replication_pad3d resize resize_as roll rot90 rrelu_with_noise
    rrelu_with_noise_functional scalar_tensor scatter scatter_add scatter_reduce searchsorted
    segment_reduce select_backward select_scatter set slice_backward slice_scatter sort sparse_dim
    split split_with_sizes split_with_sizes_copy squeeze stack std std_mean sum sym_numel sym_size
    sym_storage_offset sym_stride t take tensor_split to_dense to_padded_tensor topk trace
    transpose tril tril_indices triu triu_indices unbind unbind_copy unfold_backward unfold_copy
    uniform unique_consecutive unique_dim unsafe_chunk unsafe_split unsafe_split_with_sizes
    unsqueeze upsample_bicubic2d upsample_bilinear2d upsample_linear1d upsample_nearest1d
    upsample_nearest2d upsample_nearest3d upsample_trilinear3d values var var_mean view
    view_as_complex view_as_real zero zeros zeros_like nms roi_align roi_pool ps_roi_align
    ps_roi_pool device _add_relu _amp_update_scale _aminmax _batch_norm_no_update
    _batch_norm_with_update_functional _chunk_cat _convert_indices_from_coo_to_csr
    _convert_indices_from_csr_to_coo _ctc_loss _cummax_helper _cummin_helper _efficientzerotensor
    _functional_assert_async _functional_assert_scalar _fused_dropout
    _fused_moving_avg_obs_fq_helper _fused_sdp_choice _has_same_storage_numel
    _histogramdd_bin_edges _histogramdd_from_bin_cts _histogramdd_from_bin_tensors _index_put_impl
    _jagged_to_padded_dense_forward _lazy_clone _logcumsumexp _make_dep_token _masked_scale
    _mkldnn_reshape _mkldnn_transpose _native_batch_norm_legit_functional _nnz
    _new_zeros_with_same_feature_meta _padded_dense_to_jagged_forward _pin_memory _print
    _resize_output _stack _standard_gamma _to_dense _transform_bias_rescale_qkv _unique
    _unsafe_index_put _unsafe_masked_index_put_accumulate _upsample_lanczos2d_aa allclose
    as_strided_scatter bartlett_window batch_norm_gather_stats batch_norm_gather_stats_with_counts
    batch_norm_update_stats binary_cross_entropy binary_cross_entropy_with_logits binomial
    blackman_window cauchy dist floor_divide from_file hamming_window hann_window hardswish
    hash_tensor histogram huber_loss int_repr is_set_to kaiser_window mkldnn_adaptive_avg_pool2d
    mkldnn_max_pool3d mse_loss multi_margin_loss multilabel_margin_loss_forward nansum native_norm
    polar q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point
    qscheme record_stream smooth_l1_loss soft_margin_loss sparse_compressed_tensor
    sparse_coo_tensor sparse_mask sparse_resize sparse_resize_and_clear to_mkldnn
    unique_dim_consecutive
    """.split()  # noqa: SIM905 - a word list reads better than 400 quoted names
) | {kernel for entry in TABLE for kernel in entry.kernels}
