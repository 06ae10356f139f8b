"""Products of other sorts: of outer, grouped, quantised and sparse matrices, Fourier transforms,
and linear algebra.

Where a kernel of theirs has no formula in ``archreport.analysis.tracing.kernel_formulas``, its
products are not counted, and the report says so.
"""

from __future__ import annotations

from archreport.operations import closed_forms as forms
from archreport.operations.entry import Operation, Words, listed
from archreport.operations.receptive_field import rules


def _products(
    text: str,
    words: Words | None = None,
    macs: forms.ProductRule | None = None,
    field: rules.FieldRule = rules.scatters,
) -> Operation:
    return Operation(names=listed(text), kind="linear", macs=macs, field=field, words=words)


def _fourier(text: str, words: Words) -> Operation:
    """Transforms along axes: every result reads all values along them."""
    return Operation(
        names=listed(text),
        kind="linear",
        arguments=("input", "s", "dim"),
        settings=("dim",),
        field=rules.transforms,
        words=words,
    )


MATRICES = (
    _products("linalg_matmul spmm", macs=forms.matrix_or_vector_macs),
    _products("linalg_multi_dot linalg_vecdot kron"),
    _products("outer ger addr", words=Words("outer product", "外积")),
    _products(
        "cdist pdist _cdist_forward _euclidean_dist _pdist_forward",
        words=Words("distances of all pairs", "两两距离"),
    ),
    _products("cov corrcoef", words=Words("covariance", "协方差")),
    _products(
        """matrix_power linalg_matrix_power matrix_exp linalg_matrix_exp linalg_matrix_sqrth
        _compute_linear_combination""",
        words=Words("function of a matrix", "矩阵函数"),
    ),
    _products(
        "grouped_mm _grouped_mm scaled_grouped_mm _scaled_grouped_mm _scaled_grouped_mm_v2",
        words=Words("products of groups", "分组矩阵乘积"),
    ),
    _products("_foreach_mm _trilinear"),
    _products("linear_cross_entropy", words=Words("linear layer and its loss", "全连接层及其损失")),
)

QUANTISED = (
    _products(
        """scaled_mm _scaled_mm _scaled_mm_v2 _int_mm _mixed_dtypes_linear _weight_int8pack_mm
        _weight_int4pack_mm _weight_int4pack_mm_for_cpu _dyn_quant_matmul_4bit
        _weight_int4pack_mm_with_scales_and_zeros fbgemm_linear_fp16_weight
        fbgemm_linear_fp16_weight_fp32_activation fbgemm_linear_int8_weight
        fbgemm_linear_int8_weight_fp32_activation linear_relu linear_dynamic linear_relu_dynamic
        linear_dynamic_fp16 mkldnn_linear""",
        words=Words("product at low precision", "低精度乘积"),
    ),
)

SPARSE = (
    _products(
        """smm sspaddmm hspmm hsmm dsmm saddmm sparse_sampled_addmm _sparse_mm _sparse_addmm
        _sparse_sparse_matmul _sparse_semi_structured_mm _sparse_semi_structured_addmm
        _sparse_semi_structured_linear _cslt_sparse_mm""",
        words=Words("product with a sparse matrix", "稀疏矩阵乘积"),
    ),
)

FOURIER = (
    _fourier(
        "fft_fft fft_fft2 fft_fftn fft_rfft fft_rfft2 fft_rfftn fft_hfft fft_hfft2 fft_hfftn",
        Words("Fourier transform", "傅里叶变换"),
    ),
    _fourier(
        """fft_ifft fft_ifft2 fft_ifftn fft_irfft fft_irfft2 fft_irfftn fft_ihfft fft_ihfft2
        fft_ihfftn""",
        Words("inverse Fourier transform", "傅里叶逆变换"),
    ),
    _products("_fft_c2c _fft_r2c stft", words=Words("Fourier transform", "傅里叶变换")),
    _products("_fft_c2r istft", words=Words("inverse Fourier transform", "傅里叶逆变换")),
)

