"""Windows read off arguments, and the output sizes that they give."""

import pytest
from torch import nn

from archreport import analyze
from archreport.operations import windows
from archreport.operations.call import Arguments
from archreport.report.model import Window


def test_one_number_stands_for_all_dimensions():
    assert windows.window(3, 2, dimensions=3) == Window(
        (3, 3, 3), (2, 2, 2), (0, 0, 0), (1, 1, 1), (0, 0, 0)
    )
    assert windows.window((1, 7), padding=(0, 3)).padding == (0, 3)


def test_a_window_along_one_axis():
    window = windows.window((3, 5), (1, 2), (0, 4), (6, 7))
    assert window.along(0) == (3, 1, 0, 6)
    assert window.along(-1) == (5, 2, 4, 7)


@pytest.mark.parametrize(
    ("op", "dimensions"),
    [("conv1d", 1), ("max_pool2d_with_indices", 2), ("conv_transpose3d", 3), ("linear", 0)],
)
def test_dimensions_are_in_the_name(op, dimensions):
    assert windows.dimensions_of(op) == dimensions


@pytest.mark.parametrize(
    ("net", "shape", "window", "groups"),
    [
        (nn.Conv1d(4, 8, 5, 2, 1, groups=2), (1, 4, 20),
         Window((5,), (2,), (1,), (1,), (0,)), 2),
        (nn.Conv2d(4, 4, (1, 7), padding="same"), (1, 4, 9, 9),
         Window((1, 7), (1, 1), (0, 3), (1, 1), (0, 0)), 1),
        (nn.Conv2d(4, 4, 3, padding="same", dilation=2), (1, 4, 9, 9),
         Window((3, 3), (1, 1), (2, 2), (2, 2), (0, 0)), 1),
        (nn.Conv2d(4, 4, 3, padding="valid"), (1, 4, 9, 9),
         Window((3, 3), (1, 1), (0, 0), (1, 1), (0, 0)), 1),
        (nn.Conv3d(4, 4, (1, 3, 5), (1, 2, 1)), (1, 4, 9, 9, 9),
         Window((1, 3, 5), (1, 2, 1), (0, 0, 0), (1, 1, 1), (0, 0, 0)), 1),
        (nn.ConvTranspose2d(4, 4, 3, 2, 1, output_padding=1, groups=4), (1, 4, 9, 9),
         Window((3, 3), (2, 2), (1, 1), (1, 1), (1, 1)), 4),
        (nn.MaxPool2d(3, dilation=2), (1, 4, 9, 9),
         Window((3, 3), (3, 3), (0, 0), (2, 2), (0, 0)), 1),
        (nn.AvgPool3d(2, stride=(1, 2, 2)), (1, 4, 9, 9, 9),
         Window((2, 2, 2), (1, 2, 2), (0, 0, 0), (1, 1, 1), (0, 0, 0)), 1),
        (nn.LPPool2d(2, 3, stride=2), (1, 4, 9, 9),
         Window((3, 3), (2, 2), (0, 0), (1, 1), (0, 0)), 1),
    ],
)  # fmt: skip
def test_the_window_of_a_module_is_typed_in_its_row(net, shape, window, groups):
    row = analyze(net, shape).rows[-1]
    assert (row.window, row.groups) == (window, groups)
    assert not {"kernel", "kernel_size", "stride", "padding", "dilation", "groups"} & set(row.hyper)


def test_what_has_no_window_says_so():
    rows = analyze(nn.Sequential(nn.ReLU(), nn.GroupNorm(2, 4), nn.Flatten()), (1, 4, 3, 3)).rows
    assert [(row.window, row.groups) for row in rows] == [(None, 1)] * 4
    assert rows[2].hyper["num_groups"] == 2  # groups of channels, not of a convolution


def test_arguments_that_say_no_kernel_give_no_window():
    assert windows.of_kernel_size(Arguments("max_pool2d", {}, {})) is None
    assert windows.of_weight(Arguments("conv2d", {"stride": 2}, {})) is None


@pytest.mark.parametrize(
    ("net", "shape", "sums"),
    [
        # floor((20 + 2·1 - 5)/2) + 1
        (nn.Conv1d(4, 8, 5, 2, 1), (1, 4, 20), {"length": 9}),
        # 9 + 2 - 1·2 - 1 + 1 = 7 rows of height and width by hand: (9 - 5)/1 + 1 = 5 deep
        (nn.Conv3d(4, 8, (5, 3, 3), padding=(0, 0, 1)), (1, 4, 9, 9, 9),
         {"depth": 5, "height": 7, "width": 9}),
        # floor((20 - 4·(3 - 1) - 1)/3) + 1
        (nn.Conv1d(4, 8, 3, 3, dilation=4), (1, 4, 20), {"length": 4}),
        # (7 - 1)·3 - 2·1 + 5 + 2
        (nn.ConvTranspose1d(4, 8, 5, 3, 1, output_padding=2), (1, 4, 7), {"length": 23}),
        # (5 - 1)·2 + 3, with o = 0
        (nn.ConvTranspose3d(4, 8, 3, 2), (1, 4, 5, 5, 6), {"depth": 11, "height": 11, "width": 13}),
        (nn.MaxPool1d(2), (1, 4, 9), {"length": 4}),
        (nn.MaxPool1d(2, ceil_mode=True), (1, 4, 9), {"length": 5}),
        (nn.AvgPool3d(2), (1, 4, 4, 6, 8), {"depth": 2, "height": 3, "width": 4}),
        (nn.PixelUnshuffle(3), (1, 4, 9, 12), {"height": 3, "width": 4}),
        (nn.PixelShuffle(2), (1, 4, 9, 12), {"height": 18, "width": 24}),
    ],
)  # fmt: skip
def test_output_sizes_are_worked_in_every_dimension(net, shape, sums):
    row = analyze(net, shape).rows[-1]
    names = ("length", "depth", "height", "width")
    assert {name: row.sums[name].result for name in names if name in row.sums} == sums
    assert tuple(sums.values()) == row.out_shape[2:]
