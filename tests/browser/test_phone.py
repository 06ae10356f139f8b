"""What a phone has to do before a page can be read: counted, not timed."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from archreport.catalog.networks import CATALOG
from tests.browser.test_site import LANGUAGES, MODEL, in_view, whole

PHONE = {"width": 390, "height": 844}
#: Elements around the text of a page. On a page of a few lines they are nearly all, and the theme's
#: script styles them as often as it runs.
FRAME = 300


@pytest.mark.parametrize(
    "path",
    [
        f"en/{MODEL}", "en/course/01-alexnet/", "en/audit/all/",
        *map(whole, ("zh/course/06-drawing/", "en/models/googlenet/", "zh/models/unet/")),
        whole("zh/audit/all/"),
    ],
)  # fmt: skip
def test_most_of_a_page_is_styled_when_it_comes_near(browser, address, path, tmp_path):
    """An element may be styled again, as the page is read and the theme's script runs; but those
    far down not at all, and none over and over."""
    page = browser.new_page(viewport=PHONE)
    browser.start_tracing(page=page, path=tmp_path / "trace", categories=["devtools.timeline"])
    page.goto(address + path, wait_until="load")
    page.wait_for_timeout(500)
    browser.stop_tracing()
    elements = page.evaluate("document.querySelectorAll('*').length")
    page.close()
    events = json.loads((tmp_path / "trace").read_bytes())["traceEvents"]
    styled = sum(
        event["args"].get("elementCount", 0)
        for event in events
        if event["name"] == "UpdateLayoutTree"
    )
    assert 0 < styled <= 2 * max(elements, FRAME)


@pytest.mark.parametrize("path", [MODEL, "audit/all/", "course/01-alexnet/", whole("models/unet/")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_far_down_keeps_its_size_when_it_comes_near(open_page, language, path):
    """So the page keeps its length, and a link into it finds its place."""
    sizes = """() => [...document.querySelectorAll('svg[class], .table-scroll.long')]
        .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())
        .map(r => [Math.round(r.width), Math.round(r.height)])"""
    page = open_page(f"{language}/{path}", **PHONE)
    before = page.evaluate(sizes), page.evaluate("document.documentElement.scrollHeight")
    page.add_style_tag(content="* { content-visibility: visible !important; }")
    assert (page.evaluate(sizes), page.evaluate("document.documentElement.scrollHeight")) == before


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("anchor", ["relu5_3", "fc8", "s-conv5_3", "m-relu5_3", "cite-row"])
def test_a_link_far_into_a_page_finds_its_place(open_page, javascript, anchor):
    page = open_page(f"zh/{MODEL}#{anchor}", **PHONE, javascript=javascript)
    page.wait_for_timeout(300)
    assert in_view(page, f"[id='{anchor}']")


@pytest.mark.whole_site
@pytest.mark.parametrize("width", [390, 1280])
def test_the_pictures_of_the_first_screen_are_few(browser, address, site: Path, width):
    """As the browser asks for them, which looks ahead of what is on the screen."""
    for key in CATALOG:
        page = browser.new_page(viewport={"width": width, "height": 844})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))  # noqa: B023
        page.goto(f"{address}zh/models/{key}/", wait_until="networkidle")
        page.close()
        files = [site / unquote(urlsplit(url).path).lstrip("/") for url in set(asked)]
        pictures = [file for file in files if file.suffix in (".png", ".webp", ".svg")]
        assert sum(file.stat().st_size for file in pictures) <= 1_500_000, key


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_those_of_the_machine_until_one_chooses(open_page, scheme):
    page = open_page(f"en/{MODEL}", scheme=scheme)
    body = page.locator("body")
    names = {"light": "default", "dark": "slate"}
    other = {"light": "dark", "dark": "light"}[scheme]
    assert body.get_attribute("data-md-color-scheme") == names[scheme]
    assert page.get_attribute("meta[name=color-scheme]", "content") == scheme
    assert page.locator("label[for^=__palette]:visible").count() == 1
    page.locator("label[for^=__palette]:visible").click()
    page.wait_for_timeout(100)
    assert body.get_attribute("data-md-color-scheme") == names[other]
    assert body.get_attribute("data-md-color-switching") is None
    page.reload()
    assert body.get_attribute("data-md-color-scheme") == names[other], "it is remembered"
    page.locator("input:has(+ label[for^=__palette]:not([hidden]))").focus()
    page.keyboard.press("Enter")
    assert body.get_attribute("data-md-color-scheme") == names[scheme], "the keyboard does it too"


def test_the_colours_are_settled_before_the_content(browser, address):
    """Nobody who reads in the dark sees a bright page first."""
    page = browser.new_page(color_scheme="dark")
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{address}en/{MODEL}", wait_until="domcontentloaded")
    assert page.get_attribute("body", "data-md-color-scheme") == "slate"
    page.close()
