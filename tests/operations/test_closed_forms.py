"""Closed forms by hand: formulas and values, apart from what a trace measures."""

import pytest
import torch
from torch import nn
from torch.nn.utils.parametrizations import weight_norm
from torch.profiler import ProfilerActivity, profile

from archreport import analyze


@pytest.mark.parametrize(
    ("net", "shape", "formula", "count"),
    [
        (nn.Conv1d(8, 16, 3), (1, 8, 10), "(kw*c_in)*c_out + c_out", 3 * 8 * 16 + 16),
        (nn.Conv3d(8, 16, 3, bias=False), (1, 8, 4, 4, 4), "(kd*kh*kw*c_in)*c_out", 27 * 8 * 16),
        (nn.Conv2d(8, 16, 3, groups=4), (1, 8, 4, 4), "(kh*kw*(c_in/g))*c_out + c_out",
         9 * 2 * 16 + 16),
        (nn.ConvTranspose2d(8, 16, 3, groups=4), (1, 8, 4, 4), "(kh*kw*c_in)*(c_out/g) + c_out",
         9 * 8 * 4 + 16),
        (nn.Linear(30, 7), (1, 30), "n_in*n_out + n_out", 30 * 7 + 7),
        (nn.BatchNorm2d(8), (1, 8, 4, 4), "n1_0 + n2_0", 16),
        (nn.PReLU(), (1, 8, 4, 4), "n1_0", 1),
    ],
)  # fmt: skip
def test_parameters_by_hand(net, shape, formula, count):
    sum_ = analyze(net, shape).rows[-1].sums["params"]
    assert (sum_.formula, sum_.result) == (formula, count)


def test_a_bias_alone_is_counted_as_what_it_is():
    """The weight of a weight-normalised layer is computed by rows of its own."""
    report = analyze(weight_norm(nn.Conv2d(3, 4, 3)), (1, 3, 8, 8))
    conv = next(row for row in report.rows if row.op == "conv2d")
    assert conv.sums["params"].result == conv.param_count == 4
    assert all(check.ok for check in report.checks), report.checks


# -- bilinear forms: y_o = x1ᵀ W_o x2 + b_o ------------------------------------------------------


@pytest.mark.parametrize(
    ("n1", "n2", "n_out", "batch"), [(3, 5, 7, 2), (20, 30, 4, 1), (1, 1, 1, 3)]
)
def test_a_bilinear_form_by_hand(n1, n2, n_out, batch):
    """For each output a product of three numbers for each weight, by our definition one MAC."""
    report = analyze(nn.Bilinear(n1, n2, n_out), [(batch, n1), (batch, n2)])
    row = report.rows[-1]
    assert (row.kind, row.op) == ("linear", "bilinear")
    assert row.param_count == row.sums["params"].result == n_out * n1 * n2 + n_out
    assert row.sums["params"].formula == "n_out*n1*n2 + n_out"
    assert row.macs == row.sums["macs"].result == batch * n_out * n1 * n2
    assert row.hyper == {
        "in1_features": n1, "in2_features": n2, "out_features": n_out, "bias": True,
    }  # fmt: skip
    assert report.coverage.counted == report.coverage.total
    assert all(check.ok for check in report.checks), report.checks


def test_a_bilinear_form_without_bias_over_sequences():
    report = analyze(nn.Bilinear(3, 5, 7, bias=False), [(2, 6, 3), (2, 6, 5)])
    row = report.rows[-1]
    assert row.sums["params"].formula == "n_out*n1*n2"
    assert row.macs == row.sums["macs"].result == 2 * 6 * 7 * 3 * 5


def test_the_kernel_of_a_bilinear_form_multiplies_once_more_for_each_intermediate_value():
    """PyTorch's kernel makes x1ᵀ W first, a matrix product with one MAC for each weight, and then
    its product with x2: n2 more for each output, which no tool counts."""
    net, n1, n2, batch = nn.Bilinear(6, 5, 4), 6, 5, 3
    with torch.no_grad(), profile(activities=[ProfilerActivity.CPU], record_shapes=True) as seen:
        net(torch.rand(batch, n1), torch.rand(batch, n2))
    products = [event.input_shapes[:2] for event in seen.events() if event.name == "aten::bmm"]
    multiplied = sum(b * m * k * n for (b, m, k), (_, _, n) in products)
    counted = analyze(net, [(batch, n1), (batch, n2)]).totals.macs
    assert multiplied == counted + batch * 4 * n2


# -- recurrent layers, attention, products with vectors --------------------------------------------


