"""One HTML page as plain data: its links, requests, ids, pictures, tables and headings.

Reading is separated from judging (`archreport.site.check.faults`), so that each can be tested on a line of
HTML. Only the standard library's parser is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from archreport.render.words.formatting import HAN

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
     "track", "wbr")
)  # fmt: skip
#: Elements whose text is of no language.
_NEITHER = ("code", "pre", "script", "style", "template")
#: Elements that make a browser ask for something while the page is read, and by which attributes.
_FETCHED = {
    "img": ("src",), "script": ("src",), "iframe": ("src",), "embed": ("src",), "track": ("src",),
    "source": ("src",), "audio": ("src",), "video": ("src", "poster"), "input": ("src",),
    "object": ("data",), "image": ("href", "xlink:href"), "use": ("href", "xlink:href"),
    "feimage": ("href", "xlink:href"),
}  # fmt: skip
#: <link rel=…> that does the same.
_FETCHED_RELATIONS = frozenset(
    ("stylesheet", "icon", "apple-touch-icon", "mask-icon", "manifest", "preload",
     "modulepreload", "prefetch", "preconnect", "dns-prefetch")
)  # fmt: skip

_CHINESE = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class Reference:
    """Something the browser asks for by itself, and the element that makes it."""

    tag: str
    url: str


@dataclass(frozen=True)
class Picture:
    """An ``img``, ``svg`` or ``iframe`` that is shown to everybody, with what names it."""

    tag: str
    what: str
    named: bool
    labelled_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """``unscoped`` holds the text of the head cells without a scope."""

    what: str
    caption: str = ""
    unscoped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    level: int
    text: str = ""


@dataclass(frozen=True)
class Page:
    """``name`` is the path below the site. ``anchors`` are all ids and named links; ``ids`` keeps
    repetitions; what is named "content" lies inside ``<article>``, or ``<body>`` without one.
    ``unmarked`` are texts with Chinese where no element says so; code is free, being neither."""

    name: str
    links: tuple[str, ...]
    requests: tuple[Reference, ...]
    styles: tuple[str, ...]
    ids: tuple[str, ...]
    anchors: frozenset[str]
    content_ids: tuple[str, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    headings: tuple[Heading, ...]
    has_text: bool
    language: str = ""
    unmarked: tuple[str, ...] = ()


def read_page(name: str, html: str) -> Page:
    """Parse one page. Broken HTML is read as far as it goes, as browsers do."""
    reader = _Reader("<article" in html)
    reader.feed(html)
    reader.close()
    return Page(
        name=name,
        links=tuple(reader.links),
        requests=tuple(reader.requests),
        styles=tuple(reader.styles),
        ids=tuple(reader.ids),
        anchors=frozenset((*reader.ids, *reader.names)),
        content_ids=tuple(reader.content_ids),
        pictures=tuple(reader.pictures),
        tables=tuple(reader.tables),
        headings=tuple(reader.headings),
        has_text=reader.has_text,
        language=reader.language,
        unmarked=tuple(reader.unmarked),
    )


Attributes = Mapping[str, str]


@dataclass(frozen=True)
class _Open:
    """An element that has not been closed yet. All but its tag holds for all inside."""

    tag: str = ""
    hidden: bool = False
    labelled: bool = False
    language: str = ""


class _Reader(HTMLParser):
    """Collects; the stack of open elements tells where it is."""

    def __init__(self, has_article: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.content_tag = "article" if has_article else "body"
        self.stack: list[_Open] = []
        self.links: list[str] = []
        self.requests: list[Reference] = []
        self.styles: list[str] = []
        self.ids: list[str] = []
        self.names: list[str] = []
        self.content_ids: list[str] = []
        self.pictures: list[Picture] = []
        self.tables: list[Table] = []
        self.headings: list[Heading] = []
        self.has_text = False
        self.language = ""
        self.unmarked: list[str] = []
        # Open drawings and tables, as places in the lists above; None for what needs no name.
        self._drawings: list[int | None] = []
        self._open_tables: list[int] = []

    # -- what the parser calls --

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self._collect(tag, given)
        if tag not in _VOID:
            around = self._around()
            hidden = given.get("aria-hidden") == "true" or "hidden" in given
            labelled = tag in ("a", "button") and bool(given.get("aria-label"))
            language = given.get("lang") or around.language
            self.stack.append(
                _Open(tag, around.hidden or hidden, around.labelled or labelled, language)
            )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._inside(tag):
            return
        closed = ""
        while closed != tag:  # with it close the elements inside that were left open
            closed = self.stack.pop().tag
            if closed == "svg":
                self._drawings.pop()
            if closed == "table" and self._open_tables:
                self._open_tables.pop()

    def handle_data(self, data: str) -> None:
        around = self._around()
        if not around.language.startswith("zh") and _CHINESE.search(data):
            self.unmarked += [] if any(map(self._inside, _NEITHER)) else [data.strip()]
        if self._inside("style"):
            self.styles.append(data)
        elif data.strip() and self._inside(self.content_tag) and not self._inside("script"):
            self._read_text(data)

    # -- collecting --

    def _read_text(self, data: str) -> None:
        if self._drawings:
            place = self._drawings[-1]
            if place is not None and self._around().tag == "title":
                self.pictures[place] = replace(self.pictures[place], named=True)
            return
        if self._open_tables:
            self._read_cell(self._open_tables[-1], data)
        if not any(_level(element.tag) for element in self.stack):
            self.has_text = True
        elif self.headings:
            last = self.headings[-1]
            self.headings[-1] = replace(last, text=_joined(last.text, data))

    def _read_cell(self, place: int, data: str) -> None:
        table = self.tables[place]
        if self._inside("caption"):
            self.tables[place] = replace(table, caption=_joined(table.caption, data))
        elif self._inside("th") and table.unscoped:
            *before, last = table.unscoped
            self.tables[place] = replace(table, unscoped=(*before, _joined(last, data)))

    def _collect(self, tag: str, given: Attributes) -> None:
        in_content = self._inside(self.content_tag)
        if tag == "html":
            self.language = given.get("lang", "")
        if given.get("id"):
            self.ids.append(given["id"])
            self.content_ids += [given["id"]] if in_content else []
        if tag == "a" and given.get("name"):
            self.names.append(given["name"])
        if given.get("style"):
            self.styles.append(given["style"])
        self.links += _links_of(tag, given)
        self.requests += _requests_of(tag, given)
        if tag in ("img", "svg"):
            self._picture(tag, given, in_content)
        elif tag == "iframe":
            named = bool(given.get("title", "").strip())
            self.pictures.append(Picture(tag, _what(tag, given, len(self.pictures) + 1), named))
        elif in_content and tag == "table":
            self._open_tables.append(len(self.tables))
            self.tables.append(Table(_what(tag, given, len(self.tables) + 1)))
        elif tag == "th" and self._open_tables and not given.get("scope"):
            table = self.tables[self._open_tables[-1]]
            self.tables[self._open_tables[-1]] = replace(table, unscoped=(*table.unscoped, ""))
        elif in_content and _level(tag):
            self.headings.append(Heading(_level(tag)))

    def _picture(self, tag: str, given: Attributes, in_content: bool) -> None:
        around = self._around()
        needs_name = (
            in_content
            and not around.hidden
            and given.get("aria-hidden") != "true"
            and given.get("role") not in ("presentation", "none")
            and not (tag == "svg" and (around.labelled or self._drawings))
        )
        if tag == "svg":
            self._drawings.append(len(self.pictures) if needs_name else None)
        if needs_name:
            label = given.get("alt") or given.get("aria-label") or given.get("aria-labelledby")
            self.pictures.append(
                Picture(
                    tag,
                    _what(tag, given, len(self.pictures) + 1),
                    bool(label and label.strip()),
                    tuple(given.get("aria-labelledby", "").split()),
                )
            )

    def _around(self) -> _Open:
        return self.stack[-1] if self.stack else _Open()

    def _inside(self, tag: str) -> bool:
        return any(element.tag == tag for element in self.stack)


def _links_of(tag: str, given: Attributes) -> Iterator[str]:
    if tag in ("a", "area"):
        for attribute in ("href", "xlink:href"):
            if given.get(attribute):
                yield given[attribute]
    if tag == "link" and given.get("href") and not _is_fetched(given):
        yield given["href"]
    if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
        _, _, url = given.get("content", "").partition("url=")
        if url:
            yield url.strip(" '\"")


def _requests_of(tag: str, given: Attributes) -> Iterator[Reference]:
    for attribute in _FETCHED.get(tag, ()):
        url = given.get(attribute, "")
        if url and not url.startswith("#"):
            yield Reference(tag, url)
    for attribute in ("srcset", "imagesrcset"):
        for candidate in given.get(attribute, "").split(","):
            if candidate.strip():
                yield Reference(tag, candidate.split()[0])
    if tag == "link" and given.get("href") and _is_fetched(given):
        yield Reference(tag, given["href"])


def _is_fetched(given: Attributes) -> bool:
    return bool(_FETCHED_RELATIONS.intersection(given.get("rel", "").lower().split()))


def _what(tag: str, given: Attributes, number: int) -> str:
    """How a message names an element: by its id or source, else by its place."""
    name = given.get("id") or given.get("src") or given.get("class", "").strip()
    return f"<{tag}> {name}" if name else f"<{tag}> number {number}"


def _level(tag: str) -> int:
    return int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else 0


def _joined(text: str, more: str) -> str:
    """Two pieces of text, with single spaces."""
    return " ".join(f"{text} {more}".split())
