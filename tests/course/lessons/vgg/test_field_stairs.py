"""The stairs of the receptive field: the steps of a report, and bars to one scale."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from archreport.course.lessons.vgg.field_stairs import field_stairs, field_steps
from archreport.render.words.language import Language
from tests.shelf import report_of


def test_vgg_has_a_step_for_each_convolution_and_pooling(t: Language) -> None:
    steps = field_steps(report_of("vgg16"), t)
    assert len(steps) == 13 + 5
    assert [step.field for step in steps[:6]] == [3, 5, 6, 10, 14, 16]
    assert (steps[-1].name, steps[-1].field, steps[-1].jump, steps[-1].map) == ("pool5", 212, 32, 7)
    assert steps[5].sum == "14 + (2 − 1)·2 = 16"


def test_a_layer_that_adds_nothing_shows_its_field_alone(en: Language) -> None:
    steps = {step.name: step for step in field_steps(report_of("resnet50"), en)}
    assert steps["conv2_1.conv1"].field == steps["pool1"].field == 11
    assert steps["conv2_1.conv1"].sum == "11"


def test_a_field_that_is_no_square_is_refused(en: Language) -> None:
    with pytest.raises(ValueError, match="is no square"):
        field_steps(report_of("inception-v4"), en)


@pytest.mark.parametrize("key", ["vgg16", "alexnet", "resnet50"])
def test_bars_are_as_high_as_the_fields_and_the_line_as_the_input(t: Language, key: str) -> None:
    report = report_of(key)
    root = ET.fromstring(str(field_stairs(report, t, prefix="a")))
    steps = field_steps(report, t)
    bars = [float(bar.get("height", 0)) for bar in root.iter("rect")]
    scale = max(bars) / max(step.field for step in steps)
    assert bars == pytest.approx([step.field * scale for step in steps], abs=0.12)
    bottoms = {float(b.get("y", 0)) + float(b.get("height", 0)) for b in root.iter("rect")}
    (line,) = [path.get("d", "") for path in root.iter("path")]
    level = float(line.removeprefix("M0 ").partition("H")[0].partition("L")[0].split()[0])
    ground = sum(bottoms) / len(bottoms)
    assert ground - level == pytest.approx(report.inputs[0].shape[2] * scale, abs=0.2)
    assert float(root.get("width", 0)) <= 480
