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
