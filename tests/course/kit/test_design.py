"""Networks written as text: what comes out, and what is said of what cannot be."""

import pytest
import torch

import archreport
from archreport.course.kit.design import DesignInvalid, design, field_of_maps

GOOD = """
conv 24 7x7 stride 2   # comment
norm
relu
pool 2
conv 64 5×5 pad 0 groups 2
relu
average
dropout 0.5
linear 10
"""


def test_a_design_becomes_a_network():
    network = design(GOOD)
    assert [name for name, _ in network.named_children()] == [
        "conv1", "norm1", "relu1", "pool1", "conv2", "relu2", "average1", "flatten1", "dropout1",
        "linear1",
    ]  # fmt: skip
    report = archreport.analyze(network, (1, 3, 48, 48))
    assert report.row("conv1").out_shape == (1, 24, 24, 24)
    assert report.row("pool1").out_shape == (1, 24, 12, 12)
    assert report.row("conv2").out_shape == (1, 64, 8, 8)
    assert report.row("conv2").param_count == 5 * 5 * 12 * 64 + 64
    assert report.row("linear1").param_count == 64 * 10 + 10
    network.eval()
    assert network(torch.zeros(2, 3, 48, 48)).isfinite().all()


def test_an_even_kernel_and_another_input():
    assert design("conv 4 2x2\nflatten\nlinear 3", (1, 8, 8))(torch.zeros(1, 1, 8, 8)).shape == (
        1,
        3,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The design has no layer."),
        ("conv 8 3x3\nmagic 3", r"Line 2 (magic 3): there is no layer 'magic'."),
        ("conv 8", "Line 1 (conv 8): conv takes 2 values, here are 1."),
        ("conv 8 3", "'3' is no kernel."),
        ("conv eight 3x3", "the number of channels is a whole number from 1 on, not 'eight'."),
        ("conv 8 3x3 stride 0", "the stride is a whole number from 1 on, not '0'."),
        ("conv 8 3x3 stride", "options come in pairs."),
        ("relu stride 2", "relu takes no stride."),
        ("pool 2 groups 2", "pool takes no groups."),
        ("conv 8 3x3 groups 2", "2 groups do not divide the channels."),
        ("linear 10", "linear reads a list, but from above come maps, 3 × 48 × 48."),
        ("average\nconv 8 3x3", "conv reads maps, but from above comes a list of 3 values."),
        ("pool 16\npool 4", "Line 2 (pool 4): it does not fit on the maps from above, 3 × 3 × 3."),
        ("dropout 2", "the share is a number between 0 and 1, not '2'."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(text, message):
    with pytest.raises(DesignInvalid) as error:
        design(text)
    assert message in str(error.value)
    assert error.value.hint


@pytest.mark.parametrize("end", ["average", "flatten"])
def test_the_field_of_maps_is_that_before_every_place_is_read(end):
    """5, then 5 + (2 - 1)·2 = 7, then 7 + (3 - 1)·4 = 15, and not the 48 of what reads them all."""
    text = f"conv 8 5x5 stride 2\nrelu\npool 2\nconv 8 3x3\n{end}\nlinear 10"
    report = archreport.analyze(design(text), (1, 3, 48, 48))
    assert field_of_maps(report) == 15
    assert max(row.receptive.size[0] for row in report.rows if row.receptive) == 48


def test_a_field_that_is_too_small_is_seen_behind_an_average():
    """The laboratory's budget asks for 40 pixels; two 3×3 convolutions see five."""
    report = archreport.analyze(
        design("conv 8 3x3\nconv 8 3x3\naverage\nlinear 10"), (1, 3, 48, 48)
    )
    assert field_of_maps(report) == 5
