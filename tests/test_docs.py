"""The hand-written pages and the site's configuration: the two languages keep in step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archreport.catalog.networks import CATALOG
from archreport.course.lessons.scripts import SCRIPTS
from archreport.render.compare_pages import pages_of
from archreport.render.sheets import page_sheets
from tests.paths import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(page.relative_to(DOCS / "en") for page in (DOCS / "en").rglob("*.md"))

_ID = re.compile(r"\{: #([\w-]+) \}|\bid=\"([\w-]+)\"")


def ids(text: str) -> list[str]:
    return [marked or raw for marked, raw in _ID.findall(text)]


def test_both_languages_have_the_same_pages() -> None:
    chinese = sorted(page.relative_to(DOCS / "zh") for page in (DOCS / "zh").rglob("*.md"))
    assert chinese == PAGES


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_both_languages_have_the_same_ids_in_the_same_order(page: Path) -> None:
    english, chinese = (
        ids((DOCS / language / page).read_text(encoding="utf-8")) for language in ("en", "zh")
    )
    assert english == chinese
    assert len(set(english)) == len(english)


@pytest.mark.parametrize("page", PAGES, ids=str)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_heading_has_an_ascii_id(page: Path, language: str) -> None:
    text = (DOCS / language / page).read_text(encoding="utf-8")
    outside_code = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for heading in re.findall(r"^#+ .*$", outside_code, re.MULTILINE):
        assert re.search(r" \{: #[a-z0-9-]+ \}$", heading), heading


@pytest.mark.parametrize("page", PAGES, ids=str)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_count_of_a_network_is_typed(page: Path, language: str) -> None:
    """Counts come from the reports. Large numbers or grouped digits in a lesson are typed ones."""
    text = (DOCS / language / page).read_text(encoding="utf-8")
    assert not re.findall(r"\b\d{1,3}(?:,\d{3})+\b|\b\d{5,}\b", text)


def test_both_navigations_list_the_same_pages() -> None:
    english, chinese = (
        re.findall(r"[\w/-]+\.md", (ROOT / name).read_text(encoding="utf-8").partition("\nnav:")[2])
        for name in ("mkdocs.yml", "mkdocs.zh.yml")
    )
    assert english == chinese
    assert {page.as_posix() for page in PAGES} <= set(english)


@pytest.mark.parametrize("name", ["mkdocs.yml", "mkdocs.zh.yml"])
def test_the_navigation_names_every_network_and_every_comparison(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for key in CATALOG:
        assert f"models/{key}/index.md" in text
    for page in ("", *(f"{page}/" for page in pages_of(CATALOG))):
        assert f"compare/{page}index.md" in text


def test_every_style_sheet_and_script_is_loaded_and_exists() -> None:
    """By every page, but for what search.js fetches, and what only some lessons ask for."""
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = re.findall(r"- (assets/(?:css|js)/[\w.-]+)$", config, re.MULTILINE)
    door = (DOCS / "assets/js/search.js").read_text(encoding="utf-8")
    fetched = [f"assets/js/{name}.js" for name in re.findall(r'script\("([\w-]+)"\)', door)]
    there = [
        path.relative_to(DOCS).as_posix()
        for folder in ("css", "js")
        for path in (DOCS / "assets" / folder).iterdir()
    ]
    there += page_sheets("assets/css/")
    asked = [f"assets/js/{name}.js" for name in SCRIPTS]
    assert sorted([*listed, *fetched, *asked]) == sorted(there)
    sheets = [name for name in listed if name.endswith(".css")]
    assert sheets[-1].endswith("print.css"), "print comes last: it changes all the others"


def test_the_root_page_offers_both_languages_and_sends_nobody_to_one() -> None:
    """A script follows the browser's language (tests/browser); without it both links are there."""
    html = (DOCS / "root" / "index.html").read_text(encoding="utf-8")
    assert "http-equiv" not in html
    assert '<a href="en/index.html"' in html
    assert '<a href="zh/index.html"' in html
    assert "navigator.languages" in html
    assert "src=" not in html
