"""Citations: of a report and of one row, in every format."""

from __future__ import annotations

import json
import re

import pytest

from archreport.errors import BadInput, UnknownRow
from archreport.render.downloads.citation import FORMATS, cite, page_address
from archreport.render.words.language import Language
from archreport.report.model import Report


def bibtex_entry(text: str) -> tuple[str, str, dict[str, str]]:
    """A strict reader of one entry: type, key, and fields with balanced braces."""
    head = re.match(r"@(\w+)\{([A-Za-z0-9_.:+-]+),\n", text)
    assert head, text
    fields, position = {}, head.end()
    while match := re.compile(r"\s*(\w+)\s*=\s*\{").match(text, position):
        depth, end = 1, match.end()
        while depth:
            escaped = text[end - 1] == "\\"
            depth += 0 if escaped else {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        fields[match[1]] = text[match.end() : end - 1]
        position = end + 1 if text[end] == "," else end
    assert text[position:].strip() == "}", text[position:]
    return head[1], head[2], fields


def test_a_row_is_cited_with_its_numbers_address_and_hash(report: Report) -> None:
    assert cite(report, "stem.conv") == (
        "archreport 0.1.0, Tiny & <Small>, Table 1, row stem.conv "
        "(112 parameters, 6,912 MACs, 256 activations), "
        "https://archreport.example/en/models/tiny/#stem.conv, "
        f"report sha256 {report.content_hash[:8]}"
    )


def test_numbers_that_are_zero_are_left_out(report: Report) -> None:
    assert "row pool (64 activations)" in cite(report, "pool")
    assert "row drop, https" in cite(report, "drop")


def test_a_citation_follows_the_language_of_its_page(report: Report, zh: Language) -> None:
    text = cite(report, "fc", t=zh)
    assert "/zh/models/tiny/#fc" in text
    assert "表 1，fc 行（650 个参数" in text


def test_the_site_address_is_a_parameter(report: Report, published: str) -> None:
    text = cite(report, "fc", site_url="https://nets.example/book/")
    assert "https://nets.example/book/en/models/tiny/#fc" in text
    assert published not in text


@pytest.mark.parametrize("row_id", [None, "mix@2", "stem.conv"])
def test_bibtex_is_valid(report: Report, row_id: str | None, t: Language) -> None:
    kind, key, fields = bibtex_entry(cite(report, row_id, "bibtex", t=t))
    assert kind == "misc"
    assert key == {None: "archreport-tiny", "mix@2": "archreport-tiny-mix-2",
                   "stem.conv": "archreport-tiny-stem.conv"}[row_id]  # fmt: skip
    assert fields["author"] == "{archreport}"
    assert re.fullmatch(r"\d{4}", fields["year"])
    assert fields["title"].startswith(r"{Tiny \& \textless{}Small\textgreater{}}")
    address = page_address(report, t) + (f"#{row_id}" if row_id else "")
    assert fields["howpublished"] == rf"\url{{{address}}}"
    assert report.content_hash[:8] in fields["note"]
    assert not re.search(r"(?<!\\)[_&%#$]", fields["note"] + fields["title"])


def test_bibtex_of_a_model_off_the_shelf_has_no_address(bare_report: Report) -> None:
    _, key, fields = bibtex_entry(cite(bare_report, "fc", "bibtex"))
    assert key == "archreport-Net-fc"
    assert "howpublished" not in fields
    assert "http" not in cite(bare_report, "fc")


def test_csl_json_is_json_that_citation_managers_know(report: Report) -> None:
    (item,) = json.loads(cite(report, "fc", "csl-json"))
    assert item["type"] == "dataset"
    assert item["URL"].endswith("#fc")
    assert item["issued"]["date-parts"][0][0] > 2000
    assert item["language"] == "en"
    (chinese,) = json.loads(cite(report, "fc", "csl-json", t=Language("zh")))
    assert chinese["language"] == "zh-CN"


def test_apa_markdown_and_latex(report: Report) -> None:
    assert cite(report, "fc", "apa").startswith("archreport. (")
    assert cite(report, "fc", "apa").endswith("/en/models/tiny/#fc")
    markdown = cite(report, "mix@2", "markdown")
    assert "](<https://archreport.example/en/models/tiny/#mix@2>)" in markdown
    assert r"Tiny & \<Small\>" in markdown
    assert r"row mix@2" in cite(report, "mix@2", "latex")
    assert r"Tiny \& \textless{}Small" in cite(report, None, "latex")


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_carries_the_hash_and_no_date(report: Report, format: str) -> None:
    for row_id in (None, "fc"):
        text = cite(report, row_id, format)
        assert report.content_hash[:8] in text
        assert "2026-01-02" not in text
        assert text.strip()


def test_what_does_not_exist_is_said(report: Report) -> None:
    with pytest.raises(UnknownRow, match=r"'stem\.cnv'"):
        cite(report, "stem.cnv")
    with pytest.raises(BadInput, match="'ris'") as error:
        cite(report, format="ris")
    assert "bibtex" in error.value.hint


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("row", [None, "fc"])
def test_without_an_address_a_citation_says_how_to_make_it_again(
    report: Report, format: str, row: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ARCHREPORT_SITE_URL")
    text = cite(report, row, format)
    assert "http" not in text and "url" not in text
    assert "archreport show tiny" in text
    assert report.content_hash[:8] in text
    assert page_address(report, Language("en")) == ""


@pytest.mark.parametrize("format", FORMATS)
def test_without_an_address_a_citation_says_so_or_where_the_code_is(
    report: Report, t: Language, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ARCHREPORT_SITE_URL")
    said = {"en": "not published at any address", "zh": "未在任何网址发布"}[t.code]
    nowhere = cite(report, "fc", format, t=t)
    assert said in nowhere and "://" not in nowhere
    monkeypatch.setenv("ARCHREPORT_REPOSITORY", "https://forge.example/us/archreport/")
    somewhere = cite(report, "fc", format, t=t)
    assert said not in somewhere
    assert "https://forge.example/us/archreport" in somewhere.replace("\\", "")
    assert "archreport show tiny" in somewhere and report.content_hash[:8] in somewhere


@pytest.mark.parametrize("format", FORMATS)
def test_a_published_citation_needs_neither(
    report: Report, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHREPORT_REPOSITORY", "https://forge.example/us/archreport")
    text = cite(report, "fc", format)
    assert "forge.example" not in text and "not published" not in text


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "given",
    ["10.1234/abc.5", "doi:10.1234/abc.5", "https://doi.org/10.1234/abc.5", " 10.1234/abc.5 "],
)
def test_a_doi_is_printed_where_there_is_one(
    report: Report, format: str, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "doi" not in cite(report, "fc", format).lower()
    monkeypatch.setenv("ARCHREPORT_DOI", given)
    text = cite(report, "fc", format)
    assert text.count("10.1234/abc.5") == 1
    if format == "csl-json":
        assert json.loads(text)[0]["DOI"] == "10.1234/abc.5"
    if format == "bibtex":
        assert "  doi          = {10.1234/abc.5}" in text


@pytest.mark.parametrize("wrong", ["zenodo.5", "11.1234/a", "10.1234/", "10.1234/a b", "10.12/a"])
def test_a_doi_that_is_none(report: Report, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHREPORT_DOI", wrong)
    with pytest.raises(BadInput, match="no DOI"):
        cite(report)


@pytest.mark.parametrize(
    "wrong", ["archreport", "ftp://x.example", "https://", "https://<b>.example"]
)
def test_an_address_that_is_none(
    report: Report, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHREPORT_SITE_URL", wrong)
    with pytest.raises(BadInput, match="no address of the web"):
        cite(report)