LINEAR_ALGEBRA = (
    _products(
        """inverse linalg_inv linalg_inv_ex pinverse linalg_pinv linalg_tensorinv
        cholesky_inverse""",
        words=Words("inverse of a matrix", "矩阵求逆"),
    ),
    _products(
        """linalg_solve linalg_solve_ex _linalg_solve_ex linalg_solve_triangular triangular_solve
        linalg_lstsq linalg_tensorsolve lu_solve linalg_lu_solve linalg_ldl_solve cholesky_solve
        solve lstsq""",
        words=Words("system of linear equations", "线性方程组"),
    ),
    _products(
        """det linalg_det _linalg_det logdet slogdet linalg_slogdet _linalg_slogdet""",
        words=Words("determinant", "行列式"),
    ),
    _products(
        """svd svd_lowrank pca_lowrank linalg_svd _linalg_svd linalg_svdvals linalg_eig linalg_eigh
        _linalg_eigh linalg_eigvals linalg_eigvalsh lobpcg qr geqrf orgqr ormqr linalg_qr
        linalg_householder_product lu lu_unpack linalg_lu linalg_lu_factor linalg_lu_factor_ex
        linalg_ldl_factor linalg_ldl_factor_ex cholesky linalg_cholesky linalg_cholesky_ex
        linalg_polar linalg_cond linalg_matrix_rank eig symeig _lu_with_info""",
        words=Words("decomposition of a matrix", "矩阵分解"),
    ),
)

CONVOLUTIONS = (
    Operation(names=("conv_tbc",), kind="conv", words=Words("conv along time", "时间卷积")),
    Operation(
        names=listed(
            """convolution _convolution _convolution_mode cudnn_convolution
            cudnn_convolution_relu cudnn_convolution_add_relu miopen_convolution
            miopen_convolution_relu miopen_convolution_add_relu miopen_depthwise_convolution
            mkldnn_convolution _mps_convolution _nnpack_spatial_convolution"""
        ),
        kind="conv",
        words=Words("conv", "卷积"),
    ),
    Operation(
        names=listed(
            """cudnn_convolution_transpose miopen_convolution_transpose
            _mps_convolution_transpose"""
        ),
        kind="up",
        words=Words("transposed conv", "转置卷积"),
    ),
)  # fmt: skip

ATTENTION = (
    _products(
        """_scaled_dot_product_attention_math _scaled_dot_product_cudnn_attention
        _scaled_dot_product_efficient_attention _scaled_dot_product_flash_attention
        _scaled_dot_product_flash_attention_for_cpu
        _scaled_dot_product_fused_attention_overrideable _triton_scaled_dot_attention
        flex_attention""",
        words=Words("attention", "注意力"),
    ),
    _products(
        "_native_multi_head_attention _triton_multi_head_attention",
        words=Words("multi-head attention", "多头注意力"),
    ),
    _products(
        "_transformer_encoder_layer_fwd",
        words=Words("transformer encoder layer", "Transformer 编码层"),
    ),
)

#: A pass backwards, inside of the network's own: it multiplies by its matrices and kernels again.
GRADIENTS = (_products("autograd_grad", words=Words("gradients", "求梯度")),)

RECURRENT = (
    _products(
        "mkldnn_rnn_layer _cudnn_rnn miopen_rnn _lstm_mps", words=Words("recurrent layer", "循环层")
    ),
    _products(
        """quantized_lstm_cell quantized_gru_cell quantized_rnn_tanh_cell
        quantized_rnn_relu_cell""",
        words=Words("recurrent cell", "循环单元"),
    ),
)

TRANSFORMS = (
    *MATRICES,
    *QUANTISED,
    *SPARSE,
    *FOURIER,
    *LINEAR_ALGEBRA,
    *CONVOLUTIONS,
    *ATTENTION,
    *RECURRENT,
    *GRADIENTS,
)
