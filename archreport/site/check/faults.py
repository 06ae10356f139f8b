"""The finished site, read back as HTML and checked: what strict builds let through.

`check_site` parses every page and returns what is wrong. It asks no server and runs no script. The
theme's own chrome is checked for links, ids and requests; names, tables, headings and parity of
languages are checked inside ``<article>``, where the content is (or in ``<body>`` on a page without
one).

============  ==================================================================================
dead link     a link to a page or file that the site does not have
dead anchor   a link to an id that the page does not have
missing file  an image, script, style sheet or font that the site does not have
duplicate id  an id that stands twice on one page
no name       an image without alternative text, or a drawing or a frame without a title
bad table     a table without a caption, or a head cell without a scope
external      something another host would be asked for while the page is read
too heavy     more than 250 kB of HTML
stands twice  a file that is the same in both languages, and in the folder of each
bad heading   no h1, more than one, or a skipped level
language      a page, or an id, that one of the languages lacks; a page that does not say its
              language; Chinese on an English page where no element says so
empty page    no text besides the headings
bad index     a search index that is not there, lacks a file, or leads to what is not there
============  ==================================================================================
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from archreport.errors import Phrase, phrase, text
from archreport.render.words.language import LANGUAGE_TAGS
from archreport.site.check.html_page import Page, Picture, Reference, read_page
from archreport.site.check.search_index import index_faults
from archreport.site.one_copy import copies

Kind = Literal[
    "dead link",
    "dead anchor",
    "missing file",
    "duplicate id",
    "no name",
    "bad table",
    "external",
    "too heavy",
    "stands twice",
    "bad heading",
    "language",
    "empty page",
    "bad index",
]

_KINDS: Mapping[Kind, str] = {
    "dead link": "site.kind.dead_link",
    "dead anchor": "site.kind.dead_anchor",
    "missing file": "site.kind.missing_file",
    "duplicate id": "site.kind.duplicate_id",
    "no name": "site.kind.no_name",
    "bad table": "site.kind.bad_table",
    "external": "site.kind.external",
    "too heavy": "site.kind.too_heavy",
    "stands twice": "site.kind.stands_twice",
    "bad heading": "site.kind.bad_heading",
    "language": "site.kind.language",
    "empty page": "site.kind.empty_page",
    "bad index": "site.kind.bad_index",
}

HEAVIEST = 250_000
LANGUAGES = ("en", "zh")

_CSS_REFERENCE = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+["']([^"']+)["']""", re.I
)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)


@dataclass(frozen=True)
class Fault:
    """One thing to mend: the page it is on (relative to the site), its kind, and what exactly."""

    page: str
    kind: Kind
    found: Phrase

    @property
    def detail(self) -> str:
        """What exactly is wrong, in the language of the process."""
        return text(self.found)

    def __str__(self) -> str:
        kind = text(phrase(_KINDS[self.kind]))
        return text(phrase("site.fault.line", page=self.page, kind=kind, detail=self.detail))


def check_site(site: Path) -> list[Fault]:
    """Every fault of the built HTML below ``site``, page by page; empty for a good site."""
    files = frozenset(
        path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()
    )
    pages = {
        name: read_page(name, (site / name).read_text(encoding="utf-8", errors="replace"))
        for name in sorted(files)
        if name.endswith(".html")
    }
    faults: list[Fault] = []
    for name, page in pages.items():
        faults += _links(page, pages, files)
        faults += _requests(page, files)
        faults += _ids(page)
        faults += _names(page)
        faults += _tables(page)
        faults += _headings(page)
        faults += _weight(name, (site / name).stat().st_size)
        faults += _text(page)
        faults += _language(page)
    for name in sorted(files):
        if name.endswith(".css"):
            css = (site / name).read_text(encoding="utf-8", errors="replace")
            faults += _style(name, css, files)
    for language in LANGUAGES:
        for name, found in index_faults(site, language, pages, files):
            faults.append(Fault(name, "bad index", found))
    return [*faults, *_parity(pages), *_copies(site)]


# -- where a reference leads ------------------------------------------------------------------


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # such as "http://["
        return SplitResult("", "", url, "", "")


def _is_external(url: str) -> bool:
    parts = _split(url)
    return bool(parts.netloc) and parts.scheme in ("", "http", "https")


def _is_local(url: str) -> bool:
    parts = _split(url)
    return not parts.scheme and not parts.netloc


def _target(page: str, url: str, files: frozenset[str]) -> tuple[str | None, str]:
    """The file that ``url`` on ``page`` leads to, None if there is none, and the fragment."""
    parts = _split(url)
    path, fragment = unquote(parts.path), unquote(parts.fragment)
    if not path:
        return page, fragment
    base = "" if path.startswith("/") else posixpath.dirname(page)
    place = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
    if place.startswith(".."):
        return None, fragment
    index = "index.html" if place == "." else f"{place}/index.html"
    if not path.endswith("/") and place in files:
        return place, fragment
    return (index if index in files else None), fragment


# -- one page ---------------------------------------------------------------------------------


def _links(page: Page, pages: Mapping[str, Page], files: frozenset[str]) -> Iterator[Fault]:
    for url in dict.fromkeys(page.links):
        if not _is_local(url):
            continue
        target, fragment = _target(page.name, url, files)
        if target is None:
            yield Fault(page.name, "dead link", phrase("site.found.leads_nowhere", url=url))
        elif (
            fragment not in ("", "top")
            and target in pages
            and (fragment not in pages[target].anchors)
        ):
            if target == page.name:
                found = phrase("site.found.no_id_here", url=url, name=fragment)
            else:
                found = phrase("site.found.no_id_there", url=url, target=target, name=fragment)
            yield Fault(page.name, "dead anchor", found)


