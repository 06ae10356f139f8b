"""Where rows stand when modules, skips and normalisations straddle a change of resolution."""

import torch
from torch import nn

from archreport import analyze


def conv(in_channels, out_channels, stride=1, kernel=3):
    return nn.Conv2d(in_channels, out_channels, kernel, stride, padding=kernel // 2)


class Residual(nn.Module):
    """A bottleneck with the stride in its second convolution: the first runs before it."""

    def __init__(self):
        super().__init__()
        self.one, self.two, self.way = conv(8, 4, kernel=1), conv(4, 16, 2), conv(8, 16, 2, 1)

    def forward(self, x):
        return self.two(self.one(x)) + self.way(x)


class Reduction(nn.Module):
    """Three branches that all halve the resolution, one of them by pooling."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = conv(8, 8, 2), conv(8, 4, kernel=1), conv(4, 8, 2)
        self.pool = nn.MaxPool2d(3, 2, padding=1)

    def forward(self, x):
        return torch.cat([self.a(x), self.c(self.b(x)), self.pool(x)], 1)


class Down(nn.Module):
    """Two convolutions and the pooling behind them: the pooling closes their stage."""

    def __init__(self):
        super().__init__()
        self.one, self.two, self.pool = conv(8, 8), conv(8, 8), nn.MaxPool2d(2)

    def forward(self, x):
        return self.pool(self.two(self.one(x)))


class TwoSteps(nn.Module):
    """A stride and a pooling, one after the other: not branches of one step."""

    def __init__(self):
        super().__init__()
        self.one, self.two, self.pool = conv(8, 8), conv(8, 8, 2), nn.MaxPool2d(2)

    def forward(self, x):
        return self.pool(self.two(self.one(x)))


class Around(nn.Module):
    """A module between two convolutions."""

    def __init__(self, inside):
        super().__init__()
        self.before, self.inside = conv(3, 8), inside

    def forward(self, x):
        return self.inside(self.before(x))


def stages(net, size=32):
    return [stage.rows for stage in analyze(net, (1, 3, size, size)).stages]


def test_a_module_whose_branches_all_step_moves_as_a_whole():
    assert stages(Around(Residual())) == [
        ("before",),
        ("inside.one", "inside.two", "inside.way", "inside.add"),
    ]
    assert stages(Around(Reduction())) == [
        ("before",),
        ("inside.a", "inside.b", "inside.c", "inside.pool", "inside.cat"),
    ]


def test_the_stage_of_such_a_module_has_the_resolution_it_leads_to():
    report = analyze(Around(Residual()), (1, 3, 32, 32))
    assert [stage.resolution for stage in report.stages] == [(32, 32), (16, 16)]
    assert [block.id for block in report.blocks] == ["before", "inside.one"]


def test_a_chain_that_steps_is_cut_where_it_steps():
    assert stages(Around(Down())) == [("before", "inside.one", "inside.two", "inside.pool")]
    assert stages(Around(TwoSteps())) == [
        ("before", "inside.one"),
        ("inside.two", "inside.pool"),
    ]


def test_only_the_innermost_module_moves():
    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.first, self.block = conv(8, 8), Residual()

        def forward(self, x):
            return self.block(self.first(x))

    assert stages(Around(Outer()))[0] == ("before", "inside.first")


def test_layers_on_a_skip_that_run_late_stand_where_they_are_read():
    class Skip(nn.Module):
        def __init__(self):
            super().__init__()
            self.early, self.down, self.deep = conv(3, 8), nn.MaxPool2d(2), conv(8, 8)
            self.up = nn.ConvTranspose2d(8, 8, 2, stride=2)
            self.score = conv(8, 8, kernel=1)

        def forward(self, x):
            skip = self.early(x)
            x = self.up(self.deep(self.down(skip)))
            return x[:, :, 1:31, 1:31] + self.score(skip)[:, :, 1:31, 1:31]

    assert stages(Skip()) == [
        ("early", "down"),
        ("deep",),
        ("up", "crop", "score", "crop_2", "add"),
    ]


def test_a_normalisation_alone_at_a_resolution_stands_with_the_pooling():
    net = nn.Sequential(
        conv(3, 8), nn.MaxPool2d(2), nn.LocalResponseNorm(5), conv(8, 8, 2), nn.Flatten(),
        nn.Linear(8 * 64, 4),
    )  # fmt: skip
    assert stages(net) == [("0", "1", "2"), ("3",), ("4", "5")]


def test_a_slice_with_steps_changes_the_resolution():
    class Sliced(nn.Module):
        def __init__(self):
            super().__init__()
            self.before, self.after = conv(3, 8), conv(8, 8)

        def forward(self, x):
            return self.after(self.before(x)[:, :, ::2, ::2])

    report = analyze(Sliced(), (1, 3, 32, 32))
    assert [stage.rows for stage in report.stages] == [("before",), ("subsample", "after")]
    assert report.row("after").receptive.jump == (2, 2)


def test_other_slices_are_no_crops():
    class Channels(nn.Module):
        def forward(self, x):
            return x[:, :2] + x[:, 1:, :] + x[:, 0:1, 0, 0, None, None]

    ops = {row.op for row in analyze(Channels(), (1, 3, 8, 8)).rows}
    assert ops == {"input", "getitem", "add"}


def test_rearranged_pixels_are_a_change_of_resolution():
    """2 × 2 pixels into channels open a stage at half the resolution, and out of them one at the
    whole: positions of the map stand for something else there."""
    net = nn.Sequential(
        conv(3, 4), nn.PixelUnshuffle(2), conv(16, 16), nn.PixelShuffle(2), conv(4, 4)
    )
    stages = analyze(net, (1, 3, 16, 16)).stages
    assert [stage.rows for stage in stages] == [("0",), ("1", "2"), ("3", "4")]
    assert [stage.resolution for stage in stages] == [(16, 16), (8, 8), (16, 16)]


def test_a_signal_has_stages_like_a_picture():
    net = nn.Sequential(
        nn.Conv1d(3, 4, 3, padding=1), nn.MaxPool1d(2), nn.Conv1d(4, 8, 3, padding=1), nn.ReLU(),
        nn.Conv1d(8, 8, 4, stride=4), nn.Flatten(), nn.Linear(8 * 4, 2),
    )  # fmt: skip
    stages = analyze(net, (1, 3, 32)).stages
    assert [stage.rows for stage in stages] == [("0", "1"), ("2", "3"), ("4",), ("5", "6")]
    assert [stage.resolution for stage in stages] == [(32,), (16,), (4,), ()]


def test_a_crop_is_no_change_of_resolution():
    class Cropped(nn.Module):
        def __init__(self):
            super().__init__()
            self.one, self.two = conv(3, 4), conv(4, 4)

        def forward(self, x):
            return self.two(self.one(x)[:, :, 4:12, 4:12])

    assert [stage.rows for stage in analyze(Cropped(), (1, 3, 16, 16)).stages] == [
        ("one", "crop", "two")
    ]
