"""A page as the tests look at it."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from lxml import etree

from archreport.site.check.html_page import parse

VOID = frozenset(("base", "br", "col", "hr", "img", "input", "link", "meta"))


@dataclass(frozen=True)
class Parsed:
    """A piece of HTML that is properly nested: its tree, and what most tests ask of it."""

    root: etree._Element
    ids: list[str]
    hrefs: list[str]
    images: list[dict[str, str]]
    text: str


def attributes(root: etree._Element, path: str) -> list[dict[str, str]]:
    """The attributes of the elements at an XPath."""
    return [dict(element.attrib) for element in root.xpath(path)]


class _Nesting(HTMLParser):
    """What lxml, like a browser, mends without a word: ends left out or crossed, repetitions."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"<{tag}> repeats an attribute: {attrs}"

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        inner = self.open.pop()
        assert inner == tag, f"</{tag}> inside <{inner}> (line {self.getpos()[0]})"


def parse_html(text: str) -> Parsed:
    """Read HTML; fails when tags are not properly nested or an element stays open."""
    nesting = _Nesting()
    nesting.feed(text)
    nesting.close()
    assert not nesting.open, f"left open: {nesting.open}"
    root = parse(text)
    return Parsed(
        root=root,
        ids=root.xpath("//@id[. != '']", smart_strings=False),
        hrefs=root.xpath("//@href[. != '']", smart_strings=False),
        images=attributes(root, "//img"),
        text="".join(root.itertext()),
    )
