"""A built page as what the search can find of it: each heading with the text below it.

Read from HTML, and so the same for every builder. What has ``data-not-searched`` is left out with
all that is in it: drawings, tables of numbers, what a laboratory printed. (The name is our own:
some builders take the usual one out of the page.) Of a page whose h1 has it
(a part of a long report, which its model's page leads to) only the rows of its layer table are
known. Rows are found by their names on the pages of networks, and nowhere else.

In the glossary an entry's paragraphs ``.other`` (the other language) and ``.also`` (other usual
words) are names of what it explains, not part of its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from archreport.site.check.html_page import parse

_NOT_SEARCHED = "data-not-searched"
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_SKIPPED = frozenset(("script", "style", "svg", "template", "iframe", "button", "input"))
_INLINE = frozenset(
    ("a", "abbr", "b", "code", "del", "dfn", "em", "i", "kbd", "mark", "q", "s", "small", "span",
     "strong", "sub", "sup", "u", "var", "wbr")
)  # fmt: skip
_ROWS = etree.XPath(
    "//article//table[contains(concat(' ', @class, ' '), ' layers ')]"
    "//tr[contains(concat(' ', @class, ' '), ' row ')]/@id",
    smart_strings=False,
)
_ARTICLES = etree.XPath("//article[not(ancestor::article)]")
_NOT_INDEXED = etree.XPath("//meta[@name='robots'][contains(@content, 'noindex')]")
_BLANKS = re.compile(r"\s+")
_BREAK = "\0"
_COMMAS = re.compile(r"[,，、()（）;；]|旧称")
_CONCEPTS = re.compile(r"[;；]")
_ALSO = re.compile(r"^(?:(?P<own>.+?)[:：]?\s*)?(?:又称|also called)\s*(?P<others>.+)$")


@dataclass(frozen=True)
class Name:
    """Another word for what a section explains, and the site's own word for the same."""

    name: str
    own: str


@dataclass(frozen=True)
class Section:
    """A heading and the text below it up to the next heading, a line for each paragraph."""

    anchor: str
    title: str
    text: str = ""
    names: tuple[Name, ...] = ()


@dataclass(frozen=True)
class SearchedPage:
    """``url`` is the address below the language's folder; ``rows`` are ids of table rows."""

    url: str
    title: str
    sections: tuple[Section, ...] = ()
    rows: tuple[str, ...] = ()


def read_sections(url: str, html: str) -> SearchedPage | None:
    """What the search knows of the page ``html`` at ``url``; None for one that is not to be found.

    Raises `ValueError` for an entry of the glossary whose other words cannot be read.
    """
    root = parse(html)
    articles = _ARTICLES(root)
    if not articles or _NOT_INDEXED(root):
        return None
    parts = list(_parts(articles[0], code=not url.startswith("labs/")))
    if not parts:
        return None
    rows = tuple(_ROWS(root)) if url.startswith("models/") else ()
    if parts[0].excluded:
        return SearchedPage(url, parts[0].title, rows=rows)
    sections = tuple(part.section() for part in parts if not part.excluded)
    return SearchedPage(url, parts[0].title, sections, rows)


def without_repeated_rows(pages: list[SearchedPage]) -> list[SearchedPage]:
    """The pages, where a row of a network is known from the first of its pages that has it."""
    known: set[tuple[str, str]] = set()
    result = []
    for page in sorted(pages, key=lambda page: (page.url.count("/"), page.url)):
        network = "/".join(page.url.split("/")[:2])
        rows = tuple(row for row in page.rows if (network, row) not in known)
        known.update((network, row) for row in rows)
        result.append(replace(page, rows=rows))
    return result


# -- sections -----------------------------------------------------------------------------------


@dataclass
class _Part:
    anchor: str
    title: str
    excluded: bool
    pieces: list[str] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)

    def section(self) -> Section:
        lines = (_BLANKS.sub(" ", line).strip() for line in "".join(self.pieces).split(_BREAK))
        return Section(self.anchor, self.title, "\n".join(filter(None, lines)), tuple(self.names))


def _parts(article: etree._Element, *, code: bool) -> Iterator[_Part]:
    """The headings of an article with what follows them, ``pre`` only with ``code``."""
    part = None
    for piece in _pieces(article, code=code):
        if isinstance(piece, _Part):
            if part:
                yield part
            part = piece
        elif part and isinstance(piece, str):
            part.pieces.append(piece)
        elif part:
            part.names += _names(part.title, _line(piece))
    if part:
        yield part


def _pieces(element: etree._Element, *, code: bool) -> Iterator[_Part | str | etree._Element]:
    """In the order of the page: headings, texts, and the elements that hold other names."""
    style = element.get("class", "").split()
    if element.tag in _HEADINGS and element.get("id"):
        yield _Part(element.get("id"), _line(element), _NOT_SEARCHED in element.attrib)
        return
    if element.tag in _SKIPPED or _NOT_SEARCHED in element.attrib:
        return
    if element.tag == "pre" and not code:
        return
    if "other" in style or "also" in style:
        yield element
        return
    edge = "" if element.tag in _INLINE else _BREAK
    yield edge + (element.text or "")
    for child in element:
        yield from _pieces(child, code=code)
        yield child.tail or ""
    yield edge


def _line(element: etree._Element) -> str:
    """The text of an element without a heading's permalink."""
    texts = element.xpath(
        ".//text()[not(ancestor::*[contains(@class, 'headerlink')])]", smart_strings=False
    )
    return _BLANKS.sub(" ", "".join(texts)).strip()


# -- other words --------------------------------------------------------------------------------


def _names(title: str, line: str) -> list[Name]:
    """The names in a line: "stride", "又称步长", "shortcut: also called skip connection; …".

    Those of the other language stand for the title's own in turn where there are as many, else for
    its first.
    """
    own = _listed(title)
    if "又称" in line or "also called" in line:
        return [name for concept in _CONCEPTS.split(line) for name in _also(own, concept.strip())]
    others = _listed(line)
    stands = own if len(own) == len(others) else [own[0]] * len(others)
    return [Name(name, word) for name, word in zip(others, stands, strict=True)]


def _also(own: list[str], concept: str) -> list[Name]:
    found = _ALSO.match(concept)
    if not found or (found["own"] and found["own"] not in own):
        raise ValueError(
            f"the glossary says {concept!r} of {', '.join(own)}: it must be one of these, then"
            " “also called” or 又称, then the other words"
        )
    return [Name(name, found["own"] or own[0]) for name in _listed(found["others"])]


def _listed(text: str) -> list[str]:
    return [name for name in map(str.strip, _COMMAS.split(text)) if name]
