"""Receptive fields against gradients, and against values published for well-known networks."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from archreport import analyze
from archreport.models.alexnet import AlexNet, AlexNetOneTower
from archreport.models.deepface import DeepFace
from archreport.models.fcn import FCN32s
from archreport.models.vgg import VGG
from tests.analysis.trap_nets import Branches
from tests.operations.receptive_field.gradients import measured_field, measured_spans

NETS = {
    "convolutions": nn.Sequential(nn.Conv2d(3, 2, 3), nn.Conv2d(2, 2, 5)),
    "strides": nn.Sequential(nn.Conv2d(3, 2, 7, stride=2, padding=3), nn.Conv2d(2, 2, 3, 2, 1)),
    "dilation": nn.Sequential(nn.Conv2d(3, 2, 3, dilation=2), nn.Conv2d(2, 2, 3, dilation=3)),
    "average pooling": nn.Sequential(nn.Conv2d(3, 2, 3), nn.AvgPool2d(2), nn.Conv2d(2, 2, 3)),
    "overlapping pooling": nn.Sequential(nn.AvgPool2d(3, 2), nn.Conv2d(3, 2, 3)),
    "branches": Branches(),
}


@pytest.mark.parametrize("name", NETS)
def test_the_field_is_what_gradients_touch(name):
    net = NETS[name]
    report = analyze(net, (1, 3, 65, 65))
    field = report.rows[-1].receptive
    size, first, jump = measured_field(net, 65)
    out = report.rows[-1].out_shape[-1] // 2
    assert field.size == (size, size)
    assert field.jump == (jump, jump)
    assert field.start[1] + out * jump - size / 2 == first


def test_the_narrowest_path_through_branches():
    field = analyze(Branches(), (1, 3, 64, 64)).row("cat").receptive
    assert field.size == (3 + 4 * 2, 3 + 4 * 2)
    assert field.smallest == (3, 3)


class SmallU(nn.Module):
    """Down twice and up twice with crops and joins: fields differ from output to output."""

    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 2, 3)
        self.b = nn.Conv2d(2, 2, 3)
        self.c = nn.Conv2d(2, 2, 3)
        self.up_b = nn.ConvTranspose2d(2, 2, 2, stride=2)
        self.join_b = nn.Conv2d(4, 2, 3)
        self.up_a = nn.ConvTranspose2d(2, 2, 2, stride=2)
        self.join_a = nn.Conv2d(4, 2, 3)
        self.pool = nn.AvgPool2d(2)

    def forward(self, x):
        a = self.a(x)
        b = self.b(self.pool(a))
        up = self.up_b(self.c(self.pool(b)))
        b = self.join_b(torch.cat([b[:, :, 2 : 2 + up.shape[2], 2 : 2 + up.shape[3]], up], 1))
        up = self.up_a(b)
        return self.join_a(torch.cat([a[:, :, 8 : 8 + up.shape[2], 8 : 8 + up.shape[3]], up], 1))


class Steps(nn.Module):
    """A slice that takes every second position from the fourth on, as option A of ResNet does."""

    def __init__(self):
        super().__init__()
        self.before, self.after = nn.Conv2d(3, 2, 3), nn.Conv2d(2, 2, 3)

    def forward(self, x):
        return self.after(F.pad(self.before(x)[:, :, 3::2, 3::2], (1, 1, 1, 1)))


def up(*layers):
    return nn.Sequential(nn.Conv2d(3, 2, 3, stride=2, padding=1), *layers)


UPWARD = {
    "transposed, kernel = stride": up(nn.ConvTranspose2d(2, 2, 2, stride=2), nn.Conv2d(2, 2, 4)),
    "transposed, kernel > stride": up(nn.ConvTranspose2d(2, 2, 3, stride=2, padding=1)),
    "transposed, overlapping": up(nn.ConvTranspose2d(2, 2, 4, stride=2, padding=1)),
    "transposed, dilated": up(nn.ConvTranspose2d(2, 2, 3, stride=2, dilation=3, padding=2)),
    "bilinear": up(nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(2, 2, 3)),
    "bilinear by three": up(nn.Upsample(scale_factor=3, mode="bilinear")),
    "nearest": up(nn.Upsample(scale_factor=4, mode="nearest"), nn.Conv2d(2, 2, 3, padding=1)),
    "a small U": SmallU(),
    "steps": Steps(),
}


@pytest.mark.parametrize("name", UPWARD)
def test_fields_behind_upsamplings_crops_and_joins(name):
    net = UPWARD[name]
    row = analyze(net, (1, 3, 60, 60)).rows[-1]
    middle = row.out_shape[-1] // 2 - 6
    spans = measured_spans(net, 60, range(middle, middle + 13))
    sizes = {last - first for first, last in spans}
    assert row.receptive.size[1] == max(sizes)
    assert row.receptive.status == ("exact" if len(sizes) == 1 else "bound")
    assert row.receptive.jump[1] == pytest.approx((spans[-1][0] - spans[0][0]) / 12)


def test_the_first_outputs_centre_moves_with_a_crop():
    class Cropped(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 2, 3, stride=2)

        def forward(self, x):
            return self.conv(x)[:, :, 2:9, 5:]

    row = analyze(Cropped(), (1, 3, 33, 33)).row("crop")
    assert row.hyper == {"start": (2, 5), "step": (1, 1)}
    assert row.receptive.start == (1.5 + 2 * 2, 1.5 + 5 * 2)
    assert row.receptive.size == (3, 3)


def test_unpooling_sees_what_its_window_was_pooled_from():
    class Unpooled(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 2, 3)
            self.pool = nn.MaxPool2d(2, return_indices=True)
            self.unpool = nn.MaxUnpool2d(2)

        def forward(self, x):
            return self.unpool(*self.pool(self.conv(x)))

    report = analyze(Unpooled(), (1, 3, 34, 34))
    pool, unpool = report.row("pool"), report.row("unpool")
    assert unpool.inputs == ("pool",)
    assert (unpool.kind, unpool.out_shape) == ("up", (1, 2, 32, 32))
    assert unpool.receptive.size == pool.receptive.size == (4, 4)
    assert (unpool.receptive.jump, unpool.receptive.status) == ((1, 1), "exact")
    assert unpool.sums["height"].result == 32
    # the switches are stored beside the values
    assert pool.activations == 2 * 2 * 16 * 16
    assert pool.sums["activations"].result == pool.activations


def test_a_kernel_as_large_as_its_map_sees_everything():
    net = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2), nn.Conv2d(4, 8, 7), nn.Conv2d(8, 2, 1))
    fields = [row.receptive for row in analyze(net, (1, 3, 15, 15)).rows]
    assert [field.status for field in fields] == ["exact", "exact", "whole", "whole"]
    assert fields[-1].size == (15, 15)


def test_transposed_convolution_divides_the_jump():
    net = nn.Sequential(nn.Conv2d(3, 2, 4, stride=4), nn.ConvTranspose2d(2, 2, 2, stride=2))
    field = analyze(net, (1, 3, 64, 64)).rows[-1].receptive
    assert field.jump == (2, 2)
    assert field.size == (4, 4)
    assert field.status == "exact"


@pytest.mark.parametrize(
    ("net", "size", "row", "field", "jump"),
    [
        (AlexNetOneTower, 224, "conv5", 163, 16),
        (AlexNet, 227, "conv5", 163, 16),
        (lambda: VGG("D"), 224, "conv5_3", 196, 16),
        (lambda: VGG("D"), 224, "pool5", 212, 32),
        (FCN32s, 500, "fc7", 404, 32),
        (DeepFace, 152, "L6", 73, 4),
    ],
)
def test_published_receptive_fields(net, size, row, field, jump):
    with torch.device("meta"):
        report = analyze(net(), (1, 3, size, size))
    assert report.row(row).receptive.size == (field, field)
    assert report.row(row).receptive.jump == (jump, jump)


def test_a_fully_connected_layer_sees_the_whole_picture():
    with torch.device("meta"):
        report = analyze(VGG("A"), (1, 3, 224, 224))
    field = report.row("fc6").receptive
    assert (field.size, field.status) == ((224, 224), "whole")
    assert report.row("fc6").sums["field"].result == 224


def test_an_identity_adaptive_pooling_changes_nothing():
    with torch.device("meta"):
        report = analyze(AlexNetOneTower(), (1, 3, 224, 224))
    assert report.row("avgpool").receptive == report.row("pool5").receptive
