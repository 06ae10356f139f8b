"""Which extent of each row's output is the batch, in networks that move it about."""

import pytest
import torch
from torch import nn

from archreport import analyze
from tests.analysis import modern_nets as nets
from tests.analysis.any_nets import Calls

IDS = torch.zeros(1, 8, dtype=torch.int64)


def batch_of(function, shape, **modules):
    """The batch axis of the last row's output."""
    return analyze(Calls(lambda net, x: function(net, x) + 0, **modules), shape).rows[-1].batch_axis


@pytest.mark.parametrize(
    ("function", "shape", "axis"),
    [
        (lambda x: x.permute(1, 0, 2), (1, 20, 64), 1),
        (lambda x: x.permute((2, 1, 0)), (3, 20, 64), 2),
        (lambda x: x.transpose(0, 1), (1, 20, 64), 1),
        (lambda x: x.transpose(dim0=0, dim1=2), (1, 20, 64), 2),
        (lambda x: x.movedim(0, -1), (1, 20, 64), 2),
        (lambda x: x.movedim((0, 1), (1, 2)), (1, 20, 64), 1),
        (lambda x: x.swapaxes(0, 1), (1, 20, 64), 1),
        (lambda x: x.mT, (1, 20, 64), 0),
        (lambda x: x.T, (3, 20), 1),
        (lambda x: x.flatten(1), (1, 20, 64), 0),
        (lambda x: x.flatten(0, 1), (1, 20, 64), None),
        (lambda x: x.unflatten(2, (4, 16)), (1, 20, 64), 0),
        (lambda x: x.view(-1, 64), (2, 20, 64), None),
        (lambda x: x.view(-1, 64).view(2, 20, 64), (2, 20, 64), 0),
        (lambda x: x.reshape(x.shape[0], -1), (1, 20, 64), 0),
        (lambda x: x.unsqueeze(0), (1, 20), 1),
        (lambda x: x[None], (1, 20), 1),
        (lambda x: x.squeeze(0), (1, 20), None),
        (lambda x: x.squeeze(-1), (1, 20, 1), 0),
        (lambda x: x.squeeze(), (1, 20, 64), None),
        (lambda x: torch.stack([x, x]), (1, 20), 1),
        (lambda x: torch.stack([x, x], -1), (1, 20), 0),
        (lambda x: torch.stack(x.unbind(1)), (1, 20, 4), 1),
        (lambda x: torch.cat([x, x]), (1, 20), 0),
        (lambda x: torch.cat([x, x], 1), (1, 20), 0),
        (lambda x: x[:, 0], (1, 20, 64), 0),
        (lambda x: x[0], (1, 20, 64), None),
        (lambda x: x[..., 0, :], (1, 20, 64), 0),
        (lambda x: x[:, torch.tensor([0, 3])], (1, 20, 64), 0),
        (lambda x: x.chunk(2, 1)[1], (1, 20, 64), 0),
        (lambda x: x.mean(1), (1, 20, 64), 0),
        (lambda x: x.mean(0), (2, 20, 64), None),
        (lambda x: x.sum(0, keepdim=True), (2, 20, 64), None),
        (lambda x: x @ x.transpose(1, 2), (1, 20, 64), 0),
        (lambda x: torch.einsum("nlc,nmc->lnm", x, x), (1, 20, 64), 1),
        (lambda x: torch.zeros(1, 20) + x, (1, 20), 0),
        (lambda x: x.expand(5, 20), (1, 20), None),
        (lambda x: x.softmax(-1).cumsum(1), (4, 20), 0),
    ],
)
def test_the_batch_is_followed(function, shape, axis):
    assert batch_of(lambda net, x: function(x), shape) == axis


def test_a_layer_that_knows_its_batch_says_which_axis_of_the_input_it_is():
    attention = nn.MultiheadAttention(64, 4)
    first = nn.MultiheadAttention(64, 4, batch_first=True)
    assert batch_of(lambda n, x: n.a(x, x, x)[0], (20, 1, 64), a=attention) == 1
    assert batch_of(lambda n, x: n.a(x, x, x)[0], (1, 20, 64), a=first) == 0
    assert batch_of(lambda n, x: n.r(x)[0], (20, 1, 8), r=nn.LSTM(8, 6)) == 1
    assert batch_of(lambda n, x: n.r(x)[0], (1, 20, 8), r=nn.GRU(8, 6, batch_first=True)) == 0
    assert batch_of(lambda n, x: n.r(x)[1][0], (1, 20, 8), r=nn.LSTM(8, 6, batch_first=True)) == 1


def test_a_picture_without_a_batch_has_none():
    report = analyze(nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU()), (3, 8, 8))
    assert {row.batch_axis for row in report.rows} == {None}


def test_two_layers_that_disagree_leave_no_batch():
    def both(net, x):
        return net.one(x)[0] + net.two(x)[0]

    modules = {"one": nn.LSTM(8, 6), "two": nn.LSTM(8, 6, batch_first=True)}
    assert batch_of(both, (5, 5, 8), **modules) is None


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
def test_a_transformer_with_its_length_first():
    net = nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 4, 128), 2)
    report = analyze(net, (20, 1, 64))
    assert {row.batch_axes for row in report.rows} == {(1,)}
    text = report.table(width=None).replace("\u00a0", " ")
    assert "20 × N=1 × 64" in text
    assert "20 channels" not in text
    assert "N= marks the batch" in text
    assert " 1 × 64" not in text.replace("N=1 × 64", "")


def test_windows_and_heads_merged_with_the_batch_are_whole():
    report = analyze(nets.Swin(), (1, 3, 32, 32))
    merged = report.row("stage1.0.attention.q")
    assert (merged.out_shape, merged.batch_axis) == ((4, 16, 8), None)
    assert "[4 × 16 × 8]" in report.table(width=None).replace("\u00a0", " ")
    assert report.row("stage1.0.add").batch_axis == 0, "the windows are a map again"


def test_rows_say_it_for_every_output():
    report = analyze(Calls(lambda n, x: n.r(x)[0], r=nn.LSTM(8, 6, batch_first=True)), (1, 5, 8))
    (row,) = [row for row in report.rows if row.op == "lstm"]
    assert row.out_shapes == ((1, 5, 6), (1, 1, 6), (1, 1, 6))
    assert row.batch_axes == (0, 1, 1)


@pytest.mark.parametrize(
    ("net", "inputs"),
    [
        (nets.ViT(), (1, 3, 32, 32)),
        (nets.BERT(), IDS),
        (nets.Mixer(), (1, 3, 32, 32)),
        (nets.PVT(), (1, 3, 32, 32)),
        (nets.ConvNeXt(), (1, 3, 32, 32)),
    ],
)
def test_only_what_comes_from_no_input_is_without_a_batch(net, inputs):
    rows = analyze(net, inputs).rows
    reads_input = {row.id for row in rows if row.kind == "io"}
    for row in rows:
        if reads_input.intersection(row.inputs):
            reads_input.add(row.id)
    assert {row.id for row in rows if row.batch_axis is None} == {
        row.id for row in rows if row.id not in reads_input
    }
