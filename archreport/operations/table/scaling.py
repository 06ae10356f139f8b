"""Operations between resolutions: pooling, and what enlarges or rearranges a map."""

from __future__ import annotations

from archreport.operations import windows
from archreport.operations.entry import Operation, Words
from archreport.operations.receptive_field import rules

SCALING = (
    Operation(
        names=(
            "max_pool1d", "max_pool2d", "max_pool3d",
            "max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d_with_indices",
        ),
        kind="pool",
        arguments=(
            "input", "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices",
        ),
        settings=("ceil_mode",),
        window=windows.of_kernel_size,
        sizes=windows.slid_size,
        field=rules.slides,
        kernels=("max_pool2d_with_indices", "max_pool3d_with_indices"),
        words=Words("max pool {kernel}", "最大池化 {kernel}"),
    ),
    Operation(
        names=("avg_pool1d", "avg_pool2d", "avg_pool3d"),
        kind="pool",
        arguments=("input", "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad"),
        settings=("ceil_mode", "count_include_pad"),
        window=windows.of_kernel_size,
        sizes=windows.slid_size,
        field=rules.slides,
        kernels=("avg_pool2d", "avg_pool3d"),
        words=Words("average pool {kernel}", "平均池化 {kernel}"),
    ),
    Operation(
        names=("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"),
        kind="pool",
        arguments=("input", "output_size"),
        settings=("output_size",),
        field=rules.adapts,
        kernels=("_adaptive_avg_pool2d", "_adaptive_avg_pool3d"),
        words=Words("average pool to {output_size}", "平均池化至 {output_size}"),
        words_to_one=Words("global average pool", "全局平均池化"),
    ),
    Operation(
        names=(
            "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d",
            "adaptive_max_pool1d_with_indices", "adaptive_max_pool2d_with_indices",
            "adaptive_max_pool3d_with_indices",
        ),
        kind="pool",
        arguments=("input", "output_size", "return_indices"),
        settings=("output_size",),
        field=rules.adapts,
        kernels=("adaptive_max_pool2d", "adaptive_max_pool3d"),
        words=Words("max pool to {output_size}", "最大池化至 {output_size}"),
        words_to_one=Words("global max pool", "全局最大池化"),
    ),
    Operation(
        names=("lp_pool1d", "lp_pool2d", "lp_pool3d"),
        kind="pool",
        arguments=("input", "norm_type", "kernel_size", "stride", "ceil_mode"),
        settings=("norm_type", "ceil_mode"),
        window=windows.of_kernel_size,
        sizes=windows.slid_size,
        field=rules.slides,
    ),
    Operation(
        names=("fractional_max_pool2d", "fractional_max_pool3d"),
        kind="pool",
        settings=("output_size",),
        kernels=("fractional_max_pool2d", "fractional_max_pool3d"),
        words=Words("fractional max pool to {output_size}", "分数最大池化至 {output_size}"),
    ),
    Operation(
        names=("max_unpool1d", "max_unpool2d", "max_unpool3d"),
        kind="up",
        arguments=("input", "indices", "kernel_size", "stride", "padding", "output_size"),
        window=windows.of_kernel_size,
        sizes=windows.unpooled_size,
        field=rules.paints,
        kernels=("max_unpool2d", "max_unpool3d"),
        words=Words("unpool {kernel}", "反池化 {kernel}"),
    ),
    Operation(
        names=("interpolate", "upsample"),
        kind="up",
        arguments=("input", "size", "scale_factor", "mode", "align_corners"),
        settings=("size", "scale_factor", "mode", "align_corners", "antialias"),
        field=rules.resizes,
        kernels=(
            "upsample_nearest1d", "upsample_nearest2d", "upsample_nearest3d",
            "upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d",
            "upsample_bicubic2d", "_upsample_bilinear2d_aa", "_upsample_bicubic2d_aa",
        ),
        words=Words("upsample", "上采样"),
        details=(Words("×{scale_factor}", "×{scale_factor}"), Words("{mode}", "{mode}")),
    ),
    Operation(names=("upsample_nearest", "upsample_bilinear"), kind="up"),
    Operation(
        names=("pixel_shuffle",),
        kind="up",
        arguments=("input", "upscale_factor"),
        settings=("upscale_factor",),
        sizes=windows.shuffled_size,
        field=rules.resizes,
        layout="other scale",
        kernels=("pixel_shuffle",),
        words=Words("pixel shuffle", "像素重排"),
    ),
    Operation(
        names=("pixel_unshuffle",),
        kind="shape",
        arguments=("input", "downscale_factor"),
        settings=("downscale_factor",),
        sizes=windows.unshuffled_size,
        field=rules.unshuffles,
        layout="other scale",
        kernels=("pixel_unshuffle",),
        words=Words("pixel unshuffle", "像素逆重排"),
    ),
)  # fmt: skip
