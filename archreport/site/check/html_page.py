"""One HTML page as plain data: its links, requests, ids, pictures, tables and headings.

Reading is separated from judging (`archreport.site.check.faults`), so that each can be tested on a
line of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from archreport.render.words.formatting import HAN

#: Elements whose text is of no language.
_NEITHER = frozenset(("code", "pre", "script", "style", "template"))
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

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CHINESE = re.compile(f"[{HAN}]")

_TEXTS = etree.XPath("//text()")
#: The texts below an element that a reader takes for prose.
_PROSE = etree.XPath(
    ".//text()[not(ancestor::svg or ancestor::script or ancestor::style)]", smart_strings=False
)
_HAS_TEXT = etree.XPath(
    "boolean(.//text()[normalize-space() and not(ancestor::svg or ancestor::script or"
    f" ancestor::style or {' or '.join(f'ancestor::{tag}' for tag in _HEADINGS)})])"
)


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
    ``unmarked`` are texts with Chinese where no element says so; code is free, being neither.
    ``leads_on`` is where a page sends its reader by itself, which then is all it is for."""

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
    leads_on: str = ""


def read_page(name: str, html: str) -> Page:
    """Parse one page. Broken HTML is read as far as it goes, as browsers do."""
    root = parse(html)
    elements = root.xpath("//*")
    parts = root.xpath("//article[not(ancestor::article)]") or root.xpath("//body")
    content = {element: None for part in parts for element in part.iterdescendants()}  # in order
    ids = tuple(element.get("id") for element in elements if element.get("id"))
    return Page(
        name=name,
        links=tuple(url for element in elements for url in _links(element)),
        requests=tuple(request for element in elements for request in _requests(element)),
        styles=tuple(root.xpath("//@style[. != ''] | //style/text()", smart_strings=False)),
        ids=ids,
        anchors=frozenset((*ids, *root.xpath("//a/@name", smart_strings=False))),
        content_ids=tuple(element.get("id") for element in content if element.get("id")),
        pictures=tuple(_pictures(elements, content)),
        tables=tuple(_tables([element for element in content if element.tag == "table"])),
        headings=tuple(
            Heading(int(element.tag[1]), _words(element))
            for element in content
            if element.tag in _HEADINGS
        ),
        has_text=any(map(_HAS_TEXT, parts)),
        language=root.get("lang", ""),
        unmarked=tuple(_unmarked(root)),
        leads_on=next(filter(None, map(_refresh, elements)), ""),
    )


def parse(html: str) -> etree._Element:
    """The root element of ``html``, with names in small letters and without comments.

    What follows ``</html>`` becomes a sibling of the root; the XPath ``//`` finds it there.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    root = etree.fromstring(html.encode(errors="replace"), parser)
    return etree.Element("html") if root is None else root


def _links(element: etree._Element) -> Iterator[str]:
    tag, given = element.tag, element.attrib
    if tag in ("a", "area"):
        yield from filter(None, (given.get("href"), given.get("xlink:href")))
    if tag == "link" and given.get("href") and not _is_fetched(given):
        yield given["href"]
    if refresh := _refresh(element):
        yield refresh


def _refresh(element: etree._Element) -> str:
    """Where ``<meta http-equiv="refresh">`` leads to, "" for any other element."""
    given = element.attrib
    if element.tag != "meta" or given.get("http-equiv", "").lower() != "refresh":
        return ""
    _, _, url = given.get("content", "").partition("url=")
    return str(url).strip(" '\"")


def _requests(element: etree._Element) -> Iterator[Reference]:
    tag, given = element.tag, element.attrib
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


def _is_fetched(given: Mapping[str, str]) -> bool:
    return bool(_FETCHED_RELATIONS.intersection(given.get("rel", "").lower().split()))


# -- what needs a name ------------------------------------------------------------------------


def _pictures(
    elements: Sequence[etree._Element], content: Collection[etree._Element]
) -> Iterator[Picture]:
    """Frames anywhere, and the images and drawings of the content that are shown to everybody."""
    number = 0
    for element in elements:
        tag, given = element.tag, element.attrib
        if tag == "iframe":
            named, labelled_by = bool(given.get("title", "").strip()), ()
        elif tag in ("img", "svg") and element in content and _needs_name(element):
            label = given.get("alt") or given.get("aria-label") or given.get("aria-labelledby", "")
            named = bool(label.strip()) or _has_title(element)
            labelled_by = tuple(given.get("aria-labelledby", "").split())
        else:
            continue
        number += 1
        yield Picture(tag, _what(tag, given, number), named, labelled_by)


def _needs_name(element: etree._Element) -> bool:
    if element.get("aria-hidden") == "true" or element.get("role") in ("presentation", "none"):
        return False
    for around in element.iterancestors():
        if around.get("aria-hidden") == "true" or "hidden" in around.attrib:
            return False
        labelled = around.tag in ("a", "button") and around.get("aria-label")
        if element.tag == "svg" and (labelled or around.tag == "svg"):
            return False
    return True


def _has_title(drawing: etree._Element) -> bool:
    """Whether an SVG has a title of its own, at any depth."""
    return drawing.tag == "svg" and any(
        (title.text or "").strip() and next(title.iterancestors("svg")) is drawing
        for title in drawing.iter("title")
    )


def _tables(tables: Sequence[etree._Element]) -> Iterator[Table]:
    for number, table in enumerate(tables, 1):
        parts = [
            part
            for part in table.iter("caption", "th")
            if next(part.iterancestors("table")) is table  # not of a table inside
        ]
        yield Table(
            _what("table", table.attrib, number),
            " ".join(_words(part) for part in parts if part.tag == "caption").strip(),
            tuple(_words(part) for part in parts if part.tag == "th" and not part.get("scope")),
        )


def _what(tag: str, given: Mapping[str, str], number: int) -> str:
    """How a message names an element: by its id or source, else by its place."""
    name = given.get("id") or given.get("src") or given.get("class", "").strip()
    return f"<{tag}> {name}" if name else f"<{tag}> number {number}"


# -- texts ------------------------------------------------------------------------------------


def _words(element: etree._Element) -> str:
    """The text of an element with single spaces, without that of drawings."""
    return " ".join(" ".join(_PROSE(element)).split())


def _unmarked(root: etree._Element) -> Iterator[str]:
    for text in _TEXTS(root):
        if not _CHINESE.search(text):
            continue
        element = text.getparent()
        around = [*([] if text.is_tail else [element]), *element.iterancestors()]
        language = next((one.get("lang") for one in around if one.get("lang")), "")
        if not language.startswith("zh") and not any(one.tag in _NEITHER for one in around):
            yield text.strip()
