"""Operations that leave every position where it is: normalisation, activations, dropout, and other
functions of each value."""

from __future__ import annotations

from archreport.operations.entry import Operation, Words
from archreport.operations.receptive_field import rules


def _activation(
    *names: str,
    aliases: tuple[str, ...] = (),
    words: Words | None = None,
    arguments: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
    kernels: tuple[str, ...] = (),
    field: rules.FieldRule = rules.keeps,
) -> Operation:
    """An activation function. ``arguments`` are those behind the input."""
    return Operation(
        names=names,
        kind="act",
        aliases=aliases,
        arguments=("input", *arguments),
        settings=settings or arguments,
        field=field,
        kernels=kernels,
        words=words,
    )


NORMALISATIONS = (
    Operation(
        names=("local_response_norm",),
        kind="norm",
        arguments=("input", "size", "alpha", "beta", "k"),
        settings=("size", "alpha", "beta", "k"),
        field=rules.spans_channels,
        words=Words("LRN", "LRN"),
        details=(
            Words(
                "n = {size}, α = {alpha}, β = {beta}, k = {k}",
                "n = {size}，α = {alpha}，β = {beta}，k = {k}",
            ),
        ),
        in_ids=("norm", "lrn"),
    ),
    Operation(
        names=("batch_norm",),
        kind="norm",
        aliases=("_native_batch_norm",),
        arguments=(
            "input", "running_mean", "running_var", "weight", "bias", "training", "momentum", "eps",
        ),
        settings=("eps",),
        field=rules.spans_map,
        kernels=(
            "_batch_norm_with_update", "_native_batch_norm_legit",
            "_native_batch_norm_legit_no_training", "cudnn_batch_norm", "miopen_batch_norm",
            "native_batch_norm",
        ),
        words=Words("batch norm", "批量归一化"),
        short_words=Words("BN", "BN"),
        in_ids=("norm", "bn"),
    ),
    Operation(
        names=("group_norm",),
        kind="norm",
        arguments=("input", "num_groups", "weight", "bias", "eps"),
        settings=("num_groups", "eps"),
        field=rules.spans_groups,
        kernels=("native_group_norm",),
        words=Words("group norm", "组归一化"),
        in_ids=("norm", "gn"),
    ),
    Operation(
        names=("layer_norm",),
        kind="norm",
        arguments=("input", "normalized_shape", "weight", "bias", "eps"),
        settings=("normalized_shape", "eps"),
        field=rules.spans_last_axes,
        kernels=("native_layer_norm",),
        words=Words("layer norm", "层归一化"),
        in_ids=("norm", "ln"),
    ),
    Operation(
        names=("instance_norm",),
        kind="norm",
        arguments=(
            "input", "running_mean", "running_var", "weight", "bias", "use_input_stats",
            "momentum", "eps",
        ),
        settings=("use_input_stats", "eps"),
        field=rules.spans_map,
        words=Words("instance norm", "实例归一化"),
    ),
    Operation(
        names=("rms_norm",),
        kind="norm",
        arguments=("input", "normalized_shape", "weight", "eps"),
        settings=("normalized_shape", "eps"),
        field=rules.spans_last_axes,
        kernels=("_fused_rms_norm",),
    ),
    Operation(
        names=("normalize",),
        kind="norm",
        arguments=("input", "p", "dim", "eps"),
        settings=("p", "dim", "eps"),
        field=rules.spans_axis,
        kernels=("linalg_vector_norm", "norm"),
    ),
)  # fmt: skip

ACTIVATIONS = (
    _activation("relu", words=Words("ReLU", "ReLU")),
    _activation("relu6", words=Words("ReLU6", "ReLU6")),
    _activation(
        "leaky_relu", words=Words("leaky ReLU", "leaky ReLU"), arguments=("negative_slope",)
    ),
    _activation("prelu", kernels=("_prelu_kernel",)),
    _activation(
        "rrelu", arguments=("lower", "upper"), kernels=("rrelu_with_noise_functional",)
    ),
    _activation("elu", "celu", arguments=("alpha",)),
    _activation("selu", "mish", "hardsigmoid", "hardswish", "softsign", "tanhshrink"),
    _activation("gelu", words=Words("GELU", "GELU"), settings=("approximate",)),
    _activation("silu", words=Words("SiLU", "SiLU")),
    _activation("sigmoid", words=Words("sigmoid", "sigmoid")),
    _activation("logsigmoid", kernels=("log_sigmoid_forward",)),
    _activation("tanh", words=Words("tanh", "tanh")),
    _activation("hardtanh", arguments=("min_val", "max_val")),
    _activation("softplus", arguments=("beta", "threshold")),
    _activation("threshold", aliases=("_threshold",), arguments=("threshold",)),
    _activation("clamp", arguments=("min", "max")),
    _activation("glu", arguments=("dim",), kernels=("glu",), field=rules.halves),
    _activation(
        "softmax", words=Words("softmax", "softmax"), arguments=("dim",),
        kernels=("_softmax", "_safe_softmax"), field=rules.spans_axis,
    ),
    _activation(
        "log_softmax", words=Words("log-softmax", "log-softmax"), arguments=("dim",),
        kernels=("_log_softmax",), field=rules.spans_axis,
    ),
    _activation("softmin", arguments=("dim",), field=rules.spans_axis),
)  # fmt: skip

DROPOUTS = (
    Operation(
        names=(
            "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_dropout",
            "feature_alpha_dropout", "stochastic_depth",
        ),
        kind="drop",
        arguments=("input", "p", "training", "inplace"),
        settings=("p",),
        field=rules.keeps,
        kernels=("native_dropout", "bernoulli", "bernoulli_"),
        words=Words("dropout {p}", "暂退法 {p}"),
        short_words=Words("dropout", "暂退法"),
        in_ids=("drop",),
    ),
)  # fmt: skip

OTHERS = (
    Operation(
        names=(
            "neg", "exp", "log", "sqrt", "rsqrt", "abs", "sign", "square", "erf", "sin", "cos",
            "reciprocal", "identity",
        ),
        kind="math",
        field=rules.keeps,
    ),
)  # fmt: skip

POINTWISE = (*NORMALISATIONS, *ACTIVATIONS, *DROPOUTS, *OTHERS)
