"""The names by which others link to places of the site.

A network is ``vgg16``, its row ``vgg16#conv3_1`` as on the command line; a page goes by its address
(``course/02-vgg``), a section by that and its id (``course/02-vgg#design``); a term of the glossary
is ``glossary#stride``, and the term itself; an audited figure ``audit#c-cb-vggd-param``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lxml import etree

from archreport.site.check.html_page import parse
from archreport.site.search.sections import SearchedPage, Section

Kind = Literal["page", "section", "row", "term", "figure"]

_FIGURES = etree.XPath("//article//*[starts-with(@id, 'c-')]")
_FIGURE_NAME = 72


@dataclass(frozen=True)
class Entry:
    """``uri`` is below the language's root, ``title`` what a link that has no text says."""

    name: str
    kind: Kind
    uri: str
    title: str


def entries(folder: Path, pages: Iterable[SearchedPage]) -> tuple[Entry, ...]:
    """All names of a language whose built pages lie below ``folder``, each once, in order."""
    found: dict[tuple[str, bool], Entry] = {}
    for entry in (*_of_pages(pages), *_audited(folder)):
        found.setdefault((entry.name, entry.kind == "term"), entry)
    return tuple(sorted(found.values(), key=lambda one: (one.name, one.kind)))


def _of_pages(pages: Iterable[SearchedPage]) -> Iterator[Entry]:
    for page in pages:
        place = page.url.removesuffix("/") or "index"
        network = (
            page.url.split("/")[1] if page.url.startswith("models/") and "/" in page.url[7:] else ""
        )
        whole = bool(network) and page.url == f"models/{network}/"
        if whole:
            yield Entry(network, "page", page.url, page.title)
        elif not network:
            yield Entry(place, "page", page.url, page.title)
        for row in page.rows:
            yield Entry(
                f"{network}#{row}", "row", f"{page.url}#{row}", f"{_network_title(page)}: {row}"
            )
        for section in page.sections:
            if not section.anchor or (network and not whole):
                continue
            uri = f"{page.url}#{section.anchor}"
            name = f"{network or place}#{section.anchor}"
            yield Entry(name, "section", uri, section.title)
            if page.url == "glossary/" and section.text and section is not page.sections[0]:
                for term in _terms(section):
                    yield Entry(term, "term", uri, term)


def _terms(section: Section) -> Iterator[str]:
    """The words that an entry of the glossary explains: "kernel" and "filter", "LRN" of what is
    said beside it in brackets, and other usual words for the same."""
    for written in (section.title, *(one.name for one in section.names)):
        bare = re.sub(r"\s*[(（][^()（）]*[)）]", "", written)
        yield from filter(None, map(str.strip, re.split(r"[,;，；、]", bare)))
        yield from re.findall(r"[(（]([A-Z]{2,})[)）]", written)


def _network_title(page: SearchedPage) -> str:
    """ "VGG-16" on each of its pages."""
    return page.title.partition(":")[0].partition("：")[0]


def _audited(folder: Path) -> Iterator[Entry]:
    """The audited figures, each on the first page of its family that has it."""
    for path in sorted((folder / "audit").glob("*/index.html")):
        url = path.relative_to(folder).as_posix().removesuffix("index.html")
        if url == "audit/all/":
            continue
        for element in _FIGURES(parse(path.read_text(encoding="utf-8"))):
            name = element.get("id")
            said = " ".join(" ".join(element.itertext()).split())
            title = said if len(said) <= _FIGURE_NAME else f"{said[: _FIGURE_NAME - 1]}…"
            yield Entry(f"audit#{name}", "figure", f"{url}#{name}", title or name)
