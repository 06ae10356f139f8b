"""Readers of one version of the site change to another, and are told where theirs is older."""

from __future__ import annotations

import shutil

import pytest

from publishing.versions import add_version

ADDRESS = "https://us.example"
CANONICAL = '<link rel="canonical" href="{}/{}/en/"></head>'


@pytest.fixture(scope="module")
def pages(tiny_site, tmp_path_factory):
    """Two releases of the tiny site and the main branch."""
    folder = tmp_path_factory.mktemp("pages")
    for version, place in (("0.1.0", "0.1"), ("0.2.0", "0.2"), ("dev", "dev")):
        site = tmp_path_factory.mktemp("site") / "site"
        shutil.copytree(tiny_site, site)
        page = site / "en" / "index.html"
        text = page.read_text(encoding="utf-8")
        mark = CANONICAL.format(ADDRESS, place)
        page.write_text(text.replace("</head>", mark, 1), encoding="utf-8")
        add_version(site, folder, version, ADDRESS)
    return folder


@pytest.fixture
def address(serve, pages):
    return serve(pages)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "This is version 0.1.0"), ("zh", "这是版本 0.1.0")]
)
def test_the_same_row_in_another_version(open_page, address, language, said):
    page = open_page(f"0.1/{language}/models/vgg16/#conv3_1")
    assert page.locator(".older-version").inner_text().startswith(said)
    page.locator(".md-header .md-select").first.hover()
    page.locator(".md-select__link", has_text="0.2.0").click()
    page.wait_for_url(f"{address}0.2/{language}/models/vgg16/#conv3_1")
    assert page.locator(".older-version").count() == 0
    assert page.complaints == []


def test_from_the_older_one_to_the_newest(open_page, address):
    page = open_page("0.1/en/models/vgg16/")
    page.locator(".older-version a").click()
    page.wait_for_url(f"{address}latest/en/models/vgg16/")
    versions = page.locator(".md-header .md-select").first.locator("a")
    assert versions.all_inner_texts() == ["0.2.0", "0.1.0", "dev"]
    assert page.complaints == []


def test_the_door_leads_to_the_newest_in_the_readers_language(open_page, address):
    page = open_page("", locale="zh-CN")
    page.wait_for_url(f"{address}latest/zh/index.html")
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_choice_of_a_version_is_accessible(open_page, axe, scheme):
    page = open_page("0.1/zh/", scheme=scheme)
    page.locator(".older-version").wait_for()
    page.evaluate(axe)
    found = page.evaluate(
        "axe.run({include: ['.md-header', '.older-version']}).then(result => result.violations)"
    )
    assert [one["id"] for one in found] == []


def test_an_address_without_a_version_leads_on(open_page, address):
    """A host that knows it answers with this page at any address."""
    page = open_page("404.html")
    script = page.locator("script").first.inner_text()
    page.evaluate(
        "([text, path]) => { history.replaceState(null, '', path); (0, eval)(text); }",
        [script, "/zh/models/vgg16/#conv3_1"],
    )
    page.wait_for_url(f"{address}latest/zh/models/vgg16/#conv3_1")
