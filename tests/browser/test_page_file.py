"""A page that is one file, opened from the disk as a reader does: no server, no script."""

from __future__ import annotations

from pathlib import Path

import pytest

from archreport.render.downloads.report_files import report_files
from archreport.render.page_file.page import page_html
from archreport.render.words.language import Language
from tests.render.page_file.test_page import analysed, chain

WIDTHS = (1280, 390)
PAGES = {"encoder": "en", "detector": "zh", "chain": "en"}


def report_of(name: str):
    return chain() if name == "chain" else analysed(name)


@pytest.fixture(params=PAGES)
def file(request, tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    html = page_html(report_of(request.param), Language(PAGES[request.param]))
    path.write_text(html, encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_well_at_any_width(browser, axe, file: Path, scheme: str) -> None:
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page, asked = context.new_page(), []
        page.on("request", lambda one, asked=asked: asked.append(one.url))
        page.goto(file.as_uri())
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(22, 24, 27)") == (scheme == "dark")
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(one["id"], one["nodes"][0]["target"]) for one in found["violations"]] == []
        context.close()


def test_a_click_saves_a_file_without_script(browser, tmp_path: Path) -> None:
    report, t = analysed("encoder"), Language("en")
    (tmp_path / "page.html").write_text(page_html(report, t), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    assert saved.value.suggested_filename == "Encoder.csv"
    assert Path(saved.value.path()).read_bytes() == report_files(report, t)["model.csv"]
    context.close()


def test_a_link_opens_the_list_that_its_row_is_in(browser, tmp_path: Path) -> None:
    report = chain()
    (tmp_path / "page.html").write_text(page_html(report, Language("en")), encoding="utf-8")
    page = browser.new_page(java_script_enabled=False)
    last = report.rows[-1500].id
    page.goto(f"{(tmp_path / 'page.html').as_uri()}#{last}")
    assert page.locator(f"[id='{last}']").is_visible()
    page.close()
