"""A page as the tests look at it."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass
class Parsed:
    """What a piece of HTML holds: ids, links, images and text. Parsing fails on a bad nesting."""

    ids: list[str]
    hrefs: list[str]
    images: list[dict[str, str | None]]
    text: str


class _Reader(HTMLParser):
    VOID = frozenset({"base", "br", "img", "input", "hr", "meta", "link", "col"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.found = Parsed([], [], [], "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(values) == len(attrs), f"<{tag}> repeats an attribute: {attrs}"
        if values.get("id"):
            self.found.ids.append(str(values["id"]))
        if values.get("href"):
            self.found.hrefs.append(str(values["href"]))
        if tag == "img":
            self.found.images.append(values)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> inside <{self.open[-1]}> (line {self.getpos()[0]})"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.found.text += data


def parse_html(text: str) -> Parsed:
    """Read HTML; fails when tags are not properly nested or an element stays open."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open, f"left open: {reader.open}"
    return reader.found
