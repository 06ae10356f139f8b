"""Which rows units are read at, and the pixels that they see."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from archreport.analysis.analyze import analyze
from archreport.report.unit_rows import Box, field_box, field_of, unit_rows, well_inside
from tests.running.units.networks import network


def test_a_unit_is_read_behind_its_normalisation_and_its_activation_function() -> None:
    report, _ = network()
    assert [(one.row.id, one.read.id, one.rectified) for one in unit_rows(report)] == [
        ("first", "relu", True),
        ("second", "second", False),  # read by two
    ]


def test_the_convolutions_of_vgg_are_4224_units() -> None:
    from archreport.catalog.networks import CATALOG

    with torch.device("meta"):
        rows = unit_rows(analyze(CATALOG["vgg16"].build(), (1, 3, 224, 224)))
    assert len(rows) == 13
    assert sum(one.units for one in rows) == 4224
    assert all(one.read.id == one.row.id.replace("conv", "relu") for one in rows)


@pytest.mark.parametrize(
    "layers",
    [
        [nn.Conv2d(1, 1, 3, padding=1)],
        [nn.Conv2d(1, 1, 3, padding=1), nn.AvgPool2d(2), nn.Conv2d(1, 1, 3, padding=1)],
        [nn.Conv2d(1, 1, 4, stride=2, padding=1), nn.Conv2d(1, 1, 2)],
        [nn.Conv2d(1, 1, 5, stride=3), nn.Conv2d(1, 1, 3, dilation=2)],
    ],
)
def test_the_box_holds_the_pixels_that_have_a_gradient(layers: list[nn.Module]) -> None:
    model = nn.Sequential(*layers)
    for parameter in model.parameters():
        nn.init.constant_(parameter, 1.0)
    last = unit_rows(analyze(model, (1, 1, 31, 26)))[-1]
    picture = torch.ones(1, 1, 31, 26, requires_grad=True)
    maps = model(picture)
    for position in ((0, 0), (2, 3), (maps.shape[2] - 1, maps.shape[3] - 1)):
        (gradient,) = torch.autograd.grad(maps[0, 0][position], picture, retain_graph=True)
        seen = gradient[0, 0].nonzero()
        box = field_box(field_of(last), position, (31, 26))
        assert seen.min(0).values.tolist() == [max(box.top, 0), max(box.left, 0)]
        ends = [min(box.top + box.height, 31) - 1, min(box.left + box.width, 26) - 1]
        assert seen.max(0).values.tolist() == ends


def test_where_all_see_everything_the_box_is_the_picture() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Conv2d(2, 3, 1))
    last = unit_rows(analyze(model, (1, 1, 20, 12)))[-1]
    assert field_box(field_of(last), (0, 0), (20, 12)) == Box(0, 0, 20, 12)
    assert well_inside(field_of(last), 0, 1, 20, 0.75) == range(1)


def test_places_whose_field_lies_in_the_padding_are_not_well_inside() -> None:
    model = nn.Sequential(*[nn.Conv2d(1, 1, 3, padding=1) for _ in range(4)])
    field = field_of(unit_rows(analyze(model, (1, 1, 20, 20)))[-1])
    assert field.size == (9, 9)
    # 9 pixels around position p: p - 4 … p + 4; at least 6.75 of them inside of 0 … 19
    assert well_inside(field, 0, 20, 20, 0.75) == range(2, 18)
    assert well_inside(field, 1, 20, 20, 1.0) == range(4, 16)


def test_a_field_larger_than_the_picture_need_not_fit_into_it() -> None:
    model = nn.Sequential(*[nn.Conv2d(1, 1, 3, padding=1) for _ in range(4)])
    field = field_of(unit_rows(analyze(model, (1, 1, 6, 6)))[-1])
    assert well_inside(field, 0, 6, 6, 1.0) == range(1, 5)
