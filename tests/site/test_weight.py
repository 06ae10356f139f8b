"""What the site weighs: in all, and each page on its way to a reader."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from archreport.site.check.faults import HEAVIEST
from archreport.site.check.html_page import parse
from archreport.site.one_copy import OWN
from tests.paths import ROOT

MB = 1_000_000
#: All of it, with every feature map of a VGG-16 that has learned.
WHOLE_SITE = 120 * MB
#: Pictures that a page asks for before anybody scrolls.
FIRST_PICTURES = 1.5 * MB

both_sites = pytest.mark.parametrize(
    "_which", ["tiny", pytest.param("whole", marks=pytest.mark.whole_site)]
)


def pages(site: Path) -> Iterator[tuple[Path, etree._Element]]:
    for path in sorted(site.glob("*/**/*.html")):
        yield path, parse(path.read_text(encoding="utf-8"))


@pytest.mark.whole_site
def test_the_site_stays_light(site: Path) -> None:
    by_kind: dict[str, int] = defaultdict(int)
    for path in site.rglob("*"):
        if path.is_file():
            by_kind[path.suffix] += path.stat().st_size
    assert sum(by_kind.values()) <= WHOLE_SITE, sorted(by_kind.items(), key=lambda kind: -kind[1])


@both_sites
def test_every_page_stays_light(site: Path, _which: str) -> None:
    heavy = {path: path.stat().st_size for path in site.rglob("*.html")}
    assert {path: size for path, size in heavy.items() if size > 250_000} == {}
    assert HEAVIEST == 250_000, "and the builder holds each page to it"


@both_sites
def test_what_is_of_no_language_stands_once(site: Path, _which: str) -> None:
    there: Mapping[str, list[str]] = defaultdict(list)
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.suffix != ".html":
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            there[digest].append(path.relative_to(site).as_posix())
    twice = [names for names in there.values() if len({name[:3] for name in names}) > 1]
    other = [names for names in twice if not names[0].partition("/")[2].startswith(OWN)]
    assert other == []


@both_sites
def test_a_page_has_one_style_sheet_of_ours_and_asks_for_the_font_with_it(
    site: Path, _which: str
) -> None:
    for path, page in pages(site):
        links = [(link.get("rel"), link.get("href")) for link in page.iter("link")]
        sheets = [href for rel, href in links if rel == "stylesheet"]
        own = [href for href in sheets if "/assets/css/" in f"/{href}"]
        moved = page.xpath("//meta[@http-equiv]")
        by_itself = page.xpath("//meta[@name='generator'][starts-with(@content, 'archreport')]")
        assert len(own) == (0 if moved or by_itself else 1), path
        if page.xpath("//article"):
            fonts = [href for rel, href in links if rel == "preload"]
            assert fonts and all(href.endswith(".woff2") for href in fonts), path


@both_sites
def test_pictures_wait_until_they_are_scrolled_to_and_keep_their_place(
    site: Path, _which: str
) -> None:
    for path, page in pages(site):
        pictures = list(page.iter("img"))
        unsized = [
            one.get("src")
            for one in pictures
            if not (one.get("width") and one.get("height")) and not _is_sized_by_the_sheet(one)
        ]
        assert unsized == [], path
        first = [
            (path.parent / one.get("src").partition("#")[0]).stat().st_size
            for one in pictures
            if one.get("loading") != "lazy"
        ]
        assert sum(first) <= FIRST_PICTURES, path


def _is_sized_by_the_sheet(picture: Any) -> bool:
    """A layer of the atlas has hundreds of pictures of one size, which units.css states once."""
    lists = [one for one in picture.iterancestors("ol") if one.get("class") == "units"]
    return bool(lists) and _UNITS_HAVE_A_SIZE


_RULE = re.search(
    r"ol\.units img \{([^}]*)\}",
    (ROOT / "docs/assets/css/units.css").read_text(encoding="utf-8"),
)
_UNITS_HAVE_A_SIZE = bool(_RULE and re.search(r"\swidth: \d.*\sheight: \d", _RULE[1], re.DOTALL))
