"""Tensors that a network makes for itself: constants, positions, noise.

Names are those of PyTorch's own lists of creation and random sampling operations
(https://docs.pytorch.org/docs/stable/torch.html#creation-ops).
"""

from __future__ import annotations

from archreport.operations.entry import Operation, Words, listed
from archreport.operations.receptive_field import rules


def _creation(
    text: str,
    *,
    kernels: str = "",
    words: Words | None = None,
    field: rules.FieldRule = rules.scatters,
) -> Operation:
    """Functions that make a tensor, by names in a text; so do the kernels of their names.

    A field of `rules.makes` says that of what they read the shape alone matters.
    """
    names = listed(text)
    return Operation(
        names=names, kind="create", field=field, kernels=(*names, *listed(kernels)), words=words
    )  # fmt: skip


CONSTANTS = (
    _creation("zeros zeros_like new_zeros zero", field=rules.makes, words=Words("zeros", "全零")),
    _creation("ones ones_like new_ones", field=rules.makes, words=Words("ones", "全一")),
    _creation("full full_like new_full", field=rules.makes, words=Words("constant", "常数")),
    _creation("fill constant_ fill_diagonal", words=Words("constant", "常数")),
    _creation(
        "empty empty_like new_empty empty_strided new_empty_strided empty_permuted empty_quantized",
        field=rules.makes,
        kernels="_efficientzerotensor _new_zeros_with_same_feature_meta",
        words=Words("empty tensor", "空张量"),
    ),
    _creation("eye dirac", field=rules.makes, words=Words("identity matrix", "单位矩阵")),
    _creation(
        """tensor as_tensor asarray new scalar_tensor from_numpy frombuffer from_file
        lift_fresh""",
        kernels="lift lift_fresh_copy",
        words=Words("tensor of given values", "给定值的张量"),
    ),
    _creation(
        "new_tensor", field=rules.makes, words=Words("tensor of given values", "给定值的张量")
    ),
    _creation(
        """sparse_coo_tensor sparse_csr_tensor sparse_csc_tensor sparse_bsr_tensor
        sparse_bsc_tensor sparse_compressed_tensor""",
        words=Words("sparse tensor", "稀疏张量"),
    ),
)

POSITIONS = (
    _creation("arange range", field=rules.makes, words=Words("positions", "位置序列")),
    _creation(
        "linspace logspace", field=rules.makes, words=Words("evenly spaced values", "等距序列")
    ),
    _creation("meshgrid", words=Words("grid of positions", "位置网格")),
    _creation("cartesian_prod combinations", words=Words("combinations", "组合")),
    _creation(
        "tril_indices triu_indices",
        field=rules.makes,
        words=Words("places of a triangle", "三角位置"),
    ),
    _creation("vander linalg_vander", words=Words("powers", "幂次")),
    _creation(
        "affine_grid affine_grid_generator cudnn_affine_grid_generator",
        words=Words("grid of positions", "位置网格"),
    ),
    _creation("fft_fftfreq fft_rfftfreq", field=rules.makes, words=Words("frequencies", "频率")),
    _creation(
        """bartlett_window blackman_window hamming_window hann_window kaiser_window""",
        words=Words("window function", "窗函数"),
    ),
)

NOISE = (
    _creation(
        "rand rand_like randn randn_like randint randint_like randperm",
        field=rules.makes,
        words=Words("random values", "随机值"),
    ),
    _creation(
        """normal uniform random
        exponential geometric cauchy log_normal bernoulli binomial poisson kaiming_uniform
        kaiming_normal xavier_uniform xavier_normal orthogonal""",
        kernels="normal_functional _standard_gamma",
        words=Words("random values", "随机值"),
    ),
)

CREATION = (*CONSTANTS, *POSITIONS, *NOISE)
