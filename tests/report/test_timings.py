"""Timings are in a file of their own: written and read with the report, and in no other file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import archreport
from archreport.errors import ReportInvalid
from archreport.report.model import Report
from archreport.report.report_file import from_json, to_json
from archreport.report.timings import TIMINGS, read_timings, write_timings


def without_timings(report: Report) -> Report:
    assert report.run
    return replace(report, run=replace(report.run, timings=None))


def test_a_report_is_loaded_with_its_times(report: Report, tmp_path: Path) -> None:
    archreport.save(report, tmp_path / "report.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", TIMINGS]
    assert archreport.load(tmp_path / "report.json") == report


def test_no_number_of_them_is_in_the_report(report: Report, tmp_path: Path) -> None:
    assert to_json(report) == to_json(without_timings(report))
    assert b"timings" not in to_json(report)
    assert from_json(to_json(report)) == without_timings(report)
    (tmp_path / "report.json").write_bytes(to_json(report))
    assert archreport.load(tmp_path / "report.json") == without_timings(report)


def test_a_report_without_a_run_takes_no_times(bare_report: Report, tmp_path: Path) -> None:
    (tmp_path / TIMINGS).write_text("not for this one")
    archreport.save(bare_report, tmp_path / "bare.json")
    assert archreport.load(tmp_path / "bare.json") == bare_report


def test_they_come_back_as_they_were(report: Report, tmp_path: Path) -> None:
    assert report.run and report.run.timings
    write_timings(report.run.timings, tmp_path / TIMINGS)
    assert read_timings(tmp_path / TIMINGS) == report.run.timings
    assert read_timings(tmp_path / "none.json") is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"date": 3}', b"\xff"])
def test_a_broken_file_is_said(report: Report, tmp_path: Path, content: bytes) -> None:
    archreport.save(report, tmp_path / "report.json")
    (tmp_path / TIMINGS).write_bytes(content)
    with pytest.raises(ReportInvalid, match=r"timings\.json cannot be read") as raised:
        archreport.load(tmp_path / "report.json")
    assert "archreport build" in raised.value.hint
