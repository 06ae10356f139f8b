"""Many values to fewer: sums and extremes along axes, running sums, distances, losses.

Names are those of PyTorch's own list of reductions
(https://docs.pytorch.org/docs/stable/torch.html#reduction-ops).
"""

from __future__ import annotations

from archreport.operations.entry import Operation, Words, listed
from archreport.operations.receptive_field import rules


def _reduction(
    text: str,
    *,
    arguments: tuple[str, ...] = ("input", "dim", "keepdim"),
    joins: bool = False,
    kernels: str = "",
    words: Words | None = None,
    field: rules.FieldRule = rules.unknown,
) -> Operation:
    """Functions along axes, by names in a text. Kernels of their names multiply nothing pairwise
    over two tensors: their products, where they have any, are no MACs."""
    names = listed(text)
    return Operation(
        names=names,
        kind="reduce",
        joins=joins,
        arguments=arguments,
        settings=arguments[1:],
        field=field,
        kernels=(*names, *listed(kernels)),
        words=words,
    )


ALONG_AXES = (
    # of two tensors the larger or the smaller value at each place
    _reduction("max min", joins=True, field=rules.reduces, kernels="_aminmax"),
    _reduction("amin aminmax nanmean nansum prod logsumexp special_logsumexp", field=rules.reduces),
    _reduction(
        "std var std_mean var_mean",
        field=rules.reduces,
        arguments=("input", "dim", "unbiased", "keepdim"),
    ),
    _reduction("median nanmedian mode", field=rules.reduces),
    _reduction(
        "quantile nanquantile",
        field=rules.reduces,
        arguments=("input", "q", "dim", "keepdim"),
    ),
    _reduction("argmax argmin", field=rules.reduces),
    _reduction("all any _is_all_true _is_any_true count_nonzero", field=rules.reduces),
    _reduction("trace", arguments=("input",), field=rules.scatters),
    _reduction("sum_to_size segment_reduce", arguments=("input",)),
    _reduction(
        "norm frobenius_norm native_norm",
        field=rules.reduces,
        arguments=("input", "p", "dim", "keepdim"),
        words=Words("norm", "范数"),
    ),
    _reduction(
        "linalg_vector_norm linalg__powsum",
        field=rules.reduces,
        arguments=("input", "ord", "dim", "keepdim"),
        words=Words("norm", "范数"),
    ),
    # some by the decomposition of a matrix, whose kernels are not counted
    Operation(
        names=("linalg_norm", "nuclear_norm", "linalg_matrix_norm"),
        kind="reduce",
        arguments=("input", "ord", "dim"),
        field=rules.reduces,
        settings=("ord", "dim", "keepdim"),
        words=Words("matrix norm", "矩阵范数"),
    ),
    _reduction(
        "norm_except_dim", arguments=("input", "pow", "dim"), words=Words("norm", "范数")
    ),
    _reduction(
        "bincount histc histogram histogramdd",
        arguments=("input",),
        kernels="""_histogramdd_bin_edges _histogramdd_from_bin_cts
        _histogramdd_from_bin_tensors""",
        words=Words("histogram", "直方图"),
    ),
    _reduction("hash_tensor", arguments=("input",)),
    _reduction(
        "all_reduce all_reduce_coalesced reduce_scatter reduce_scatter_single",
        arguments=("input",),
        words=Words("sum over machines", "跨机器求和"),
    ),
)  # fmt: skip

#: As many values as before: each reduces those up to its place.
RUNNING = (
    _reduction(
        "cumsum",
        field=rules.runs_along,
        arguments=("input", "dim"),
        words=Words("running sum", "累加"),
    ),
    _reduction(
        "cumprod",
        field=rules.runs_along,
        arguments=("input", "dim"),
        words=Words("running product", "累乘"),
    ),
    _reduction(
        "cummax cummin logcumsumexp",
        field=rules.runs_along,
        arguments=("input", "dim"),
        kernels="_cummax_helper _cummin_helper _logcumsumexp",
    ),
    _reduction(
        "trapz trapezoid cumulative_trapezoid",
        arguments=("input",),
        words=Words("integral by trapezoids", "梯形积分"),
    ),
)

COMPARED = (
    _reduction("dist", arguments=("input", "other", "p"), words=Words("distance", "距离")),
    _reduction(
        "pairwise_distance",
        arguments=("x1", "x2", "p", "eps", "keepdim"),
        words=Words("distance", "距离"),
    ),
    _reduction(
        "cosine_similarity",
        arguments=("x1", "x2", "dim", "eps"),
        words=Words("cosine similarity", "余弦相似度"),
    ),
    Operation(
        names=listed(
            """binary_cross_entropy binary_cross_entropy_with_logits cosine_embedding_loss
            cross_entropy ctc_loss gaussian_nll_loss hinge_embedding_loss huber_loss kl_div l1_loss
            margin_ranking_loss miopen_ctc_loss mse_loss multi_margin_loss multilabel_margin_loss
            multilabel_soft_margin_loss nll_loss poisson_nll_loss smooth_l1_loss soft_margin_loss
            triplet_margin_loss triplet_margin_with_distance_loss"""
        ),
        kind="reduce",
        settings=("reduction",),
        kernels=listed(
            """_ctc_loss binary_cross_entropy binary_cross_entropy_with_logits huber_loss mse_loss
            multi_margin_loss multilabel_margin_loss_forward nll_loss2d_forward nll_loss_forward
            smooth_l1_loss soft_margin_loss"""
        ),
        words=Words("loss", "损失"),
    ),
)

REDUCTIONS = (*ALONG_AXES, *RUNNING, *COMPARED)
