"""Operations along axes of a tensor: sums and other statistics, sorting, Fourier transforms.

With them what reads at places that values say, comparisons, whose results choose between values,
and what is made in the shape of another tensor.
"""

from __future__ import annotations

from archreport.operations.entry import Operation
from archreport.operations.receptive_field import rules

REDUCTIONS = (
    Operation(
        names=(
            "amin", "aminmax", "max", "min", "argmax", "argmin", "prod", "any", "all", "median",
            "nanmedian", "nansum", "nanmean", "mode", "var", "std", "var_mean", "std_mean",
            "logsumexp", "count_nonzero",
        ),
        kind="other",
        arguments=("input", "dim"),
        settings=("dim", "keepdim"),
        field=rules.reduces,
    ),
    Operation(
        names=(
            "norm", "linalg_norm", "linalg_vector_norm", "vector_norm", "quantile", "nanquantile",
        ),
        kind="other",
        arguments=("input", "p", "dim"),
        settings=("p", "dim", "keepdim"),
        field=rules.reduces,
    ),
)  # fmt: skip

ALONG_ONE = (
    Operation(
        names=("cumsum", "cumprod", "cummax", "cummin", "logcumsumexp"),
        kind="other",
        arguments=("input", "dim"),
        settings=("dim",),
        field=rules.runs_along,
    ),
    Operation(
        names=("sort", "argsort", "msort"),
        kind="other",
        arguments=("input", "dim"),
        settings=("dim",),
        field=rules.sorts,
    ),
    Operation(
        names=("topk", "kthvalue"),
        kind="other",
        arguments=("input", "k", "dim"),
        settings=("k", "dim"),
        field=rules.sorts,
    ),
    Operation(
        names=tuple(
            f"fft_{way}{axes}"
            for way in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
            for axes in ("", "2", "n")
        ),
        kind="other",
        arguments=("input", "s", "dim"),
        settings=("dim",),
        field=rules.transforms,
    ),
    Operation(
        names=("fft_fftshift", "fft_ifftshift"),
        kind="other",
        arguments=("input", "dim"),
        settings=("dim",),
        field=rules.scatters,
    ),
)

COMPARISONS = (
    Operation(
        names=("ge", "gt", "le", "lt", "eq", "ne", "real", "imag", "angle", "conj"),
        kind="other",
        field=rules.keeps,
    ),
)

MADE = (
    Operation(
        names=(
            "new_zeros", "new_ones", "new_full", "new_empty", "new_tensor", "zeros_like",
            "ones_like", "full_like", "empty_like", "rand_like", "randn_like", "randint_like",
        ),
        kind="other",
        field=rules.makes,
    ),
)  # fmt: skip

BY_VALUES = (
    Operation(
        names=(
            "affine_grid", "grid_sample", "deform_conv2d", "rot90", "take", "masked_select",
            "index_add", "index_copy", "index_fill", "index_put", "scatter", "scatter_add",
            "scatter_reduce", "masked_scatter", "bucketize", "searchsorted", "cdist",
            "diagonal", "diag", "diag_embed", "trace", "outer", "kron", "cross",
        ),
        kind="other",
        field=rules.scatters,
    ),
)  # fmt: skip

ALONG_AXES = (*REDUCTIONS, *ALONG_ONE, *COMPARISONS, *MADE, *BY_VALUES)
