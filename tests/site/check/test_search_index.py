"""The checker follows the search's index to the pages."""

import pytest

from archreport.site.check.faults import check_site
from archreport.site.search.index import write_search

PAGE = """<html lang="en"><body><article><h1 id="top">Stride</h1><p>How far.</p>
<h2 id="more">More</h2><p>Text.</p><table class="layers"><caption>c</caption>
<tr class="row" id="conv1"><td>1</td></tr></table></article></body></html>"""


@pytest.fixture
def site(tmp_path):
    for name in ("", "models/net/"):
        page = tmp_path / "en" / name / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(PAGE, encoding="utf-8")
    script = tmp_path / "en/assets/js/search.js"
    script.parent.mkdir(parents=True)
    script.write_text("", encoding="utf-8")
    write_search(tmp_path, ["en"])
    assert check_site(tmp_path) == []
    return tmp_path


def said(site):
    return [(one.page, one.detail) for one in check_site(site) if one.kind == "bad index"]


def test_an_index_that_is_not_there(site):
    (site / "en/search/index.js").unlink()
    assert said(site) == [("en/search/index.js", "the index of the search is not there")]


def test_a_file_that_is_not_there(site):
    (site / "en/search/texts-0.js").unlink()
    assert said(site) == [("en/search/index.js", "texts-0.js is not there")]


def test_a_file_of_another_build(site):
    (site / "en/search/terms-7.js").write_text("", encoding="utf-8")
    assert said(site) == [
        ("en/search/index.js", "terms-7.js is of another build: nothing leads to it")
    ]


def test_a_page_that_is_not_there(site):
    (site / "en/models/net/index.html").unlink()
    assert said(site) == [("en/search/index.js", "it leads to models/net/, which is not there")]


def test_an_id_or_a_row_that_is_not_there(site):
    path = site / "en/models/net/index.html"
    html = path.read_text(encoding="utf-8")
    path.write_text(html.replace("more", "less").replace("conv1", "conv2"), encoding="utf-8")
    assert said(site) == [
        ("en/search/index.js", "models/net/ has no id 'more'"),
        ("en/search/terms-0.js", "models/net/ has no row 'conv1'"),
    ]


def test_what_is_no_index(site):
    (site / "en/search/index.js").write_text("alert(1)", encoding="utf-8")
    ((_, detail),) = said(site)
    assert "cannot be read" in detail
