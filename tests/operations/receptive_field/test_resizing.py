"""What resizing reads, against gradients: exact where it can be, else no bound is too low."""

from __future__ import annotations

import pytest
import torch.nn.functional as F
from torch import nn

import archreport
from tests.operations.receptive_field.gradients import measured_spans


class Resized(nn.Module):
    def __init__(self, **how: object) -> None:
        super().__init__()
        self.before = nn.Conv2d(3, 2, 3, padding=1, bias=False)
        self.after = nn.Conv2d(2, 2, 3, padding=1, bias=False)
        self.how = how

    def forward(self, x):
        return self.after(F.interpolate(self.before(x), **self.how))


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"scale_factor": 2, "mode": "nearest"}, "exact"),
        ({"scale_factor": 2, "mode": "bilinear"}, "exact"),
        ({"size": (13, 13), "mode": "bilinear"}, "bound"),
        ({"scale_factor": 0.5, "mode": "area"}, "exact"),
        ({"size": (13, 13), "mode": "area"}, "bound"),
        ({"scale_factor": 0.5, "mode": "bilinear", "antialias": True}, "exact"),
        ({"size": (13, 13), "mode": "bilinear", "antialias": True}, "bound"),
        ({"size": (21, 21), "mode": "bicubic", "antialias": True}, "bound"),
        ({"size": (70, 70), "mode": "bilinear", "antialias": True}, "bound"),
    ],
)
def test_no_field_is_smaller_than_the_gradients_show(how: dict[str, object], status: str) -> None:
    net = Resized(**how)
    field = archreport.analyze(net, (1, 3, 64, 64)).rows[-1].receptive
    middle = net(next(net.parameters()).new_zeros(1, 3, 64, 64)).shape[-1] // 2
    spans = measured_spans(net, 64, range(middle - 2, middle + 3))
    largest = max(last - first for first, last in spans)
    assert field is not None
    assert field.status == status
    assert largest <= field.size[1] <= largest + 2
    if status == "exact":
        assert field.size[1] == largest
