"""Rows by id, their readers, and the main path."""

from __future__ import annotations

from dataclasses import replace

from archreport.reading.graph import first_source, main_path, readers_of, rows_by_id
from archreport.report.kinds import has_weights
from tests.hand_made import make_report
from tests.render.drawing.diagram import nets
from tests.shelf import report_of


def test_rows_are_found_by_their_id_in_order() -> None:
    report = make_report()
    rows = rows_by_id(report)
    assert list(rows)[:3] == ["input", "stem.conv", "stem.relu"]
    assert rows["mix@2"].call == 2


def test_readers_are_counted_once_a_row() -> None:
    """stem.relu is read by the branch and by the addition; pool by the next layer and the head."""
    readers = readers_of(make_report())
    assert (readers["input"], readers["stem.relu"], readers["pool"]) == (1, 2, 2)
    assert readers["fc"] == readers["aux.fc"] == 0
    x = nets.given()
    assert readers_of(nets.report([x, nets.add("twice", x, x)]))["input"] == 1


def test_the_first_source_of_an_addition_is_what_stands_left_of_the_sign() -> None:
    report = make_report()
    rows = rows_by_id(report)
    source = first_source(rows["stem.add"], rows)
    assert source is not None
    assert source.id == "stem.relu"
    assert first_source(rows["input"], rows) is None


def test_the_main_path_leads_to_the_first_output_through_the_branch_with_the_convolution() -> None:
    assert [row.id for row in main_path(make_report())] == [
        "input", "stem.conv", "stem.relu", "branch.conv", "stem.add", "pool",
        "mix", "mix@2", "flatten", "drop", "fc",
    ]  # fmt: skip


def test_without_an_output_there_is_no_main_path() -> None:
    assert main_path(replace(make_report(), outputs=())) == ()


def test_the_main_paths_of_the_papers_are_as_deep_as_their_names() -> None:
    for key, depth in (("vgg16", 16), ("resnet18", 18), ("resnet50", 50), ("googlenet", 22)):
        assert sum(map(has_weights, main_path(report_of(key)))) == depth, key
