"""Pages for a frame: whole documents without a script, with every number and a way back."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from archreport.render.downloads.embed import SHEET, embed_files, embed_names, embed_sheet
from archreport.render.table_lines import lines
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.model import Report
from archreport.site.check.faults import HEAVIEST
from archreport.site.check.html_page import read_page
from tests.paths import ROOT
from tests.shelf import report_of

NAMES = ("table", "row", "ribbon", "diagram")


@pytest.fixture
def files(report: Report, t: Language) -> dict[str, str]:
    return dict(embed_files(report, t))


def test_there_is_a_page_for_each_part(files: dict[str, str], report: Report) -> None:
    assert embed_names(report) == NAMES
    assert list(files) == [f"embed/{name}.html" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_whole_page_in_its_language(files, parsed, t: Language, name: str) -> None:
    text = files[f"embed/{name}.html"]
    html, page = parsed(text), read_page(name, text)
    assert f'<html lang="{t.tag}">' in text
    assert "<script" not in text
    assert len(html.ids) == len(set(html.ids))
    assert page.headings[0].level == 1
    assert sum(heading.level == 1 for heading in page.headings) == 1
    assert page.has_text
    assert all(picture.named for picture in page.pictures)
    assert all(table.caption and not table.unscoped for table in page.tables)


@pytest.mark.parametrize("name", NAMES)
def test_each_says_where_it_comes_from_and_under_which_licence(files, parsed, t, name) -> None:
    html = parsed(files[f"embed/{name}.html"])
    assert f"https://archreport.example/{t.code}/models/tiny/" in html.text
    assert "../" in html.hrefs
    deed = "deed.zh-hans" if t.code == "zh" else ""
    assert f"https://creativecommons.org/licenses/by/4.0/{deed}" in html.hrefs
    assert f"https://creativecommons.org/publicdomain/zero/1.0/{deed}" in html.hrefs


def test_links_out_of_the_frame_open_beside_it(files) -> None:
    for name, text in files.items():
        assert '<base target="_blank">' in text, name
        inside = re.findall(r'<a href="#[^"]*"[^>]*>', text)
        assert all('target="_self"' in link for link in inside)


def test_the_table_has_every_row_with_an_address(files, report: Report, t: Language) -> None:
    text = files["embed/table.html"]
    ids = re.findall(r'<tr[^>]* id="([^"]+)"', text)
    assert ids == [*(line.id for line in lines(report, t)), "total"]
    assert f">{report.totals.params:,}<" in text
    for row_id in ids:
        assert f'<a href="../#{row_id}"' in text


def test_a_row_is_alone_with_its_arithmetic(files, report: Report) -> None:
    text = files["embed/row.html"]
    part = r'<i id="([^"]+)" hidden></i><section>(.*?)</section>'
    sections = re.findall(part, text, re.DOTALL)
    assert sorted(name for name, _ in sections) == sorted(row.id for row in report.rows)
    for name, section in sections:
        sums = report.row(name).sums
        for sum_ in sums.values():
            assert arithmetic.words(sum_) in section
        assert f'href="../#{name}"' in section
    style = re.sub(r"\s+", " ", embed_sheet())
    assert "section, i:target ~ nav { display: none; }" in style
    assert "i:target + section { display: block; }" in style


def test_the_style_is_said_once_for_all_pages(files: dict[str, str]) -> None:
    """Two hundred pages would repeat it."""
    for text in files.values():
        assert "<style" not in text
        assert re.findall(r'<link rel="stylesheet" href="([^"]+)">', text) == [f"../../../{SHEET}"]
    drawn = "".join(files.values())
    classes = {name for names in re.findall(r'class="([^"]+)"', drawn) for name in names.split()}
    styled = set(re.findall(r"\.([a-z][\w-]*)", embed_sheet()))
    assert {"only-narrow", "op-conv", "n-conv", "s-conv", "stage", "sum"} <= classes & styled


def test_both_languages_have_the_same_ids(report: Report, en: Language, zh: Language) -> None:
    english, chinese = embed_files(report, en), embed_files(report, zh)
    for name in english:
        ids = [re.findall(r'\sid="([^"]+)"', text[name]) for text in (english, chinese)]
        assert ids[0] == ids[1], name


def test_the_same_report_gives_the_same_bytes(report: Report, t: Language, files) -> None:
    assert embed_files(report, t) == files
    assert "2026-01-02" not in "".join(files.values())


@pytest.mark.parametrize("key", ["inception-v4", "resnet152"])
def test_the_longest_reports_stay_light(key: str) -> None:
    for name, text in embed_files(report_of(key), Language("zh")).items():
        assert len(text.encode()) <= HEAVIEST, name


def colours(css: str) -> list[dict[str, str]]:
    """The colours of a style sheet, light and dark."""
    light, dark = re.split(r"@media[^{]*(?:dark|screen)[^{]*\{", css, maxsplit=1)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", part)) for part in (light, dark)]
    assert all(found)
    return found


@pytest.mark.parametrize(
    "sheet",
    ["render/downloads/embed.css", "render/drawing/diagram/svg_file.css"],
    ids=["embed", "file"],
)
def test_the_colours_are_those_of_the_site(sheet: str) -> None:
    tokens = colours((ROOT / "archreport/render/sheets/tokens.css").read_text(encoding="utf-8"))
    own = colours(resources.files("archreport").joinpath(sheet).read_text("utf-8"))
    for theirs, ours in zip(tokens, own, strict=True):
        assert ours.items() <= theirs.items()


def test_a_network_without_weights_has_no_ribbon(report: Report) -> None:
    from dataclasses import replace

    bare = replace(report, rows=tuple(replace(row, params=()) for row in report.rows))
    assert embed_names(bare) == ("table", "row", "diagram")
