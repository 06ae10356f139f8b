"""Normalisation, softmax, pooling, dropout and resizing under less usual names: quantised ones, and
kernels that come out of TorchScript and exported graphs and belong to no entry of a function."""

from __future__ import annotations

from archreport.operations.entry import Operation, Words, listed
from archreport.report.model import Kind


def _spelled(text: str, kind: Kind, words: Words, kernels: str = "") -> Operation:
    """Functions by names in a text: no kernel of these names makes products of two tensors."""
    names = listed(text)
    return Operation(
        names=names, kind=kind, kernels=(*names, *listed(kernels)), words=words
    )  # fmt: skip


SPELLINGS = (
    _spelled(
        """quantized_batch_norm batch_norm_elemt batch_norm_stats batch_norm_gather_stats
        batch_norm_gather_stats_with_counts batch_norm_update_stats _batch_norm_impl_index
        _batch_norm_no_update batch_norm_backward_elemt batch_norm_backward_reduce""",
        "norm",
        Words("batch norm", "批量归一化"),
        kernels="_batch_norm_with_update_functional _native_batch_norm_legit_functional",
    ),
    _spelled("renorm", "norm", Words("norm at most", "限制范数")),
    _spelled(
        "_weight_norm _weight_norm_interface",
        "norm",
        Words("weight norm", "权重归一化"),
        kernels="_weight_norm_interface_backward",
    ),
    _spelled(
        "_sparse_softmax _nested_tensor_softmax_with_shape", "act", Words("softmax", "softmax")
    ),
    _spelled("_sparse_log_softmax", "act", Words("log-softmax", "log-softmax")),
    _spelled("rrelu_with_noise", "act", Words("leaky ReLU", "leaky ReLU")),
    _spelled("_fused_dropout _masked_scale", "drop", Words("dropout", "暂退法")),
    _spelled(
        "mkldnn_adaptive_avg_pool2d",
        "pool",
        Words("average pool", "平均池化"),
        kernels="_adaptive_avg_pool1d",
    ),
    _spelled(
        """mkldnn_max_pool2d mkldnn_max_pool3d quantized_max_pool1d quantized_max_pool2d
        quantized_max_pool3d fractional_max_pool2d_with_indices
        fractional_max_pool3d_with_indices _max_pool1d _max_pool2d _max_pool3d
        _adaptive_max_pool1d _adaptive_max_pool2d _adaptive_max_pool3d
        _fractional_max_pool2d _fractional_max_pool3d""",
        "pool",
        Words("max pool", "最大池化"),
        kernels="adaptive_max_pool1d avg_pool1d",
    ),
    _spelled(
        """_upsample_lanczos2d_aa _upsample_nearest_exact1d _upsample_nearest_exact2d
        _upsample_nearest_exact3d""",
        "up",
        Words("upsample", "上采样"),
    ),
)  # fmt: skip
