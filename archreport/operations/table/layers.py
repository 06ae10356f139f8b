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
        field=rules.slides,
        words=Words("conv {kernel}", "卷积 {kernel}"),
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
        field=rules.slides,
        words=Words("locally connected {kernel}", "局部连接 {kernel}"),
    ),
    Operation(
        names=("linear",),
        kind="linear",
        arguments=("input", "weight", "bias"),
        derived=hyper.linear_features,
        parameters=forms.linear_params,
        macs=forms.linear_macs,
        field=rules.sees_all,
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
        field=rules.sees_all,
        words=Words(
            "bilinear {in1_features}, {in2_features} → {out_features}",
            "双线性 {in1_features}、{in2_features} → {out_features}",
        ),
    ),
    Operation(
        names=("matmul", "mm", "bmm"),
        kind="linear",
        macs=forms.matrix_macs,
        field=rules.sees_all,
    ),
    Operation(
        names=("addmm", "baddbmm"),
        kind="linear",
        macs=forms.added_matrix_macs,
        field=rules.sees_all,
    ),
    Operation(names=("einsum",), kind="linear", arguments=("equation",), settings=("equation",)),
    Operation(
        names=("mv", "addmv", "scaled_dot_product_attention", "multi_head_attention_forward"),
        kind="linear",
    ),
)  # fmt: skip
