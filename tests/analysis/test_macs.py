"""Multiply-accumulates against truth derived by hand: the cases where counters go wrong."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from archreport.models.layers.locally_connected import LocallyConnected2d
from archreport.report.arithmetic import evaluate
from tests.analysis.checked import analyze
from tests.analysis.trap_nets import (
    Attention,
    ConvGate,
    FunctionalConv,
    Gram,
    LocallyConnected,
    MyConv,
    OneConvTwoParents,
    SameConvThreeTimes,
)

MAP = (1, 8, 10, 10)

# name, network, input, true MACs of convolutions, linear layers and matrix products
CASES = [
    ("conv 3x3 with bias", nn.Conv2d(8, 16, 3, padding=1), MAP, 10 * 10 * 72 * 16),
    ("grouped conv", nn.Conv2d(8, 16, 3, padding=1, groups=4), MAP, 10 * 10 * 18 * 16),
    ("depthwise conv", nn.Conv2d(8, 8, 3, padding=1, groups=8), MAP, 10 * 10 * 9 * 8),
    ("dilated conv", nn.Conv2d(8, 16, 3, padding=2, dilation=2), MAP, 10 * 10 * 72 * 16),
    ("conv 1d", nn.Conv1d(8, 16, 3, padding=1), (1, 8, 10), 10 * 24 * 16),
    ("conv 3d", nn.Conv3d(8, 16, 3, padding=1), (1, 8, 4, 4, 4), 64 * 216 * 16),
    ("transposed conv", nn.ConvTranspose2d(8, 16, 2, stride=2), (1, 8, 20, 20), 400 * 8 * 16 * 4),
    (
        "grouped transposed conv",
        nn.ConvTranspose2d(8, 16, 2, stride=2, groups=4),
        (1, 8, 20, 20),
        400 * 8 * 4 * 4,
    ),
    ("transposed conv on 1x1", nn.ConvTranspose2d(8, 16, 4), (1, 8, 1, 1), 8 * 16 * 16),
    ("functional conv", FunctionalConv(), MAP, 115_200),
    ("conv subclass", MyConv(8, 16, 3, padding=1), MAP, 115_200),
    ("linear on a sequence", nn.Linear(8, 16), (1, 50, 8), 50 * 8 * 16),
    ("locally connected, einsum", LocallyConnected("einsum"), (1, 8, 6, 6), 16 * 16 * 72),
    ("locally connected, bmm", LocallyConnected("bmm"), (1, 8, 6, 6), 16 * 16 * 72),
    (
        "locally connected, one layer",
        LocallyConnected2d(8, 16, 3, (6, 6)),
        (2, 8, 6, 6),
        2 * 16 * 16 * 72,
    ),
    ("unpooling", nn.MaxUnpool2d(2), [(1, 8, 5, 5), torch.zeros(1, 8, 5, 5).long()], 0),
    ("x times its transpose", Gram(), (10, 10), 1_000),
    ("one conv, three calls", SameConvThreeTimes(), MAP, 3 * 10 * 10 * 72 * 8),
    ("one conv, two parents", OneConvTwoParents(), MAP, 2 * 10 * 10 * 72 * 8),
    ("batch norm", nn.BatchNorm2d(8), MAP, 0),
    ("adaptive average pooling", nn.AdaptiveAvgPool2d(1), MAP, 0),
    ("max pooling and ReLU", nn.Sequential(nn.MaxPool2d(2), nn.ReLU()), MAP, 0),
    ("response normalisation", nn.LocalResponseNorm(5), MAP, 0),
    ("bilinear upsampling", nn.Upsample(scale_factor=2, mode="bilinear"), MAP, 0),
    ("bilinear form", nn.Bilinear(20, 30, 4), [(2, 20), (2, 30)], 2 * 4 * 20 * 30),
    ("pixel unshuffle", nn.PixelUnshuffle(2), MAP, 0),
    ("a leaf called ConvGate", ConvGate(), MAP, 0),
    ("attention", Attention(), (1, 20, 32), 4 * 20 * 32 * 32 + 2 * 20 * 20 * 32),
]


@pytest.mark.parametrize(("name", "net", "shape", "macs"), CASES, ids=[case[0] for case in CASES])
def test_macs_are_the_truth(name, net, shape, macs):
    report = analyze(net, shape)
    assert report.totals.macs == macs
    assert report.totals.flops == 2 * macs
    assert sum(row.macs for row in report.rows) == macs
    assert report.coverage.counted == report.coverage.total, report.coverage.unknown
    assert all(check.ok for check in report.checks), report.checks


@pytest.mark.parametrize(("name", "net", "shape", "macs"), CASES, ids=[case[0] for case in CASES])
def test_what_torchinfo_prints_is_predicted_from_the_rows(name, net, shape, macs):
    view = analyze(net, shape).torchinfo
    assert view.error == ""
    assert view.mult_adds == view.predicted_macs


def test_embedding_multiplies_nothing():
    report = analyze(nn.Embedding(100, 32), torch.zeros(1, 20, dtype=torch.long))
    assert report.totals.macs == 0
    assert report.totals.params == 3_200


@pytest.mark.parametrize(("name", "net", "shape", "macs"), CASES, ids=[case[0] for case in CASES])
def test_the_printed_sum_is_the_number(name, net, shape, macs):
    for row in analyze(net, shape).rows:
        for column, measured in (
            ("params", row.param_count),
            ("macs", row.macs),
            ("activations", row.activations),
        ):
            if column in row.sums:
                sum_ = row.sums[column]
                assert evaluate(sum_.formula, sum_.values) == sum_.result == measured


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_batches_multiply_the_work_not_the_parameters(batch):
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Flatten(), nn.Linear(4 * 6 * 6, 7))
    report = analyze(net, (batch, 3, 8, 8))
    assert report.totals.macs == batch * (36 * 27 * 4 + 144 * 7)
    assert report.totals.params == 27 * 4 + 4 + 144 * 7 + 7
    assert all(check.ok for check in report.checks)
    assert report.row("0").sums["macs"].result == report.row("0").macs


def test_an_operation_it_cannot_count_is_named():
    @torch.library.custom_op("archreport_tests::mystery", mutates_args=())
    def mystery(x: torch.Tensor) -> torch.Tensor:
        return x.clone()

    @mystery.register_fake
    def _(x):
        return torch.empty_like(x)

    class Mystery(nn.Module):
        def forward(self, x):
            return mystery(x).relu()

    coverage = analyze(Mystery(), (1, 3, 4, 4)).coverage
    assert coverage.counted == coverage.total - 1
    assert "mystery" in coverage.unknown[0]


def test_the_counter_agrees_with_pytorchs_own():
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ConvTranspose2d(8, 3, 3, stride=2, groups=1))
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        net(torch.zeros(1, 3, 16, 16))
    assert analyze(net, (1, 3, 16, 16)).totals.flops == counter.get_total_flops()
