"""A piece of HTML for the page of somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from archreport.errors import BadInput, UnknownRow
from archreport.render.embedding.fragment import CLASS, embed, sheet
from archreport.render.embedding.options import SHOWS, Options
from archreport.report.model import Report
from tests.parsed import Parsed


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_piece_is_whole_html_without_script(
    show: str, lang: str, report: Report, parsed: Callable[[str], Parsed]
) -> None:
    piece = embed(report, "stem.conv", Options(show, lang))
    parsed(piece)
    assert piece.startswith(f'<figure class="{CLASS} ar-{show}" lang="{lang}"')
    assert "<script" not in piece and "style=" not in re.sub(r'style="--[a-z]+:', "", piece)
    assert "\n\n" not in piece  # which would end it inside Markdown
    assert report.content_hash[:8] in piece


@pytest.mark.parametrize("show", SHOWS)
def test_two_pieces_of_a_page_share_no_id(show: str, report: Report) -> None:
    ids = [
        set(re.findall(r'\bid="([^"]+)"', embed(report, "stem.conv", Options(show), name=name)))
        for name in ("ar1", "ar2")
    ]
    assert not ids[0] & ids[1]
    for one, name in zip(ids, ("ar1", "ar2"), strict=True):
        assert all(found.startswith(f"{name}-") for found in one)
    piece = embed(report, "stem.conv", Options(show), name="ar1")
    for names in re.findall(r'aria-labelledby="([^"]+)"', piece):
        assert set(names.split()) <= ids[0]


def test_a_row_has_its_sums(report: Report) -> None:
    piece = embed(report, "stem.conv")
    assert "<b>stem.conv</b>" in piece
    assert "= 112</td>" in piece
    assert "archreport show tiny#stem.conv" in piece


def test_links_lead_to_the_published_page(report: Report, published: str) -> None:
    for show in ("row", "ribbon", "diagram"):
        piece = embed(report, "stem.conv", Options(show, "zh"))
        assert f"{published}/zh/models/tiny/#" in piece
        ids = re.findall(r'\bid="([^"]+)"', piece)
        assert set(re.findall(r'href="#([^"]+)"', piece)) <= set(ids)
    assert "<a " in embed(report, "", Options("diagram"))


def test_where_nothing_is_published_there_are_no_links(report: Report) -> None:
    for show in SHOWS:
        assert "<a" not in embed(report, "stem.conv", Options(show))


def test_a_table_has_the_columns_that_are_asked_for(report: Report) -> None:
    piece = embed(report, "fc", Options("table", columns=("params",)))
    assert piece.count('<th scope="col"') == 2
    assert re.search(r'class=" ar-marked"><th scope="row">fc</th><td>650</td>', piece)
    by_module = embed(report, "", Options("table", depth=1))
    assert by_module.count("<tr") < embed(report, "", Options("table")).count("<tr")


def test_what_cannot_be_shown(report: Report) -> None:
    with pytest.raises(BadInput, match="No row of"):
        embed(report, "", Options("row"))
    with pytest.raises(UnknownRow):
        embed(report, "stem.cnv")


def test_the_sheet_touches_nothing_else() -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet(), flags=re.DOTALL)
    for selectors in re.findall(r"([^{};]+)\{", text):
        if not selectors.strip().startswith("@"):
            for one in re.split(r",(?![^()]*\))", selectors):
                assert f".{CLASS}" in one, one
    assert len(text) < 12_000