@pytest.mark.parametrize(
    ("net", "shape", "macs"),
    [
        (nn.LSTM(10, 20), (5, 3, 10), 15 * 4 * 20 * 30),
        (nn.LSTM(10, 10), (5, 3, 10), 15 * 4 * 10 * 20),
        (nn.LSTM(10, 20), (5, 10), 5 * 4 * 20 * 30),
        (nn.LSTM(10, 20, bias=False), (5, 3, 10), 15 * 4 * 20 * 30),
        (nn.LSTM(10, 20, 3), (5, 3, 10), 15 * 80 * (30 + 40 + 40)),
        (nn.LSTM(10, 20, bidirectional=True), (5, 3, 10), 2 * 15 * 80 * 30),
        (nn.LSTM(10, 20, 3, bidirectional=True), (5, 3, 10), 2 * 15 * 80 * (30 + 60 + 60)),
        (nn.LSTM(10, 20, proj_size=7), (5, 3, 10), 15 * (80 * 17 + 140)),
        (nn.LSTM(10, 20, 2, proj_size=7, bidirectional=True), (5, 3, 10),
         2 * 15 * (80 * 17 + 140 + 80 * 21 + 140)),
        (nn.GRU(10, 20), (5, 3, 10), 15 * 60 * 30),
        (nn.GRU(10, 20, 2, bidirectional=True), (5, 3, 10), 2 * 15 * 60 * (30 + 60)),
        (nn.RNN(10, 20), (5, 3, 10), 15 * 20 * 30),
        (nn.RNN(10, 20, 2, nonlinearity="relu"), (5, 3, 10), 15 * 20 * (30 + 40)),
        (nn.LSTMCell(10, 20), (3, 10), 3 * 80 * 30),
        (nn.GRUCell(10, 20), (3, 10), 3 * 60 * 30),
        (nn.RNNCell(10, 20), (3, 10), 3 * 20 * 30),
        (nn.RNNCell(10, 20, nonlinearity="relu"), (10,), 20 * 30),
        (nn.MultiheadAttention(16, 4), ((7, 2, 16), (9, 2, 16), (9, 2, 16)),
         2 * ((7 + 9 + 9 + 7) * 256 + 2 * 7 * 9 * 16)),
        (nn.MultiheadAttention(16, 2, kdim=6, vdim=5), ((7, 2, 16), (9, 2, 6), (9, 2, 5)),
         2 * (7 * 256 + 9 * 6 * 16 + 9 * 5 * 16 + 2 * 7 * 9 * 16 + 7 * 256)),
        (nn.MultiheadAttention(16, 4), ((7, 16), (9, 16), (9, 16)),
         (7 + 9 + 9 + 7) * 256 + 2 * 7 * 9 * 16),
    ],
)  # fmt: skip
def test_recurrent_layers_and_attention_by_hand(net, shape, macs):
    report = analyze(net, shape)
    row = max(report.rows, key=lambda row: row.macs)
    assert report.totals.macs == row.macs == row.sums["macs"].result == macs
    assert "n1_0" not in row.sums["macs"].formula, "no closed form"
    assert all(check.ok for check in report.checks), report.checks


class Product(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *tensors):
        return self.function(*tensors)


def attend(q, k, v):
    return nn.functional.scaled_dot_product_attention(q, k, v)


@pytest.mark.parametrize(
    ("function", "shapes", "formula", "macs"),
    [
        (torch.mv, ((3, 4), (4,)), "m*k", 12),
        (torch.dot, ((4,), (4,)), "k", 4),
        (torch.vdot, ((4,), (4,)), "k", 4),
        (torch.addmv, ((3,), (3, 4), (4,)), "m*k", 12),
        (torch.addbmm, ((3, 5), (2, 3, 4), (2, 4, 5)), "b*m*k*n", 120),
        (torch.matmul, ((4,), (4,)), "k", 4),
        (torch.matmul, ((3, 4), (4,)), "m*k", 12),
        (torch.matmul, ((2, 3, 4), (4,)), "m*k", 24),
        (torch.matmul, ((4,), (4, 5)), "k*n", 20),
        (torch.matmul, ((4,), (2, 4, 5)), "batch*k*n", 40),
        (torch.matmul, ((2, 3, 4), (4, 5)), "batch*m*k*n", 120),
        (torch.matmul, ((2, 1, 3, 4), (6, 4, 5)), "batch*m*k*n", 12 * 60),
        (attend, ((1, 1, 3, 4), (1, 1, 5, 4), (1, 1, 5, 6)), "n_q*n_k*(d + d_v)", 150),
        (attend, ((3, 4), (5, 4), (5, 6)), "n_q*n_k*(d + d_v)", 150),
        (attend, ((2, 7, 3, 4), (2, 7, 5, 4), (2, 7, 5, 6)), "batch*heads*n_q*n_k*(d + d_v)",
         2 * 7 * 150),
    ],
)  # fmt: skip
def test_products_by_hand(function, shapes, formula, macs):
    report = analyze(Product(function), shapes)
    sum_ = report.rows[-1].sums["macs"]
    assert (report.totals.macs, sum_.result, sum_.formula) == (macs, macs, formula)
    assert all(check.ok for check in report.checks), report.checks


def test_an_operation_without_a_closed_form_has_the_products_of_its_kernels():
    """einsum makes one product of matrices: 2 times 3 × 4 by 4 × 5."""
    contract = Product(lambda a, b: torch.einsum("bij,bjk->bik", a, b))
    sum_ = analyze(contract, ((2, 3, 4), (2, 4, 5))).rows[-1].sums["macs"]
    assert sum_.result == 120
    assert sorted(sum_.values.values()) == [2, 3, 4, 5]
