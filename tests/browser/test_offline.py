"""The archive of the site, unpacked and opened from a disk: no server, no net."""

from __future__ import annotations

import zipfile

import pytest

from archreport.site.offline import write_offline

PATIENCE = 180_000


@pytest.fixture
def unpacked(site, tmp_path):
    """The address of the unpacked archive, with a slash at its end."""
    write_offline(site, tmp_path / "course.zip")
    with zipfile.ZipFile(tmp_path / "course.zip") as archive:
        archive.extractall(tmp_path)
    return f"{(tmp_path / 'course').as_uri()}/"


@pytest.fixture
def open_file(browser):
    """Open a page; its complaints are collected in ``page.complaints``."""
    contexts = []

    def open_(url, *, javascript=True, locale="en-US"):
        context = browser.new_context(java_script_enabled=javascript, locale=locale)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: page.complaints.append(request.url))
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("language", "locale", "question", "found"),
    [
        ("en", "en-US", "conv3_1", "models/vgg16/index.html"),
        ("zh", "zh-CN", "怎样看窗口", "course/01-alexnet/index.html"),
    ],
)
def test_the_door_the_search_and_the_language_switch(
    unpacked, open_file, language, locale, question, found
):
    page = open_file(f"{unpacked}index.html", locale=locale)
    page.wait_for_url(f"{unpacked}{language}/index.html")
    page.wait_for_load_state()
    form = page.locator("form[data-search]")
    form.locator("input").fill(question)
    page.wait_for_function(
        "asked => document.querySelector('form[data-search]').dataset.answered === asked",
        arg=question,
    )
    form.locator("[role=option]").first.click()
    page.wait_for_url(f"{unpacked}{language}/{found}**")
    other = "zh" if language == "en" else "en"
    page.locator(".md-select").hover()
    page.locator(f".md-select__link[hreflang={other}]").click()
    page.wait_for_url(f"{unpacked}{other}/{found}**")
    assert page.locator("h1").inner_text()
    assert page.complaints == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_scripts_links_lead_from_page_to_page(unpacked, open_file, language):
    page = open_file(f"{unpacked}{language}/models/index.html", javascript=False)
    page.locator("article a[href^='vgg16/']").first.click()
    page.wait_for_url(f"{unpacked}{language}/models/vgg16/index.html**")
    assert "VGG-16" in page.title()
    assert page.complaints == []