def _requests(page: Page, files: frozenset[str]) -> Iterator[Fault]:
    styles = (Reference("style", url) for text in page.styles for url in _css_references(text))
    for reference in dict.fromkeys((*page.requests, *styles)):
        yield from _request(page.name, reference, files)


def _request(page: str, reference: Reference, files: frozenset[str]) -> Iterator[Fault]:
    if _is_external(reference.url):
        found = phrase("site.found.asks_elsewhere", tag=reference.tag, url=reference.url)
        yield Fault(page, "external", found)
    elif _is_local(reference.url) and _target(page, reference.url, files)[0] is None:
        found = phrase("site.found.not_there", tag=reference.tag, url=reference.url)
        yield Fault(page, "missing file", found)


def _style(name: str, css: str, files: frozenset[str]) -> Iterator[Fault]:
    for url in dict.fromkeys(_css_references(css)):
        yield from _request(name, Reference("css", url), files)


def _css_references(css: str) -> Iterator[str]:
    for found in _CSS_REFERENCE.finditer(_CSS_COMMENT.sub("", css)):
        url = next((group for group in found.groups() if group), "")
        if url and not url.startswith("#"):
            yield url


def _ids(page: Page) -> Iterator[Fault]:
    for name, times in Counter(page.ids).items():
        if times > 1:
            found = phrase("site.found.id_twice", name=name, times=times)
            yield Fault(page.name, "duplicate id", found)


def _names(page: Page) -> Iterator[Fault]:
    for picture in page.pictures:
        missing = [ref for ref in picture.labelled_by if ref not in page.anchors]
        if missing:
            found = phrase("site.found.label_missing", what=picture.what, name=missing[0])
            yield Fault(page.name, "no name", found)
        elif not picture.named:
            yield Fault(page.name, "no name", _nameless(picture))


def _nameless(picture: Picture) -> Phrase:
    if picture.tag == "img":
        return phrase("site.found.no_alternative", what=picture.what)
    if picture.tag == "iframe":
        return phrase("site.found.no_title", what=picture.what)
    return phrase("site.found.no_title_or_label", what=picture.what)


def _tables(page: Page) -> Iterator[Fault]:
    for table in page.tables:
        if not table.caption:
            found = phrase("site.found.no_caption", what=table.what)
            yield Fault(page.name, "bad table", found)
        if table.unscoped:
            cell = table.unscoped[0] or text(phrase("site.found.empty_cell"))
            found = phrase(
                "site.found.no_scope", what=table.what, count=len(table.unscoped), cell=cell
            )
            yield Fault(page.name, "bad table", found)


def _headings(page: Page) -> Iterator[Fault]:
    firsts = [heading.text for heading in page.headings if heading.level == 1]
    if len(firsts) != 1:
        yield Fault(
            page.name, "bad heading", phrase("site.found.first_headings", count=len(firsts))
        )
    for before, heading in zip(page.headings, page.headings[1:], strict=False):
        if heading.level > before.level + 1:
            found = phrase(
                "site.found.heading_skipped",
                before=before.level,
                level=heading.level,
                words=heading.text,
            )
            yield Fault(page.name, "bad heading", found)


def _weight(name: str, size: int) -> Iterator[Fault]:
    if size > HEAVIEST:
        found = phrase("site.found.weight", size=f"{size / 1000:.0f}", most=HEAVIEST // 1000)
        yield Fault(name, "too heavy", found)


def _text(page: Page) -> Iterator[Fault]:
    if not page.has_text:
        yield Fault(page.name, "empty page", phrase("site.found.no_text"))


# -- the languages ----------------------------------------------------------------------------


def _language(page: Page) -> Iterator[Fault]:
    folder = page.name.partition("/")[0]
    if folder in LANGUAGES and page.language != LANGUAGE_TAGS[folder]:
        found = phrase("site.found.page_language", language=page.language, folder=folder)
        yield Fault(page.name, "language", found)
    for words in page.unmarked[:1] if folder == "en" else ():
        found = phrase("site.found.unmarked", words=words[:40], more=_more(page.unmarked, 1))
        yield Fault(page.name, "language", found)


def _more(everything: Sequence[str], said: int) -> str:
    """What follows the first ``said`` of them: how many more there are."""
    left = len(everything) - said
    return text(phrase("site.found.more", n=left)) if left > 0 else ""


def _parity(pages: Mapping[str, Page]) -> Iterator[Fault]:
    """The languages that are there must have the same pages with the same ids in the content.

    A page that only leads on is of one language: the other has there what it leads to.
    """
    there = [code for code in LANGUAGES if any(name.startswith(f"{code}/") for name in pages)]
    of = {
        code: {
            name.removeprefix(f"{code}/"): page
            for name, page in pages.items()
            if name.startswith(f"{code}/") and not page.leads_on
        }
        for code in there
    }
    for first, second in permutations(there, 2):
        for name, page in of[first].items():
            other = of[second].get(name)
            if other is None:
                found = phrase("site.found.page_missing", page=f"{second}/{name}")
                yield Fault(page.name, "language", found)
                continue
            if lost := _lacking(page.content_ids, other.content_ids):
                found = phrase(
                    "site.found.ids_missing",
                    page=f"{second}/{name}",
                    names=", ".join(lost[:5]),
                    more=_more(lost, 5),
                )
                yield Fault(page.name, "language", found)


def _copies(site: Path) -> Iterator[Fault]:
    for second, first in copies(site).items():
        yield Fault(second, "stands twice", phrase("site.found.same_file", first=first))


def _lacking(here: Sequence[str], there: Sequence[str]) -> list[str]:
    known = set(there)
    return [name for name in here if name not in known]
