"""A report in a notebook: self-contained, escaped, and the same numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from archreport.render.downloads.notebook import html_file, notebook_html
from archreport.render.words.language import Language
from archreport.report.model import Report


def test_it_is_one_well_formed_fragment(any_report: Report, t: Language, parsed) -> None:
    html = notebook_html(any_report, t)
    found = parsed(html)
    assert found.ids == [], "two reports in one notebook must not share ids"
    assert found.hrefs == []
    assert found.images == []
    assert "<script" not in html
    assert "http" not in html
    assert "url(" not in html


def test_it_is_what_a_notebook_asks_for(report: Report) -> None:
    assert report._repr_html_() == notebook_html(report)


def test_rows_totals_and_sums_are_there(report: Report, en: Language, parsed) -> None:
    html = notebook_html(report, en)
    text = parsed(html).text
    for row in report.rows:
        assert row.id in text
        assert f"{row.param_count:,}" in text
    assert "64·10 + 10 = 650" in text
    total = re.search(r"<tfoot>(.*?)</tfoot>", html, re.S)
    assert total
    assert "1,131" in total[1]
    assert "9,920" in total[1]


def test_a_gap_in_the_count_stands_out(bare_report: Report, report: Report) -> None:
    assert 'class="w"' in notebook_html(bare_report)
    assert "custom_op" in notebook_html(bare_report)
    assert 'class="w"' in notebook_html(report)  # one of its checks failed
    assert "9,921" in notebook_html(report)
    passed = tuple(check for check in report.checks if check.ok)
    assert 'class="w"' not in notebook_html(replace(report, checks=passed))


def test_it_has_a_dark_scheme(report: Report) -> None:
    html = notebook_html(report)
    assert "prefers-color-scheme:dark" in html
    assert "data-jp-theme-light=false" in html


def test_the_file_is_a_whole_document(any_report: Report, t: Language, parsed) -> None:
    html = html_file(any_report, t)
    assert html.startswith("<!DOCTYPE html>")
    assert f'<html lang="{t.tag}">' in html
    assert notebook_html(any_report, t) in html
    assert parsed(html).hrefs == []
