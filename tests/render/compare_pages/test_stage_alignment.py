"""Stages correspond by the step of their values in the input, downwards and upwards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archreport.reading.resolution_steps import Place
from archreport.render.compare_pages.stage_alignment import aligned, scale_name
from archreport.render.compare_pages.stage_words import stage_layers
from archreport.render.words.language import Language
from archreport.report.model import Report
from tests.hand_made import make_bare_report, make_report

EN = Language("en")
Shelf = dict[str, Report]


def table(shelf: Shelf, *keys: str) -> dict[str, list[str]]:
    """The resolutions of each network by place; "" where it has none there."""
    lines = aligned([shelf[key] for key in keys], EN)
    return {
        line.place.id: [
            (c.resolution or "flat").replace("\u00a0", "") if c else "" for c in line.cells
        ]
        for line in lines
    }


def test_classifiers_meet_where_their_steps_are_equal(shelf: Shelf) -> None:
    assert table(shelf, "alexnet", "vgg16", "googlenet", "resnet50") == {
        "down-1": ["", "224×224", "", ""],
        "down-2": ["", "112×112", "112×112", "112×112"],
        "down-4": ["55×55", "56×56", "56×56", "56×56"],
        "down-8": ["27×27", "28×28", "28×28", "28×28"],
        "down-16": ["13×13", "14×14", "14×14", "14×14"],
        "down-32": ["", "", "7×7", "7×7"],
        "bottom": ["flat", "flat", "flat", "flat"],
    }


def test_networks_for_pixels_pass_each_step_twice(shelf: Shelf) -> None:
    found = table(shelf, "fcn8s", "unet", "deconvnet")
    assert list(found) == [
        "down-1", "down-2", "down-4", "down-8", "down-16", "down-32", "bottom",
        "up-32", "up-16", "up-8", "up-4", "up-2", "up-1",
    ]  # fmt: skip
    assert found["up-8"] == ["70×70", "56×56", "28×28"]
    assert found["bottom"] == ["", "", "1×1"]
    assert found["up-32"] == ["", "", "7×7"]


@pytest.mark.parametrize("key", ["alexnet", "googlenet", "unet", "deconvnet", "inception-v4"])
def test_no_stage_is_lost_and_shares_make_a_whole(shelf: Shelf, key: str) -> None:
    report = shelf[key]
    cells = [line.cells[0] for line in aligned([report], EN)]
    stages = [stage.id for cell in cells if cell for stage in cell.stages]
    assert sorted(stages) == sorted(stage.id for stage in report.stages)
    assert sum(cell.macs for cell in cells if cell) == report.totals.macs
    assert sum(cell.macs_share for cell in cells if cell) == pytest.approx(1)


def test_a_side_branch_has_a_line_of_its_own() -> None:
    lines = aligned([make_report()], EN)
    assert [line.place.way for line in lines] == ["down", "down", "bottom", "side"]


def test_a_stranger_s_network_without_a_picture_can_be_aligned() -> None:
    report = make_bare_report()
    flat = replace(report, stages=tuple(replace(s, resolution=()) for s in report.stages[2:]))
    assert [line.place.way for line in aligned([flat, report], EN)][-1] == "side"


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (Place("down", 1), "1/1"),
        (Place("down", 4), "1/4"),
        (Place("up", 2.5), "1/2.5"),
        (Place("up", 0.5), "2×"),
        (Place("bottom"), "1\u00a0×\u00a01"),
        (Place("side"), "side branches"),
    ],
)
def test_names_of_scales(place: Place, name: str) -> None:
    assert scale_name(place, EN) == name


@pytest.mark.parametrize(
    ("key", "stage", "said"),
    [
        ("vgg16", "stage-3", ("conv 3×3, 256 ×3",)),
        ("alexnet", "stage-3", ("conv 3×3, 384", "conv 3×3 in 2 groups, 384 · 256")),
        ("alexnet", "classifier", ("linear, 4,096 · 4,096 · 1,000",)),
        ("googlenet", "stage-4", ("Inception module, 512 … 832 ×5",)),
        ("resnet50", "stage-4", ("bottleneck block, 1,024 ×6",)),
        ("plain34", "stage-3", ("conv 3×3 /2, 128", "conv 3×3, 128 ×7")),
        ("unet", "stage-6", ("transposed conv 2×2 /2, 512", "conv 3×3, 512 ×2")),
        ("deepface", "stage-2", ("conv 9×9, 16", "locally connected 9×9, 16")),
    ],
)
def test_what_stands_at_a_stage(shelf: Shelf, key: str, stage: str, said: tuple[str, ...]) -> None:
    report = shelf[key]
    found = stage_layers(report, [s for s in report.stages if s.id == stage], EN)
    assert tuple(text.replace("\u00a0", " ") for text in found) == said


def test_a_stage_without_weights_names_its_operation(shelf: Shelf) -> None:
    report = shelf["vgg16"]
    rows = [row.id for row in report.rows if row.kind == "pool"]
    bare = replace(report.stages[0], rows=tuple(rows[:1]))
    only = replace(report, blocks=(), rows=tuple(r for r in report.rows if r.id in rows[:1]))
    assert stage_layers(only, [bare], EN) == ("max pool 2×2",)
