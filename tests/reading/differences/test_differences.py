"""What differs is named: nothing between equal models, and each single edit exactly."""

from __future__ import annotations

import random

import pytest
from torch import nn

import archreport
from archreport.catalog.networks import entry
from archreport.reading.differences.found import differences
from archreport.reading.differences.model import Differences
from tests.reading.differences.edits import Edit, Layer, Net, random_edit, random_layers


def _of(layers: list[Layer]) -> archreport.Report:
    return archreport.analyze(Net(layers), (1, 3, 64, 64))


def _names(found: Differences, edit: Edit) -> bool:
    """Whether ``edit`` is what was found, and nothing else."""
    if len(found.changes) != 1:
        return False
    (change,) = found.changes
    if change.kind != edit.kind or edit.row not in (change.before, change.after):
        return False
    own = [one for one in change.settings if not one.follows]
    if edit.kind != "changed":
        return True
    return [(one.name, one.before, one.after) for one in own if one.name == edit.setting] == [
        (edit.setting, edit.before, edit.after)
    ] and all(one.name == edit.setting or edit.setting == "operation" for one in own)


@pytest.mark.parametrize("seed", range(50))
def test_a_random_edit_is_named_exactly(seed: int) -> None:
    draw = random.Random(seed)
    layers = random_layers(draw, draw.randint(4, 14))
    changed, edit = random_edit(draw, layers)
    before, after = _of(layers), _of(changed)
    found = differences(before, after)
    assert _names(found, edit), (edit, found.changes)
    for name, total in (("params", "params"), ("macs", "macs"), ("activations", "activations")):
        by_rows = sum(getattr(one, name) for one in (*found.changes, *found.consequences))
        assert by_rows == getattr(after.totals, total) - getattr(before.totals, total)


@pytest.mark.parametrize("key", ["alexnet", "googlenet", "resnet50", "unet"])
def test_the_same_model_twice_gives_nothing(key: str) -> None:
    one = entry(key)
    first, second = (archreport.analyze(one.build(), one.input_shape) for _ in range(2))
    assert not differences(first, second)


def test_a_layer_put_in_between_is_one_row_added_though_all_others_have_new_numbers() -> None:
    def layers(*more: nn.Module) -> nn.Sequential:
        return nn.Sequential(
            nn.Conv2d(3, 8, 3),
            *more,
            nn.ReLU(),
            nn.Conv2d(8, 16, 3),
            nn.ReLU(),
            nn.Conv2d(16, 4, 1),
        )

    found = differences(
        archreport.analyze(layers(), (1, 3, 32, 32)),
        archreport.analyze(layers(nn.BatchNorm2d(8)), (1, 3, 32, 32)),
    )
    assert [(one.kind, one.after, one.operation) for one in found.changes] == [
        ("added", "1", "batch_norm")
    ]
    assert ("4", "5") in found.renamed


def test_resnet_50_and_its_version_of_facebook_differ_in_where_the_stride_is() -> None:
    first, second = (
        archreport.analyze(entry(key).build(), entry(key).input_shape)
        for key in ("resnet50", "resnet50-v15")
    )
    found = differences(first, second)
    strides = [
        (one.after, setting.before, setting.after)
        for one in found.changes
        for setting in one.settings
        if setting.name == "stride"
    ]
    assert len(strides) == 6 and len(found.changes) == 6
    assert {one[1:] for one in strides} == {((2, 2), (1, 1)), ((1, 1), (2, 2))}


def test_another_size_of_the_input_is_a_consequence_everywhere() -> None:
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
    found = differences(
        archreport.analyze(model, (1, 3, 32, 32)), archreport.analyze(model, (1, 3, 64, 64))
    )
    assert [one.name for one in found.inputs] == ["input"]
    assert not found.changes and len(found.consequences) == 2


def test_a_residual_connection_that_is_gone_is_its_addition() -> None:
    class Block(nn.Module):
        def __init__(self, residual: bool) -> None:
            super().__init__()
            self.first, self.second = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 3, padding=1)
            self.residual = residual

        def forward(self, x):  # type: ignore[no-untyped-def]
            made = self.first(x).relu()
            return self.second(made + x if self.residual else made)

    found = differences(
        *(archreport.analyze(Block(residual), (1, 3, 8, 8)) for residual in (True, False))
    )
    assert [(one.kind, one.operation) for one in found.changes] == [("removed", "add")]


def test_another_source_for_a_row_is_a_change_of_what_it_reads() -> None:
    class Reads(nn.Module):
        def __init__(self, first: bool) -> None:
            super().__init__()
            self.one, self.two = nn.Conv2d(3, 3, 1), nn.Conv2d(3, 3, 1)
            self.three = nn.Conv2d(3, 3, 3)
            self.first = first

        def forward(self, x):  # type: ignore[no-untyped-def]
            one, two = self.one(x), self.two(x)
            return self.three(one if self.first else two), one, two

    found = differences(
        *(archreport.analyze(Reads(first), (1, 3, 8, 8)) for first in (True, False))
    )
    (change,) = found.changes
    (setting,) = change.settings
    assert (change.after, setting.name, setting.before, setting.after) == (
        "three", "reads", ("one",), ("two",),
    )  # fmt: skip
