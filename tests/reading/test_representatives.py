"""Which rows get a picture."""

from __future__ import annotations

from archreport.reading.representatives import LONG, drawn_rows, stage_representatives
from tests.hand_made import make_report
from tests.shelf import report_of


def test_a_stage_is_represented_by_its_last_result_before_the_pooling() -> None:
    """The addition, not the pooling after it; the last linear layer of the classifier and head."""
    assert stage_representatives(make_report()) == {"stem.add", "mix@2", "fc", "aux.fc"}


def test_all_rows_of_a_short_network_are_drawn() -> None:
    report = report_of("vgg16")
    assert len(report.rows) <= LONG
    assert drawn_rows(report) == {row.id for row in report.rows}


def test_of_a_long_network_the_results_of_modules_are_drawn() -> None:
    report = report_of("resnet50")
    assert len(report.rows) > LONG
    drawn = drawn_rows(report)
    assert "conv2_1.conv1.conv" not in drawn
    assert stage_representatives(report) <= drawn
    for block in report.blocks:
        if block.module_type:
            assert {copy[-1] for copy in block.copies} <= drawn
