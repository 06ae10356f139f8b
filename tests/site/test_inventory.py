"""The names by which others link to the site: each leads to a place that is there."""

from __future__ import annotations

import io
import json
import posixpath
import re
import zlib
from pathlib import Path

import pytest
from sphinx.util.inventory import InventoryFile

from archreport.language.choice import LANGUAGES
from archreport.site.inventory.entries import Entry
from archreport.site.inventory.files import myst_references, sphinx_inventory


def places(folder: Path) -> dict[str, set[str]]:
    """The ids of every page below ``folder``, by the page's address."""
    return {
        page.relative_to(folder).as_posix().removesuffix("index.html"): set(
            re.findall(r'\sid="?([^\s">]+)', page.read_text(encoding="utf-8"))
        )
        for page in folder.rglob("index.html")
    }


def lines(inventory: bytes) -> list[tuple[str, str, str]]:
    """Name, role and address of each line, read apart from Sphinx."""
    head, _, body = inventory.partition(b"compressed using zlib.\n")
    assert head.startswith(b"# Sphinx inventory version 2\n# Project: archreport")
    found = []
    for line in zlib.decompress(body).decode().splitlines():
        match = re.fullmatch(r"(.+) (std:\w+) 1 (\S*) (.+)", line)
        assert match, line
        found.append((match[1], match[2], match[3]))
    return found


def every_name_leads_somewhere(site: Path) -> dict[str, list[tuple[str, str, str]]]:
    found = {}
    for language in LANGUAGES:
        there = places(site / language)
        found[language] = lines((site / language / "objects.inv").read_bytes())
        for name, role, uri in found[language]:
            page, _, fragment = uri.partition("#")
            assert page in there, (name, role, uri)
            assert not fragment or fragment in there[page], (name, role, uri)
        references = json.loads((site / language / "myst.xref.json").read_text("utf-8"))
        assert references["version"] == "1"
        for one in references["references"]:
            ids = there[one["url"].removeprefix("/")]
            assert one.get("html_id") is None or one["html_id"] in ids, one
    return found


def test_every_name_leads_to_a_place_of_a_small_site(site: Path) -> None:
    found = every_name_leads_somewhere(site)
    names = {name for name, _, _ in found["en"]}
    assert {
        "vgg16",
        "vgg16#conv3_1",
        "alexnet",
        "course/01-alexnet",
        "course/01-alexnet#windows",
    } <= names
    english, chinese = (
        {(name, uri) for name, role, uri in found[code] if role != "std:term"} for code in LANGUAGES
    )
    assert english == chinese


@pytest.mark.whole_site
def test_every_name_leads_to_a_place(site: Path) -> None:
    found = every_name_leads_somewhere(site)
    for language in LANGUAGES:
        names = {name for name, _, _ in found[language]}
        assert {
            "resnet152#conv4_36.add",
            "glossary#stride",
            "method",
            "audit#c-cb-vggd-param",
        } <= names
        assert len(names) > 5000
    terms = {name for name, role, _ in found["zh"] if role == "std:term"}
    assert {"步幅", "步长", "感受野"} <= terms


ENTRIES = (
    Entry("vgg16", "page", "models/vgg16/", "VGG-16"),
    Entry("vgg16#conv3_1", "row", "models/vgg16/#conv3_1", "VGG-16: conv3_1"),
    Entry("feature map", "term", "glossary/#feature-map", "feature map"),
)


def test_sphinx_reads_what_is_written() -> None:
    content = io.BytesIO(sphinx_inventory(ENTRIES, "archreport"))
    read = InventoryFile.load(content, "https://nets.example/en/", posixpath.join)
    row = read["std:label"]["vgg16#conv3_1"]
    assert row.uri == "https://nets.example/en/models/vgg16/#conv3_1"
    assert row.display_name == "VGG-16: conv3_1"
    assert read["std:term"]["feature map"].uri.endswith("glossary/#feature-map")
    assert "vgg16" in read["std:doc"]


def test_the_same_names_give_the_same_bytes() -> None:
    assert sphinx_inventory(ENTRIES, "a") == sphinx_inventory(ENTRIES, "a")
    assert myst_references(ENTRIES) == myst_references(ENTRIES)


def test_myst_is_told_page_and_id() -> None:
    page, row = json.loads(myst_references(ENTRIES))["references"]
    assert page == {"identifier": "vgg16", "kind": "page", "url": "/models/vgg16/"}
    assert row["html_id"] == "conv3_1"
