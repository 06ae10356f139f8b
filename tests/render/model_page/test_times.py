"""Times and memory: on a page of their own, and nowhere else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from archreport.render.downloads.citation import FORMATS, cite
from archreport.render.model_page.page import model_files
from archreport.render.model_page.times import times
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.report.report_file import to_json
from archreport.report.timings import Timings


@pytest.fixture
def timings(report: Report) -> Timings:
    assert report.run and report.run.timings
    return report.run.timings


def cells(html: str) -> list[list[str]]:
    lines = re.findall(r"<tr[^>]*>(<th scope=\"row\">.*?)</tr>", html, re.S)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", line)]
        for line in lines
    ]


def test_rows_stand_beside_their_macs(report: Report, timings: Timings, t: Language) -> None:
    html = str(times(report, timings, t))
    *rows, total, whole = cells(html)
    assert [(row[0], row[2]) for row in rows] == [
        ("stem.conv", "2.100"), ("stem.relu", "0.200"), ("mix@2", "1.100"), ("fc", "0.100"),
    ]  # fmt: skip
    assert rows[0][1] == f"{report.row('stem.conv').macs:,}"
    assert (total[2], whole[2]) == ("3.500", "3.000")
    assert "Test &lt;CPU&gt;" in html
    assert "1.0 MiB" in html.replace("\N{NO-BREAK SPACE}", " ")
    assert "2026-01-02" in html


def test_one_pass_is_no_median(report: Report, timings: Timings, en: Language) -> None:
    assert "3.0 ms, median of 3" in times(report, timings, en)
    assert "3.0 ms, one pass" in times(report, replace(timings, passes=1), en)


def test_the_sum_of_rows_is_explained_only_where_it_exceeds_the_pass(
    report: Report, timings: Timings, en: Language
) -> None:
    assert "exceeds" in times(report, timings, en)
    assert "exceeds" not in times(report, replace(timings, seconds=1.0), en)


def test_no_other_page_and_no_download_repeats_them(
    report: Report, timings: Timings, t: Language
) -> None:
    assert report.run
    other = replace(
        timings, date="1999-12-31", device_name="Another", threads=64, passes=1, seconds=9.0,
        peak_bytes=0, rows=dict.fromkeys(timings.rows, 1.0),
    )  # fmt: skip
    again = replace(report, run=replace(report.run, timings=other))
    pages, pages_again = (dict(model_files(one, t)) for one in (report, again))
    assert pages.pop("times/index.md") != pages_again.pop("times/index.md")
    assert pages == pages_again
    assert to_json(report) == to_json(again)
    assert report.content_hash == again.content_hash
    for form in FORMATS:
        assert cite(report, format=form, t=t) == cite(again, format=form, t=t)


def test_a_report_without_times_has_no_such_page_and_leads_to_none(
    report: Report, t: Language
) -> None:
    assert report.run
    untimed = replace(report, run=replace(report.run, timings=None))
    pages = model_files(untimed, t)
    assert "times/index.md" not in pages
    assert "times/" not in "".join(pages.values())
