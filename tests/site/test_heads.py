"""The heads of built pages, as a browser, a search engine and a reference manager read them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html as lxml_html

from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.site.heads import read_page, write_heads
from tests.render.page_heads.vocabulary import mistakes

#: Addresses that nobody has, and that are written where one was forgotten.
NOBODY = re.compile(
    r"//(?:[\w-]+\.)*(?:example(?:\.(?:org|com|net))?|invalid|localhost|test)(?=[/:\"'<\s])|"
    r"\b(?:OWNER|USERNAME|your-?name)/|TODO|FIXME",
    re.IGNORECASE,
)


def heads(site: Path):
    for path in sorted(site.glob("*/**/index.html")):
        text = path.read_text(encoding="utf-8")
        if "<article" in text:
            yield path.relative_to(site).as_posix(), text.partition("</head>")[0]


def descriptions(head: str):
    return [
        json.loads(script.text)
        for script in lxml_html.fromstring(head).xpath('//script[@type="application/ld+json"]')
    ]


def test_every_page_of_the_tiny_site_has_one(tiny_site: Path) -> None:
    kinds = set()
    for page, head in heads(tiny_site):
        tree = lxml_html.fromstring(head)
        assert tree.xpath('//meta[@property="og:title"]/@content'), page
        for thing in descriptions(head):
            assert mistakes(thing) == [], page
            kinds |= {one["@type"] for one in thing.get("@graph", [thing])}
    assert kinds == {"WebSite", "SoftwareSourceCode", "Course", "LearningResource", "Dataset"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_downloads_lie_where_the_description_says(tiny_site: Path, language: str) -> None:
    seen = 0
    for page, head in heads(tiny_site):
        if not page.startswith(f"{language}/"):
            continue
        for thing in descriptions(head):
            for file in (*thing.get("distribution", ()), *thing.get("encoding", ())):
                place = urlsplit(urljoin(f"//host/{page}", file["contentUrl"])).path
                assert (tiny_site / place.lstrip("/")).is_file(), (page, file)
                seen += 1
    assert seen > 10


def forgotten(site: Path) -> set[tuple[str, str]]:
    """Addresses of nobody in what readers are shown or take away."""
    return {
        (path.relative_to(site).as_posix(), found[0])
        for path in site.rglob("*")
        if path.suffix in (".html", ".bib", ".tex", ".txt", ".csv", ".json", ".xml", ".ipynb")
        and path.is_file()
        for found in NOBODY.finditer(path.read_text(encoding="utf-8"))
    }


def test_no_page_names_an_address_that_nobody_has(tiny_site: Path) -> None:
    assert forgotten(tiny_site) == set()


@pytest.mark.whole_site
def test_nor_does_one_of_the_whole_site(site: Path) -> None:
    assert forgotten(site) == set()


@pytest.mark.parametrize(
    "text", ["http://localhost/en/", "https://a.example.org/x", "//archreport.example/", "TODO"]
)
def test_such_an_address_would_be_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "index.html").write_text(f'<a href="{text}">a</a>', encoding="utf-8")
    assert len(forgotten(tmp_path)) == 1


PAGE = """<!doctype html><html lang="en"><head><title> 1 AlexNet - archreport</title>
<meta name="description" content="Count  it &amp; see."></head><body><article>
<div class="goals"><p>Goals</p><ul><li>To <b>count</b>.</li><li>To see.</li></ul></div>
<ul><li>No goal.</li></ul></article></body></html>"""


def test_what_a_page_says_of_itself_is_read(en: Language) -> None:
    page = read_page(PAGE, "course/01-alexnet/", en)
    assert (page.title, page.description) == ("1 AlexNet", "Count it & see.")
    assert page.teaches == ["To count.", "To see."]


def test_whatever_builder_made_the_page(tmp_path: Path, report: Report, published: str) -> None:
    """Names without quotes, as Zensical writes them; frames and other pages are left alone."""
    built = {
        "en/models/tiny/index.html": "<!doctype html><html lang=en><head><meta charset=utf-8>"
        "<title>Tiny - archreport</title><meta name=description content=Small.></head>"
        "<body><article><h1>Tiny</h1></article></body></html>",
        "en/models/tiny/tiny.csv": "a,b\n",
        "en/models/tiny/embed/row/index.html": "<html><head></head><body>1</body></html>",
        "zh/models/tiny/index.html": "<html lang=zh><head><title>小 - archreport</title></head>"
        "<body><article><h1>小</h1></article></body></html>",
    }
    for name, text in built.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    write_heads(tmp_path, {"tiny": report})
    frame = (tmp_path / "en/models/tiny/embed/row/index.html").read_text(encoding="utf-8")
    assert frame == built["en/models/tiny/embed/row/index.html"]
    for language in ("en", "zh"):
        text = (tmp_path / language / "models/tiny/index.html").read_text(encoding="utf-8")
        (thing,) = descriptions(text.partition("</head>")[0])
        assert thing["url"] == f"{published}/{language}/models/tiny/"
        (file,) = thing["distribution"]
        assert file["contentUrl"] == f"{published}/en/models/tiny/tiny.csv"
        assert text.endswith("</article></body></html>")
