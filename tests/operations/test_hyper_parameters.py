"""Which arguments of a call become hyper-parameters, and what is read off others."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from archreport import analyze
from archreport.operations.call import Arguments
from archreport.operations.hyper_parameters import read_call
from archreport.operations.table import UNKNOWN


def of(net, shape=(1, 4, 8, 8)):
    """The hyper-parameters of the last row."""
    return analyze(net, shape).rows[-1].hyper


@pytest.mark.parametrize(
    ("net", "hyper"),
    [
        (nn.Conv2d(4, 6, 3, groups=2), {"in_channels": 4, "out_channels": 6, "bias": True}),
        (
            nn.ConvTranspose2d(4, 6, 3, groups=2, bias=False),
            {"in_channels": 4, "out_channels": 6, "bias": False},
        ),
        (nn.MaxPool2d(2), {"ceil_mode": False}),
        (nn.AdaptiveAvgPool2d((2, 3)), {"output_size": (2, 3)}),
        (nn.Dropout(0.3), {"p": 0.3}),
        (nn.BatchNorm2d(4), {"eps": 1e-5}),
        (nn.LocalResponseNorm(5), {"size": 5, "alpha": 1e-4, "beta": 0.75, "k": 1.0}),
        (nn.Softmax(1), {"dim": 1}),
        (nn.PixelUnshuffle(2), {"downscale_factor": 2}),
        (nn.PixelShuffle(2), {"upscale_factor": 2}),
        (nn.Threshold(0.1, 20.0), {"threshold": 0.1}),
        (nn.ReLU(inplace=True), {}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else "",
)
def test_what_shapes_a_module_is_kept(net, hyper):
    assert of(net) == hyper


def test_features_of_a_linear_layer():
    assert of(nn.Linear(8, 3)) == {"in_features": 8, "out_features": 3, "bias": True}


def test_a_computed_weight_and_bias_are_read_like_parameters():
    class Standardised(nn.Conv2d):
        def forward(self, x):
            weight = self.weight - self.weight.mean((1, 2, 3), keepdim=True)
            return F.conv2d(x, weight, self.bias * 2)

    rows = analyze(Standardised(4, 6, 3), (1, 4, 8, 8)).rows
    conv = next(row for row in rows if row.op == "conv2d")
    assert conv.hyper == {"in_channels": 4, "out_channels": 6, "bias": True}
    assert conv.window.kernel == (3, 3)


def test_an_unknown_operation_keeps_all_plain_arguments_but_what_shapes_nothing():
    values = {"n": 3, "mode": "x", "sizes": [1, 2], "odd": object(), "training": True, "groups": 2}
    call = read_call(UNKNOWN, Arguments("mystery", values, {}), ((1, 2),), (1, 2), ((1, 2),))
    assert call.hyper == {"n": 3, "mode": "x", "sizes": (1, 2), "groups": 2}
    assert (call.window, call.groups) == (None, 1)


def test_a_slice_says_where_it_starts_and_steps_in_each_dimension():
    class Slices(nn.Module):
        def forward(self, x):
            return x[:, :, 1::2, 3:]

    assert of(Slices()) == {"start": (1, 3), "step": (2, 1)}


def test_a_slice_is_led_through_in_one_dimension():
    class Signal(nn.Module):
        def forward(self, x):
            return torch.relu(x)[:, :, 3:]

    assert of(Signal(), (1, 4, 9)) == {"start": (3,), "step": (1,)}
