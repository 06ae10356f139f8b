"""The three kinds of pass, with shapes alone, with fake and with real tensors, count the same."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from archreport.analysis.tracing.passes import METHODS
from tests.analysis.any_nets import Calls, ClassToken, Energy, LearnedQueries, ReplacesItself
from tests.analysis.checked import analyze

# name, network, input, MACs by hand
CASES = [
    ("LSTM", nn.LSTM(10, 20, batch_first=True), (1, 5, 10), 5 * 80 * 30),
    ("LSTM, two layers, both directions", nn.LSTM(10, 20, 2, bidirectional=True), (2, 5, 10),
     2 * 10 * (80 * 30 + 80 * 60)),
    ("LSTM with projection", nn.LSTM(10, 20, proj_size=7), (2, 5, 10), 10 * (80 * 17 + 7 * 20)),
    ("GRU", nn.GRU(10, 20, 2), (5, 3, 10), 15 * (60 * 30 + 60 * 40)),
    ("RNN", nn.RNN(10, 20, nonlinearity="relu"), (5, 3, 10), 15 * 20 * 30),
    ("attention", Calls(lambda net, x: F.scaled_dot_product_attention(x, x, x)), (2, 4, 16, 8),
     2 * 4 * 16 * 16 * 16),
    ("causal attention",
     Calls(lambda net, x: F.scaled_dot_product_attention(x, x, x, is_causal=True)), (2, 4, 16, 8),
     2 * 4 * 16 * 16 * 16),
    ("attention with a mask",
     Calls(lambda net, x, m: F.scaled_dot_product_attention(x, x, x, attn_mask=m)),
     ((2, 4, 16, 8), (16, 16)), 2 * 4 * 16 * 16 * 16),
    ("multi-head", nn.MultiheadAttention(16, 4), ((7, 2, 16), (9, 2, 16), (9, 2, 16)),
     2 * ((7 + 9 + 9 + 7) * 256 + 2 * 7 * 9 * 16)),
    ("encoder layer", nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), (2, 7, 16),
     14 * (4 * 256 + 2 * 512) + 2 * 2 * 7 * 7 * 16),
    ("convolutions", nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8)), (1, 3, 8, 8),
     36 * 27 * 8),
    ("vmap", Calls(lambda net, x: torch.vmap(net.l)(x), l=nn.Linear(4, 5)), (3, 4), 3 * 20),
    ("bilinear form", nn.Bilinear(4, 5, 6), ((2, 4), (2, 5)), 2 * 120),
    ("matrix and vector", Calls(lambda net, a, v: a @ v), ((30, 40), (40,)), 1_200),
    ("learned queries", LearnedQueries(), (1, 8), 5 * 64 + 40),
    ("class token", ClassToken(), (2, 9, 8), 20 * 64),
    ("gradient inside", Energy(), (1, 8), 16),
    ("replaces its submodule", ReplacesItself(), (1, 4), 16),
]  # fmt: skip


def lines(report):
    return [
        (row.id, row.op, row.out_shapes, row.macs, row.param_count, row.inputs, row.storage)
        for row in report.rows
    ]


@pytest.mark.parametrize(
    ("net", "given", "macs"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_every_method_counts_the_same(net, given, macs):
    reports = [analyze(net, given, method=method) for method in METHODS]
    assert [report.coverage.method for report in reports] == ["meta", "fake", "real"]
    assert [report.totals.macs for report in reports] == [macs] * 3
    assert [lines(report) for report in reports[1:]] == [lines(reports[0])] * 2
    assert [report.totals.params for report in reports[1:]] == [reports[0].totals.params] * 2
    for report in reports:
        assert [check for check in report.checks if not check.ok] == []
        assert report.coverage.counted == report.coverage.total, report.coverage
        assert all("macs" in row.sums for row in report.rows if row.macs)


@pytest.mark.parametrize(
    ("function", "method"),
    [
        (lambda net, x: net.l(x), "meta"),
        (lambda net, x: net.l(x * torch.tensor([1.0])), "fake"),
        (lambda net, x: net.l(x if x.sum().item() < 1 else -x), "real"),
    ],
)
def test_the_lightest_method_that_works_is_taken(function, method):
    assert analyze(Calls(function, l=nn.Linear(8, 8)), (1, 8)).coverage.method == method
