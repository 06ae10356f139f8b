"""Receptive fields in one, two and three dimensions, against gradients and by hand."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from archreport import analyze
from tests.operations.receptive_field.gradients import measured_along


class Cut(nn.Module):
    """A signal without its first five places."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 2, 3, stride=2)

    def forward(self, x):
        return self.conv(x)[:, :, 5:]


class Padded(nn.Module):
    """A volume with two slices in front, three rows above and one column at the left."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(3, 2, 3)

    def forward(self, x):
        return self.conv(F.pad(x, (1, 0, 3, 0, 2, 0)))


class Sampled(nn.Module):
    """A signal that runs down by two and up again, and is added to itself."""

    def __init__(self):
        super().__init__()
        self.down, self.up = nn.AvgPool1d(2), nn.ConvTranspose1d(3, 3, 2, stride=2)

    def forward(self, x):
        return x + self.up(self.down(x))


SIGNALS = {
    "convolutions": nn.Sequential(nn.Conv1d(3, 2, 3), nn.Conv1d(2, 2, 5)),
    "strides, padding": nn.Sequential(nn.Conv1d(3, 2, 7, 2, 3), nn.Conv1d(2, 2, 3, 2, 1)),
    "dilation": nn.Sequential(nn.Conv1d(3, 2, 3, dilation=2), nn.Conv1d(2, 2, 3, dilation=4)),
    "pooling": nn.Sequential(nn.Conv1d(3, 2, 3), nn.AvgPool1d(2), nn.ReLU(), nn.Conv1d(2, 2, 3)),
    "a slice": Cut(),
}
VOLUMES = {
    "one window": nn.Sequential(nn.Conv3d(3, 2, (1, 3, 5), padding=(0, 1, 2))),
    "strides": nn.Sequential(nn.Conv3d(3, 2, 3, stride=(1, 2, 2)), nn.Conv3d(2, 2, 3)),
    "pooling": nn.Sequential(nn.AvgPool3d((1, 2, 2)), nn.Conv3d(3, 2, 3, dilation=(2, 1, 1))),
    "a rim": Padded(),
}
PICTURES = {
    "pixel unshuffle": nn.Sequential(nn.PixelUnshuffle(2)),
    "pixel unshuffle, convolution": nn.Sequential(nn.PixelUnshuffle(4), nn.Conv2d(48, 2, 3)),
    "convolution, pixel unshuffle": nn.Sequential(nn.Conv2d(3, 2, 3), nn.PixelUnshuffle(2)),
    "pixel shuffle": nn.Sequential(nn.Conv2d(3, 8, 3, 2), nn.PixelShuffle(2)),
}


@pytest.mark.parametrize(
    ("net", "shape"),
    [
        *((net, (40,)) for net in SIGNALS.values()),
        *((net, (12, 20, 24)) for net in VOLUMES.values()),
        *((net, (24, 32)) for name, net in PICTURES.items() if name != "pixel shuffle"),
    ],
    ids=[*SIGNALS, *VOLUMES, *(name for name in PICTURES if name != "pixel shuffle")],
)
def test_the_field_is_what_gradients_touch_along_each_axis(net, shape):
    field = analyze(net, (1, 3, *shape)).rows[-1].receptive
    measured = [measured_along(net, shape, axis) for axis in range(len(shape))]
    assert list(zip(field.size, field.jump, field.start, strict=True)) == measured
    assert field.status == "exact"


def test_a_pixel_unshuffle_is_a_window_as_large_as_its_stride():
    """4 × 4 pixels become one position; a 3 × 3 convolution then sees 3 · 4 = 12."""
    report = analyze(PICTURES["pixel unshuffle, convolution"], (1, 3, 24, 32))
    unshuffled, conv = report.rows[1:]
    assert (unshuffled.receptive.size, unshuffled.receptive.jump) == ((4, 4), (4, 4))
    assert unshuffled.out_shape == (1, 48, 6, 8)
    assert (conv.receptive.size, conv.receptive.jump) == ((12, 12), (4, 4))
    assert unshuffled.sums["field"].formula == "r + (k - 1)*j"
    assert unshuffled.sums["height"].values == {"n": 24, "f": 4}
    assert {name: sum_.result for name, sum_ in unshuffled.sums.items()} == {
        "height": 6, "width": 8, "field": 4, "jump": 4, "activations": 48 * 6 * 8,
    }  # fmt: skip


def test_a_pixel_shuffle_divides_the_jump_and_sees_no_more():
    row = analyze(PICTURES["pixel shuffle"], (1, 3, 25, 33)).rows[-1]
    assert (row.receptive.size, row.receptive.jump) == ((3, 3), (1, 1))
    assert (row.sums["height"].result, row.sums["width"].result) == (24, 32)


def test_the_field_of_a_signal_by_hand():
    """3, then + (5 - 1)·2 = 11, then + (3 - 1)·2·2 = 19; jumps 2, 2, 4."""
    net = nn.Sequential(
        nn.Conv1d(3, 8, 3, stride=2), nn.Conv1d(8, 8, 5), nn.Conv1d(8, 8, 3, 2, dilation=2)
    )
    rows = analyze(net, (1, 3, 100)).rows
    assert [row.receptive.size for row in rows] == [(1,), (3,), (11,), (19,)]
    assert [row.receptive.jump for row in rows] == [(1,), (2,), (2,), (4,)]
    assert rows[-1].sums["field"].formula == "r + (k - 1)*d*j"
    assert [row.sums["length"].result for row in rows[1:]] == [49, 45, 21]


def test_a_convolution_as_deep_as_its_volume_sees_it_whole():
    net = nn.Sequential(nn.Conv3d(3, 4, 3), nn.Conv3d(4, 8, (2, 6, 6)))
    rows = analyze(net, (1, 3, 4, 8, 8)).rows
    assert [row.receptive.status for row in rows] == ["exact", "exact", "whole"]
    assert rows[-1].receptive.size == (4, 8, 8)


def test_a_classifier_of_signals_sees_the_whole():
    net = nn.Sequential(nn.Conv1d(3, 4, 3), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(4, 2))
    rows = analyze(net, (1, 3, 50)).rows
    assert [row.receptive.status for row in rows] == ["exact", "exact", "whole", "whole", "whole"]
    assert rows[-1].receptive.size == (50,)
    assert rows[2].receptive.jump == (0,)


def test_up_and_down_again_in_one_dimension():
    """Every place sees the pair that it lies in, and by the shorter path itself alone."""
    row = analyze(Sampled(), (1, 3, 40)).row("add")
    assert (row.receptive.size, row.receptive.smallest, row.receptive.jump) == ((2,), (1,), (1,))


def test_tokens_are_no_signal():
    """(N, tokens, features) has the rank of a signal, but no window slides over it."""
    net = nn.Sequential(nn.LayerNorm(8), nn.Linear(8, 8), nn.GELU())
    assert {row.receptive for row in analyze(net, (1, 20, 8)).rows} == {None}


def test_rows_as_signals_see_along_their_own_axis_only():
    class Rows(nn.Module):
        """Convolves each row of a picture as a signal of its own."""

        def __init__(self):
            super().__init__()
            self.conv = nn.Conv1d(3, 3, 3)

        def forward(self, x):
            return self.conv(x.permute(0, 2, 1, 3).flatten(0, 1))

    field = analyze(Rows(), (1, 3, 8, 8)).row("conv").receptive
    assert (field.size, field.status) == ((1, 3), "exact")


def test_fields_are_those_of_inputs_with_the_dimensions_of_the_first():
    class Both(nn.Module):
        def __init__(self):
            super().__init__()
            self.one, self.two = nn.Conv1d(3, 4, 3), nn.Conv2d(3, 4, 3)

        def forward(self, signal, picture):
            return self.one(signal).mean(2) + self.two(picture).mean((2, 3))

    report = analyze(Both(), [(1, 3, 10), (1, 3, 9, 9)])
    assert report.row("one").receptive.size == (3,)
    assert report.row("two").receptive is None
    assert report.row("add").receptive is None


def test_the_picture_of_the_first_input_says_how_far_the_whole_reaches():
    with torch.device("meta"):
        net = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.Flatten(), nn.Linear(4 * 6 * 9, 2))
    assert analyze(net, (1, 3, 6, 9)).rows[-1].receptive.size == (6, 9)
