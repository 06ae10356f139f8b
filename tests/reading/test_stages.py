"""The rows of each stage, and which stages are side branches."""

from __future__ import annotations

from archreport.reading.stages import rows_by_stage, side_stages, stage_of
from tests.hand_made import make_report
from tests.shelf import report_of


def test_rows_are_sorted_by_stage_and_the_input_has_none() -> None:
    rows = rows_by_stage(make_report())
    assert {stage: [row.id for row in inside] for stage, inside in rows.items()} == {
        "": ["input"],
        "stage-1": ["stem.conv", "stem.relu", "branch.conv", "stem.add", "pool"],
        "stage-2": ["mix", "mix@2"],
        "classifier": ["flatten", "drop", "fc"],
        "side-1": ["aux.flatten", "aux.fc"],
    }


def test_the_stage_of_a_row_is_found() -> None:
    report = make_report()
    stage = stage_of(report, report.row("mix@2"))
    assert stage is not None
    assert (stage.id, stage.resolution) == ("stage-2", (4, 4))
    assert stage_of(report, report.row("input")) is None


def test_side_branches_are_those_that_miss_the_main_output() -> None:
    assert side_stages(make_report()) == {"side-1"}
    assert side_stages(report_of("vgg16")) == frozenset()
    assert len(side_stages(report_of("googlenet-heads"))) == 2, "two auxiliary heads"
