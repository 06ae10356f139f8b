"""Plans on paper against networks that PyTorch builds and archreport reports on."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from torch import nn

from archreport import analyze
from archreport.course.kit.design import design
from archreport.course.lessons.now_you.design_table import design_text, plan, plan_table
from archreport.render.words.language import Language
from tests.paths import DOCS

DESIGN = [
    ("conv", 24, 3, 2), ("conv", 32, 3, 1), ("pool", 2), ("conv", 48, 5, 1), ("pool", 2),
    ("conv", 64, 3, 1), ("average",), ("linear", 10),
]  # fmt: skip


def built() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 24, 3, stride=2, padding=1), nn.Conv2d(24, 32, 3, padding=1), nn.MaxPool2d(2),
        nn.Conv2d(32, 48, 5, padding=2), nn.MaxPool2d(2), nn.Conv2d(48, 64, 3, padding=1),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    )  # fmt: skip


@pytest.mark.parametrize("size", [64, 61])
def test_a_plan_is_the_network(size) -> None:
    report = analyze(built(), (1, 3, size, size))
    rows = [row for row in report.rows if row.kind in ("conv", "linear") or "pool" in row.op]
    planned = plan(DESIGN, size=size)
    assert len(rows) == len(planned.layers)
    for row, layer in zip(rows, planned.layers, strict=True):
        assert (row.param_count, row.macs) == (layer.params, layer.macs)
        if layer.size:
            assert row.out_shape[1:] == layer.shape
            assert row.receptive.size[0] == layer.field
            assert row.receptive.jump[0] == layer.jump
    assert (planned.params, planned.macs) == (report.totals.params, report.totals.macs)
    assert planned.depth == report.totals.weight_layers


def test_flattening_keeps_every_place() -> None:
    report = analyze(
        nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.Flatten(), nn.Linear(4 * 64, 5)),
        (1, 3, 8, 8),
    )
    planned = plan([("conv", 4, 3, 1), ("flatten",), ("linear", 5)], size=8)
    assert planned.params == report.totals.params
    assert planned.field == 3


def test_what_cannot_be_planned_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be planned"):
        plan([("linear", 5)], size=8)
    with pytest.raises(ValueError, match="cannot be planned"):
        plan([("magic",)], size=8)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_table_holds_every_number(parsed, code) -> None:
    t = Language(code)
    html = parsed(plan_table(plan(DESIGN, size=64), "Caption", t, table_id="a"))
    for text in (t("now_you.plan.conv", k=3, s=2), t("now_you.plan.pool", k=2), "6,944", "Caption"):
        assert text in html.text


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_file_of_chapter_8_has_the_numbers_of_its_table(code) -> None:
    """The chapter says that its ``mynet.py`` was counted: here it is."""
    page = (DOCS / code / "course" / "08-now-you" / "index.md").read_text(encoding="utf-8")
    namespace: dict[str, Any] = {}
    exec(re.findall(r"(?s)```python\n(.*?)```", page)[0], namespace)  # the page is our own
    report = analyze(namespace["Net"](), (1, 3, 64, 64))
    layers = ast.literal_eval(re.findall(r"set third_layers = (\[.*?\]) %}", page)[0])
    planned = plan(layers, size=64)
    assert (planned.params, planned.macs) == (report.totals.params, report.totals.macs)
    assert planned.field == max(row.receptive.size[0] for row in report.rows if row.kind == "conv")
    assert planned.params <= 100_000
    assert planned.macs <= 20_000_000
    assert planned.field >= 48
    assert report.row("5").kind == "conv"


@pytest.mark.parametrize("end", [[("average",)], [("flatten",), ("linear", 20)]])
def test_a_plan_as_text_is_the_network_that_the_course_reads(
    end: list[tuple[str | int, ...]],
) -> None:
    layers = [*DESIGN[:-2], *end, ("linear", 10)]
    report = analyze(design(design_text(layers), (3, 32, 32)), (1, 3, 32, 32))
    planned = plan(layers, size=32)
    assert (report.totals.params, report.totals.macs) == (planned.params, planned.macs)
    kinds = [row.kind for row in report.rows]
    assert kinds.count("act") == kinds.count("conv") + kinds.count("linear") - 1


def test_a_plan_with_an_unknown_layer_has_no_text() -> None:
    with pytest.raises(ValueError, match="no line of a design"):
        design_text([("norm",)])
