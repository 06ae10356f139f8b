"""MACs of single kernels as a processor runs them, by hand."""

from math import prod

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from archreport import analyze
from archreport.analysis.tracing.kernel_formulas import (
    kernel_name,
    macs_of,
    products_of,
    pytorchs_formula,
    verdict_of,
)
from tests.analysis.any_nets import Calls

aten = torch.ops.aten


class Kernels(TorchDispatchMode):
    """Notes what each kernel multiplies: {name: MACs}."""

    def __init__(self):
        super().__init__()
        self.macs = {}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        macs = macs_of(func, args, kwargs or {}, out)
        if macs is not None:
            self.macs[kernel_name(func)] = self.macs.get(kernel_name(func), 0) + macs
        return out


def counted(function):
    with torch.no_grad(), Kernels() as kernels:
        function()
    return kernels.macs


def t(*extents):
    return torch.zeros(extents)


def packed_linear(n_in, n_out):
    weight = torch.quantize_per_tensor(t(n_out, n_in), 0.1, 0, torch.qint8)
    return torch.ops.quantized.linear_prepack(weight, t(n_out))


@pytest.mark.parametrize(
    ("name", "function", "macs"),
    [
        ("aten.mv", lambda: t(3, 4).mv(t(4)), 12),
        ("aten.dot", lambda: t(7).dot(t(7)), 7),
        ("aten.vdot", lambda: torch.vdot(t(7).cfloat(), t(7).cfloat()), 7),
        ("aten.addmv", lambda: torch.addmv(t(3), t(3, 4), t(4)), 12),
        ("aten.addmv_", lambda: t(3).addmv_(t(3, 4), t(4)), 12),
        ("aten.addbmm", lambda: torch.addbmm(t(3, 5), t(2, 3, 4), t(2, 4, 5)), 120),
        ("aten.addmm_", lambda: t(3, 5).addmm_(t(3, 4), t(4, 5)), 60),
        ("aten.baddbmm_", lambda: t(2, 3, 5).baddbmm_(t(2, 3, 4), t(2, 4, 5)), 120),
        ("aten._addmm_activation",
         lambda: aten._addmm_activation(t(5), t(3, 4), t(4, 5)), 60),
        ("aten._int_mm", lambda: torch._int_mm(t(32, 16).char(), t(16, 8).char()), 32 * 16 * 8),
        ("aten._trilinear",
         lambda: aten._trilinear(t(2, 4), t(6, 4, 5), t(2, 5), [1, 3], [0], [1, 2], [2, 3]),
         2 * 6 * 4 * 5),
        ("aten._scaled_dot_product_flash_attention_for_cpu",
         lambda: F.scaled_dot_product_attention(t(2, 4, 16, 8), t(2, 4, 12, 8), t(2, 4, 12, 8)),
         2 * 4 * 16 * 12 * 16),
        ("aten.mkldnn_rnn_layer", lambda: nn.LSTM(10, 20, 2)(t(5, 3, 10)),
         15 * (80 * 30 + 80 * 40)),
        ("aten._native_multi_head_attention",
         lambda: nn.MultiheadAttention(16, 4, batch_first=True).eval()(
             *[t(2, 7, 16)] * 3, need_weights=False),
         2 * (4 * 7 * 256 + 2 * 7 * 7 * 16)),
        ("aten._transformer_encoder_layer_fwd",
         lambda: nn.TransformerEncoderLayer(16, 4, 32, batch_first=True).eval()(t(2, 7, 16)),
         14 * (4 * 256 + 2 * 512) + 2 * 2 * 7 * 7 * 16),
        ("aten._sparse_addmm", lambda: torch.sparse.mm(torch.eye(6).to_sparse(), t(6, 4)), 6 * 4),
        ("aten.mm", lambda: torch.eye(6).to_sparse() @ t(6, 4), 6 * 4),
        ("aten.addmm",
         lambda: torch.addmm(t(6, 4), torch.eye(6).to_sparse_csr(), t(6, 4)), 6 * 4),
        ("quantized.linear_dynamic",
         lambda: torch.ops.quantized.linear_dynamic(t(3, 8), packed_linear(8, 5)), 3 * 8 * 5),
        ("quantized.linear",
         lambda: torch.ops.quantized.linear(
             torch.quantize_per_tensor(t(3, 8), 0.1, 0, torch.quint8), packed_linear(8, 5), 0.1, 0),
         3 * 8 * 5),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore")
def test_macs_by_hand(name, function, macs):
    assert counted(function) == {name: macs}


def test_groups_of_rows_meet_one_matrix_each():
    if not hasattr(aten, "_grouped_mm"):
        pytest.skip("this PyTorch has no grouped product")
    out = torch.empty(10, 6, device="meta")
    args = (torch.empty(10, 8, device="meta"), torch.empty(4, 8, 6, device="meta"))
    assert macs_of(aten._grouped_mm.default, args, {}, out) == 10 * 8 * 6


def test_a_deformable_convolution_multiplies_like_a_plain_one():
    ops = pytest.importorskip("torchvision").ops
    net = Calls(lambda net, x, offset: ops.deform_conv2d(x, offset, net.w))
    net.w = nn.Parameter(t(4, 3, 3, 3))
    report = analyze(net, ((1, 3, 8, 8), (1, 18, 6, 6)))
    assert report.totals.macs == 36 * 27 * 4
    row = report.rows[-1]
    assert row.sums["macs"].formula == "h_out*w_out*(kh*kw*c_in)*c_out"
    assert (row.sums["params"].result, row.window.kernel, row.receptive) == (108, (3, 3), None)


def test_a_sparse_matrix_needs_its_values():
    net = Calls(lambda net, x: torch.sparse.mm(torch.eye(8).to_sparse(), x))
    report = analyze(net, (8, 3))
    assert (report.coverage.method, report.totals.macs) == ("real", 24)


def test_the_cudnn_kernel_by_its_weights():
    """Two weight matrices and two biases of one layer, at 5 · 3 steps."""
    weights = [t(80, 10), t(80, 20), t(80), t(80)]
    assert macs_of(aten._cudnn_rnn.default, (t(5, 3, 10), weights), {}, None) == 15 * (800 + 1_600)


@pytest.mark.parametrize(
    ("operator", "verdict"),
    [
        (aten.relu.default, "nothing"),
        (aten.hardswish_.default, "nothing"),
        (aten.transpose_.default, "nothing"),
        (aten.squeeze_.dim, "nothing"),
        (aten.unsqueeze_.default, "nothing"),
        (aten.masked_fill_.Scalar, "nothing"),
        (aten.scatter_add_.default, "nothing"),
        (aten.index_copy_.default, "nothing"),
        (aten.floor_divide.default, "nothing"),
        (aten.logsumexp.default, "nothing"),
        (torch.ops.prim.device.default, "nothing"),
        (aten.native_batch_norm.default, "nothing"),
        (aten.max_pool2d_with_indices.default, "nothing"),
        (aten._cdist_forward.default, "not counted"),
        (aten._fft_r2c.default, "not counted"),
        (aten.linalg_qr.default, "not counted"),
        (aten.linalg_cholesky_ex.default, "not counted"),
        (aten._convolution_double_backward.default, "unknown"),
    ],
)
def test_a_kernel_without_a_formula_has_a_verdict(operator, verdict):
    assert verdict_of(operator) == verdict


CONV = ([1, 1], [1, 1], [1, 1])


@pytest.mark.parametrize(
    ("operator", "args", "factors"),
    [
        (aten.mm.default, (t(3, 4), t(4, 5)), (3, 4, 5)),
        (aten.bmm.default, (t(2, 3, 4), t(2, 4, 5)), (2, 3, 4, 5)),
        (aten.addmm.default, (t(5), t(3, 4), t(4, 5)), (3, 4, 5)),
        (aten.baddbmm.default, (t(2, 3, 5), t(2, 3, 4), t(2, 4, 5)), (2, 3, 4, 5)),
        (aten.convolution.default,
         (t(2, 6, 7, 8), t(9, 2, 3, 3), None, *CONV, False, [0, 0], 3), (2, 7, 8, 9, 2, 3, 3)),
        (aten.convolution.default,
         (t(2, 6, 7, 8), t(6, 3, 3, 3), None, *CONV, True, [0, 0], 1), (2, 7, 8, 6, 3, 3, 3)),
        (aten.mv.default, (t(3, 4), t(4)), (3, 4)),
        (aten.dot.default, (t(4), t(4)), (4,)),
    ],
)  # fmt: skip
def test_a_product_in_factors(operator, args, factors):
    out = operator(*args)
    assert products_of(operator, args, {}, out) == (factors,)
    theirs = pytorchs_formula(operator)
    assert theirs is None or theirs(args, {}, out) == prod(factors)
