"""Layers that multiply: convolutions, linear layers, products of matrices."""

from __future__ import annotations

from archreport.operations import closed_forms as forms
from archreport.operations import hyper_parameters as hyper
from archreport.operations import windows
from archreport.operations.entry import Operation, Words
from archreport.operations.receptive_field import rules

LAYERS = (
    Operation(
        names=("conv1d", "conv2d", "conv3d"),
        kind="conv",
        arguments=("input", "weight", "bias", "stride", "padding", "dilation", "groups"),
        derived=hyper.convolution_channels,
        window=windows.of_weight,
        parameters=forms.convolution_params,
        macs=forms.convolution_macs,
        sizes=windows.slid_size,
        field=rules.convolves,
        words=Words("conv {kernel}", "卷积 {kernel}"),
    ),
    Operation(
        names=("deform_conv2d",),
        kind="conv",
        arguments=(
            "input", "weight", "offset", "mask", "bias", "stride_h", "stride_w", "pad_h", "pad_w",
            "dilation_h", "dilation_w", "groups", "offset_groups", "use_mask",
        ),
        settings=("offset_groups", "use_mask"),
        derived=hyper.convolution_channels,
        window=windows.of_deformable,
        parameters=forms.convolution_params,
        macs=forms.convolution_macs,
        sizes=windows.slid_size,
        words=Words("deformable conv {kernel}", "可变形卷积 {kernel}"),
    ),
    Operation(
        names=("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"),
        kind="up",
        arguments=(
            "input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation",
        ),
        derived=hyper.transposed_channels,
        window=windows.of_weight,
        parameters=forms.convolution_params,
        macs=forms.transposed_macs,
        sizes=windows.transposed_size,
        field=rules.paints,
        words=Words("transposed conv {kernel}", "转置卷积 {kernel}"),
    ),
    Operation(
        names=("locally_connected2d",),
        kind="local",
        arguments=("input", "weight", "bias", "stride"),
        derived=hyper.local_positions,
        window=windows.of_weights_by_position,
        parameters=forms.local_params,
        macs=forms.local_macs,
        sizes=windows.slid_size,
        field=rules.convolves,
        words=Words("locally connected {kernel}", "局部连接 {kernel}"),
    ),
    Operation(
        names=("linear",),
        kind="linear",
        arguments=("input", "weight", "bias"),
        derived=hyper.linear_features,
        parameters=forms.linear_params,
        macs=forms.linear_macs,
        field=rules.mixes_last,
        words=Words(
            "linear {in_features} → {out_features}", "全连接 {in_features} → {out_features}"
        ),
    ),
    Operation(
        names=("bilinear",),
        kind="linear",
        arguments=("input1", "input2", "weight", "bias"),
        derived=hyper.bilinear_features,
        parameters=forms.bilinear_params,
        macs=forms.bilinear_macs,
        field=rules.meets_mixed,
        words=Words(
            "bilinear {in1_features}, {in2_features} → {out_features}",
            "双线性 {in1_features}、{in2_features} → {out_features}",
        ),
    ),
    Operation(
        names=("matmul", "mm", "bmm"),
        kind="linear",
        macs=forms.matrix_or_vector_macs,
        field=rules.multiplies,
    ),
    Operation(
        names=("addmm", "baddbmm"),
        kind="linear",
        macs=forms.added_matrix_macs,
        field=rules.multiplies,
    ),
    Operation(
        names=("einsum",),
        kind="linear",
        arguments=("equation",),
        settings=("equation",),
        field=rules.contracts,
    ),
    Operation(
        names=("tensordot", "multi_dot", "chain_matmul", "inner"),
        kind="linear",
        field=rules.scatters,
    ),
    Operation(
        names=("mv", "dot", "vdot"),
        kind="linear",
        macs=forms.vector_macs,
        field=rules.multiplies,
        words=Words("product with a vector", "与向量的乘积"),
    ),
    Operation(
        names=("addmv",),
        kind="linear",
        macs=forms.added_vector_macs,
        field=rules.multiplies,
        words=Words("product with a vector", "与向量的乘积"),
    ),
    Operation(
        names=("addbmm",),
        kind="linear",
        macs=forms.summed_matrix_macs,
        field=rules.scatters,
    ),
    Operation(
        names=("scaled_dot_product_attention",),
        kind="linear",
        arguments=("query", "key", "value", "attn_mask", "dropout_p", "is_causal"),
        macs=forms.attention_macs,
        field=rules.attends,
        words=Words("attention", "注意力"),
    ),
    Operation(
        names=("multi_head_attention_forward",),
        kind="linear",
        arguments=(
            "query", "key", "value", "embed_dim_to_check", "num_heads", "in_proj_weight",
            "in_proj_bias", "bias_k", "bias_v", "add_zero_attn", "dropout_p", "out_proj_weight",
            "out_proj_bias",
        ),
        settings=("num_heads", "is_causal"),
        derived=hyper.added_keys,
        macs=forms.multi_head_macs,
        field=rules.attends,
        words=Words("multi-head attention", "多头注意力"),
    ),
    Operation(
        names=("lstm", "gru", "rnn_tanh", "rnn_relu"),
        kind="linear",
        arguments=(
            "input", "hx", "weights", "has_biases", "num_layers", "dropout", "train",
            "bidirectional", "batch_first",
        ),
        derived=hyper.recurrent_layers,
        macs=forms.recurrent_macs,
        field=rules.recurs,
        words=Words("recurrent layer", "循环层"),
    ),
    Operation(
        names=("lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"),
        kind="linear",
        macs=forms.recurrent_cell_macs,
        field=rules.meets_mixed,
        words=Words("recurrent cell", "循环单元"),
    ),
)  # fmt: skip
