"""The same values in another shape, order, precision or place in memory, under less usual names;
the usual ones are in `archreport.operations.table.structure`."""

from __future__ import annotations

from archreport.operations.entry import Operation, Words, listed
from archreport.operations.receptive_field import rules


def _moves(
    text: str,
    *,
    kernels: str = "",
    words: Words | None = None,
    field: rules.FieldRule = rules.unknown,
) -> Operation:
    """Functions that only move values, by names in a text; so do the kernels of their names."""
    names = listed(text)
    return Operation(
        names=names, kind="shape", field=field, kernels=(*names, *listed(kernels)), words=words
    )


SHAPES = (
    _moves(
        """view_copy unflatten_copy resize resize_as resize_as_sparse
        _reshape_from_tensor""",
        kernels="_mkldnn_reshape",
        words=Words("reshape", "改变形状"),
    ),
    _moves("atleast_1d atleast_2d atleast_3d unsqueeze_copy squeeze_copy"),
    _moves("broadcast_to broadcast_tensors expand_copy", words=Words("expand", "扩展")),
    _moves(
        "nt t_copy transpose_copy permute_copy",
        kernels="transpose _mkldnn_transpose",
        words=Words("transpose", "转置"),
    ),
    _moves(
        "rot90 reversed",
        field=rules.scatters,
        kernels="repeat_interleave",
        words=Words("flip", "翻转"),
    ),
    _moves("fft_fftshift fft_ifftshift", field=rules.scatters, words=Words("roll", "循环移位")),
    _moves("im2col", words=Words("unfold", "展开")),
    _moves("col2im", words=Words("fold", "折叠")),
)

PARTS = (
    _moves(
        """hsplit vsplit dsplit split_with_sizes unsafe_split unsafe_split_with_sizes unsafe_chunk
        split_copy split_with_sizes_copy""",
        kernels="chunk split tensor_split",
        words=Words("split", "切分"),
    ),
    _moves("unbind_copy select_copy slice_copy narrow_copy slice_inverse unfold_copy"),
    _moves(
        "diag diag_embed diagflat diagonal linalg_diagonal diagonal_copy",
        field=rules.scatters,
        words=Words("diagonal", "对角线"),
    ),
    _moves(
        "real imag conj", field=rules.keeps, words=Words("parts of complex numbers", "复数的部分")
    ),
    _moves(
        """view_as_real view_as_complex view_as_real_copy view_as_complex_copy _conj
        resolve_conj resolve_neg _neg_view _neg_view_copy _conj_copy""",
        words=Words("parts of complex numbers", "复数的部分"),
    ),
    _moves(
        "constant_pad_nd",
        kernels="reflection_pad3d replication_pad1d replication_pad3d",
        words=Words("pad", "填充"),
    ),
    _moves("native_channel_shuffle", words=Words("channel shuffle", "通道重排")),
    _moves("as_strided_copy"),
)

JOINS = (
    Operation(
        names=("row_stack", "column_stack", "block_diag", "_chunk_cat", "_stack"),
        kind="join",
        kernels=("block_diag", "_chunk_cat", "_stack"),
        words=Words("concat", "拼接"),
    ),
)

PRECISION = (
    Operation(
        names=listed(
            """int long short byte char bool bfloat16 cfloat cdouble chalf _cast_Byte _cast_Char
            _cast_Double _cast_Float _cast_Half _cast_Int _cast_Long _cast_Short _to_copy"""
        ),
        kind="shape",
        field=rules.takes_first,
        layout="same scale",
        words=Words("to another type", "转换类型"),
    ),
    Operation(
        names=listed("cpu cuda xpu ipu mtia pin_memory share_memory_ deepcopy"),
        kind="shape",
        field=rules.takes_first,
        layout="same scale",
        kernels=("_pin_memory",),
        words=Words("copy", "复制"),
    ),
    _moves(
        """quantize_per_tensor quantize_per_channel quantize_per_tensor_dynamic dequantize
        int_repr choose_qparams_optimized _choose_qparams_per_tensor
        _make_per_tensor_quantized_tensor _make_per_channel_quantized_tensor""",
        kernels="q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale "
        "q_zero_point qscheme",
        words=Words("to another type", "转换类型"),
    ),
    _moves(
        """alias_copy detach_copy _lazy_clone _fw_primal_copy as_subclass _to_cpu _copy_from
        set lift_copy""",
        words=Words("copy", "复制"),
    ),
)

STORAGE = (
    _moves(
        """to_sparse to_sparse_coo to_sparse_csr to_sparse_csc to_sparse_bsr to_sparse_bsc
        to_dense to_mkldnn _to_dense _to_sparse _to_sparse_csr _to_sparse_csc _to_sparse_bsr
        _to_sparse_bsc coalesce _coalesce _coalesced sparse_mask sparse_resize
        sparse_resize_and_clear values indices crow_indices col_indices ccol_indices row_indices
        _values _indices values_copy indices_copy crow_indices_copy col_indices_copy
        ccol_indices_copy row_indices_copy _values_copy _indices_copy _sparse_broadcast_to
        _sparse_broadcast_to_copy _sparse_mask_projection to_sparse_semi_structured""",
        kernels="_convert_indices_from_coo_to_csr _convert_indices_from_csr_to_coo",
        words=Words("sparse and dense", "稀疏与稠密"),
    ),
    _moves(
        """to_padded_tensor nested_to_padded_tensor nested_tensor as_nested_tensor
        nested_tensor_from_jagged _nested_tensor_from_mask _nested_tensor_from_tensor_list
        _nested_tensor_from_mask_left_aligned _nested_from_padded _nested_from_padded_tensor
        _nested_from_padded_and_nested_example _nested_view_from_buffer _nested_view_from_jagged
        _nested_get_values _nested_get_offsets _nested_get_lengths _nested_tensor_size
        _nested_tensor_strides _nested_tensor_storage_offsets""",
        kernels="_jagged_to_padded_dense_forward _padded_dense_to_jagged_forward",
        words=Words("tensor of several lengths", "不等长张量"),
    ),
    _moves(
        "_pack_padded_sequence _pad_packed_sequence",
        words=Words("sequences of several lengths", "不等长序列"),
    ),
    _moves(
        """all_gather all_gather_coalesced all_gather_single all_to_all all_to_all_single broadcast
        recv irecv send isend""",
        words=Words("between machines", "机器间传输"),
    ),
    _moves("unsafe_view _reshape_alias_copy _unsafe_view _reshape_alias"),
)

REARRANGING = (*SHAPES, *PARTS, *JOINS, *PRECISION, *STORAGE)
