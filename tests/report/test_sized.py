"""Functions of size from a file: kept whole, and held against the report's own numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from torch import nn

import archreport
from archreport.errors import BadInput, ReportInvalid
from archreport.report.model import Report
from archreport.report.report_file import from_json, to_json


@pytest.fixture(scope="module")
def report() -> Report:
    model = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ReLU(), nn.AvgPool2d(2))
    return archreport.analyze(model, (1, 3, 32, 32), sizes=True)


def test_they_are_kept_in_the_file(report: Report) -> None:
    assert from_json(to_json(report)) == report
    assert from_json(to_json(report)).at(height=64) == report.at(height=64)


def test_a_report_without_them_has_none_in_its_file_and_the_same_hash(report: Report) -> None:
    bare = replace(report, sizes=None)
    assert b'"sizes"' not in to_json(bare)
    assert bare.content_hash == report.content_hash
    with pytest.raises(BadInput, match="made at one size"):
        bare.at(height=64)
    with pytest.raises(BadInput, match="made at one size"):
        bare.formula("macs")


def test_its_own_size_is_the_report_itself(report: Report) -> None:
    assert report.at(height=32) is report


def test_a_report_at_another_size_is_read_back_and_goes_on_from_there(report: Report) -> None:
    sized = report.at(batch=4, height=96)
    assert from_json(to_json(sized)) == sized
    assert sized.at(width=64) == report.at(batch=4, height=96, width=64)
    assert sized.at(batch=1, height=32).totals == report.totals


def test_stages_have_the_maps_of_the_size() -> None:
    model = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1),
        nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2),
    )  # fmt: skip
    small, large = (archreport.analyze(model, (1, 3, n, n), sizes=True) for n in (32, 64))
    sized = small.at(height=64, width=64)
    assert [stage.resolution for stage in sized.stages] == [
        stage.resolution for stage in large.stages
    ]
    assert [stage.macs for stage in sized.stages] == [stage.macs for stage in large.stages]


def test_where_no_step_of_training_is_possible_nothing_is_said_of_it() -> None:
    """One value for each channel cannot be normalised."""
    model = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4))
    report = archreport.analyze(model, (1, 3, 32, 32), sizes=True)
    assert report.totals.saved_bytes
    assert report.at(height=2, width=4).totals.saved_bytes
    sized = report.at(height=2, width=2)
    assert sized.totals.saved_bytes == sized.totals.peak_training_bytes == 0


def test_rows_add_up_to_totals_and_sums_evaluate(report: Report) -> None:
    sized = report.at(batch=4, height=100, width=51)
    assert from_json(to_json(replace(sized, sizes=None)))  # validity: totals, sums, shapes
    assert sized.made is not None
    assert sized.made.command == "report.at(batch=4, height=100, width=51)"
    assert sized.checks == () and sized.run is None


@pytest.mark.parametrize("value", [0, -1, 2.0, True, "8"])
def test_what_is_no_extent_is_refused(report: Report, value: object) -> None:
    with pytest.raises(BadInput, match="whole number of at least 1"):
        report.at(batch=value)  # type: ignore[arg-type]


def test_a_name_that_there_is_not_is_refused_with_those_that_there_are(report: Report) -> None:
    with pytest.raises(BadInput, match="batch, height, width"):
        report.at(depth=3)


def test_beyond_what_was_tried_nothing_is_claimed(report: Report) -> None:
    with pytest.raises(BadInput, match="outside of what was tried"):
        report.at(height=100_000)


def test_a_formula_that_there_is_not(report: Report) -> None:
    with pytest.raises(BadInput, match="activations"):
        report.formula("params")


def test_formulas_that_do_not_give_the_reports_own_numbers_are_refused(report: Report) -> None:
    assert report.sizes is not None
    first, *others = report.sizes.formulas
    wrong = replace(first, activations="4*batch*height*width")
    for sizes in (
        replace(report.sizes, formulas=(wrong, *others)),
        replace(report.sizes, formulas=(replace(first, activations="n*"), *others)),
        replace(report.sizes, totals={"macs": "batch"}),
        replace(report.sizes, rows=report.sizes.rows[:-1]),
        replace(report.sizes, rows=(99, *report.sizes.rows[1:])),
    ):
        with pytest.raises(ReportInvalid):
            from_json(to_json(replace(report, sizes=sizes)))
