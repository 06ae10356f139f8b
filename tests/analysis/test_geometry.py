"""Receptive fields against gradients, and against values published for well-known networks."""

import pytest
import torch
from torch import nn

from archreport import analyze
from archreport.models.alexnet import AlexNet, AlexNetOneTower
from archreport.models.vgg import VGG
from tests.analysis.trap_nets import Branches


def measured_field(net: nn.Module, size: int) -> tuple[int, int, int]:
    """Extent and first touched pixel of the input that moves the middle output, and the jump.

    Weights are all one, so that no gradient cancels; padding is avoided by looking at the middle.
    """
    for parameter in net.parameters():
        nn.init.ones_(parameter)
    spans = []
    for offset in (0, 1):
        x = torch.ones(1, 3, size, size, dtype=torch.double, requires_grad=True)
        y = net.double()(x)
        middle = y.shape[-1] // 2 + offset
        y[0, :, y.shape[-2] // 2, middle].sum().backward()
        touched = x.grad[0].abs().sum((0, 1)).nonzero().flatten()
        spans.append((int(touched[-1] - touched[0]) + 1, int(touched[0])))
    return spans[0][0], spans[0][1], spans[1][1] - spans[0][1]


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
