"""Arithmetic value by value: functions of one value or two, comparisons, logic, masks.

Names are those of PyTorch's own lists of pointwise and comparison operations
(https://docs.pytorch.org/docs/stable/torch.html#pointwise-ops).
"""

from __future__ import annotations

from archreport.operations.entry import Operation, Words, listed
from archreport.operations.receptive_field import rules


def _arithmetic(
    text: str,
    *,
    joins: bool = False,
    arguments: tuple[str, ...] = (),
    settings: tuple[str, ...] = (),
    kernels: str = "",
    words: Words | None = None,
) -> Operation:
    """Functions that leave every value where it is, by names in a text."""
    return Operation(
        names=listed(text),
        kind="math",
        joins=joins,
        arguments=arguments,
        settings=settings,
        field=rules.keeps,
        kernels=listed(kernels),
        words=words,
    )


#: Of two values at the same place, which are two branches or a value and a constant.
OF_TWO_VALUES = (
    _arithmetic("true_divide rdiv", joins=True, words=Words("divide", "相除")),
    _arithmetic(
        "floor_divide floordiv rfloordiv",
        joins=True,
        kernels="floor_divide",
        words=Words("divide and round down", "整除"),
    ),
    _arithmetic("remainder fmod mod rmod", joins=True, words=Words("remainder", "取余")),
    _arithmetic(
        """rpow float_power atan2 arctan2 hypot copysign nextafter ldexp logaddexp logaddexp2 fmax
        fmin heaviside gcd lcm igamma igammac xlogy polar complex special_gammainc
        special_gammaincc special_xlogy special_xlog1py special_zeta _add_relu""",
        joins=True,
        kernels="heaviside polar complex _add_relu",
    ),
    _arithmetic(
        """special_chebyshev_polynomial_t special_chebyshev_polynomial_u
        special_chebyshev_polynomial_v special_chebyshev_polynomial_w special_hermite_polynomial_h
        special_hermite_polynomial_he special_laguerre_polynomial_l special_legendre_polynomial_p
        special_shifted_chebyshev_polynomial_t special_shifted_chebyshev_polynomial_u
        special_shifted_chebyshev_polynomial_v special_shifted_chebyshev_polynomial_w"""
    ),
)

COMPARISONS = (
    _arithmetic("eq", words=Words("equal", "等于")),
    _arithmetic("ne not_equal", words=Words("not equal", "不等于")),
    _arithmetic("lt less", words=Words("less than", "小于")),
    _arithmetic("le less_equal", words=Words("at most", "小于等于")),
    _arithmetic("gt greater", words=Words("greater than", "大于")),
    _arithmetic("ge greater_equal", words=Words("at least", "大于等于")),
    _arithmetic(
        "isclose isfinite isinf isnan isneginf isposinf isreal signbit isin",
        kernels="isin",
    ),
)

LOGIC = (
    _arithmetic("and logical_and bitwise_and", words=Words("and", "与")),
    _arithmetic("or logical_or bitwise_or", words=Words("or", "或")),
    _arithmetic("xor logical_xor bitwise_xor", words=Words("exclusive or", "异或")),
    _arithmetic("invert logical_not bitwise_not", words=Words("not", "非")),
    _arithmetic(
        """lshift rlshift rshift rrshift bitwise_left_shift bitwise_right_shift""",
        words=Words("bit shift", "移位"),
    ),
)

OF_ONE_VALUE = (
    _arithmetic("negative", words=Words("neg", "取负")),
    _arithmetic(
        """absolute acos acosh angle arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan
        atanh ceil conj_physical _conj_physical cosh deg2rad digamma erfc erfinv exp2 expm1 fix
        floor frac frexp i0 lgamma log10 log1p log2 logit mvlgamma nan_to_num polygamma pos positive
        rad2deg round sgn sinc sinh tan trunc map_ map2_ apply_"""
    ),
    _arithmetic(
        """special_airy_ai special_bessel_j0 special_bessel_j1 special_bessel_y0 special_bessel_y1
        special_digamma special_entr special_erf special_erfc special_erfcx special_erfinv
        special_exp2 special_expm1 special_gammaln special_i0 special_i0e special_i1 special_i1e
        special_log1p special_log_ndtr special_logit special_modified_bessel_i0
        special_modified_bessel_i1 special_modified_bessel_k0 special_modified_bessel_k1
        special_multigammaln special_ndtr special_ndtri special_polygamma special_psi special_round
        special_scaled_modified_bessel_k0 special_scaled_modified_bessel_k1 special_sinc
        special_spherical_bessel_j0"""
    ),
)

MASKS = (
    _arithmetic(
        "masked_fill", kernels="masked_fill", words=Words("fill where masked", "按掩码填充")
    ),
    _arithmetic(
        "tril",
        arguments=("input", "diagonal"),
        settings=("diagonal",),
        kernels="tril",
        words=Words("lower triangle", "下三角"),
    ),
    _arithmetic(
        "triu",
        arguments=("input", "diagonal"),
        settings=("diagonal",),
        kernels="triu",
        words=Words("upper triangle", "上三角"),
    ),
    _arithmetic(
        """fake_quantize_per_tensor_affine fake_quantize_per_channel_affine
        fused_moving_avg_obs_fake_quant""",
        kernels="""_fused_moving_avg_obs_fq_helper fake_quantize_per_channel_affine_cachemask
        fake_quantize_per_tensor_affine_cachemask""",
        words=Words("rounding as if quantised", "模拟量化"),
    ),
)

#: Functions of neighbours along an axis: nothing obvious is said of their receptive fields.
DIFFERENCES = (
    Operation(
        names=("diff", "gradient"),
        kind="math",
        settings=("n", "dim"),
        words=Words("differences of neighbours", "相邻差"),
    ),
    Operation(
        names=("cross", "linalg_cross"),
        kind="math",
        field=rules.scatters,
        words=Words("cross product", "叉积"),
    ),
)  # fmt: skip

ACTIVATIONS = (
    Operation(
        names=("clip", "clamp_min", "clamp_max"),
        kind="act",
        arguments=("input", "min", "max"),
        settings=("min", "max"),
        field=rules.keeps,
        words=Words("clamp", "截断"),
    ),
    Operation(
        names=("softshrink", "hardshrink"),
        kind="act",
        arguments=("input", "lambd"),
        settings=("lambd",),
        field=rules.keeps,
    ),
    Operation(
        names=("log_sigmoid", "special_expit"), kind="act", field=rules.keeps,
    ),
    Operation(
        names=("gumbel_softmax", "special_softmax", "special_log_softmax"),
        kind="act",
        settings=("dim",),
        kernels=("exponential", "_masked_softmax"),
    ),
)  # fmt: skip

ARITHMETIC = (
    *OF_TWO_VALUES,
    *COMPARISONS,
    *LOGIC,
    *OF_ONE_VALUE,
    *MASKS,
    *DIFFERENCES,
    *ACTIVATIONS,
)
