"""Every page of the built site gets its head completed, whatever builder made it.

What a page is called and teaches is read from the page itself; the numbers of a network's page come
from its report.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lxml import html as lxml_html

from archreport.render.downloads.published import site_address
from archreport.render.page_heads.built_page import BuiltPage, kind_of
from archreport.render.page_heads.head import head_of
from archreport.render.page_heads.project import NAME
from archreport.render.page_heads.structured import MEDIA_TYPES
from archreport.render.words.language import LANGUAGES, Language
from archreport.report.model import Report

_END = "</head>"
#: The theme says of which site a page is.
_SUFFIX = f" - {NAME}"


def write_heads(site: Path, reports: Mapping[str, Report]) -> None:
    """Complete the head of every page with an ``<article>`` below ``site``.

    ``reports`` are those of the networks' pages, by key. It is the last step that changes the site:
    downloads are named where they lie then.
    """
    for language in LANGUAGES:
        t = Language(language)
        pages = dict(_read_pages(site, t, reports))
        parts = {
            page.path: page.title
            for page in sorted(pages.values(), key=lambda page: page.path)
            if page.kind == "chapter"
        }
        for path, page in pages.items():
            whole = replace(page, parts=parts) if page.kind == "course" else page
            text = path.read_text(encoding="utf-8")
            before, end, after = text.partition(_END)
            path.write_text(
                f"{before}{head_of(whole)}\n{end}{after}", encoding="utf-8", newline="\n"
            )


def _read_pages(
    site: Path, t: Language, reports: Mapping[str, Report]
) -> Iterator[tuple[Path, BuiltPage]]:
    address = site_address()
    for path in sorted((site / t.code).rglob("index.html")):
        text = path.read_text(encoding="utf-8")
        if "<article" not in text or _END not in text:
            continue
        place = path.parent.relative_to(site / t.code).as_posix()
        name = "" if place == "." else f"{place}/"
        page = read_page(text, name, t)
        key = path.parent.name if page.kind == "report" else ""
        yield (
            path,
            replace(
                page,
                address=f"{address}/{t.code}/" if address else "",
                files=_downloads(site, page, address),
                report=reports.get(key),
            ),
        )


def read_page(text: str, path: str, t: Language) -> BuiltPage:
    """What the page at ``path`` with the HTML ``text`` is called, says of itself and teaches."""
    tree = lxml_html.fromstring(text if kind_of(path) == "chapter" else text.partition(_END)[0])
    title = " ".join(tree.xpath("string(//title)").split()).removesuffix(_SUFFIX)
    goals = tree.xpath('//div[contains(concat(" ", @class, " "), " goals ")]//li')
    return BuiltPage(
        path=path,
        t=t,
        title=title if path else NAME,  # builders call the first page by different names
        description=" ".join(tree.xpath('string(//meta[@name="description"]/@content)').split()),
        teaches=[" ".join(goal.text_content().split()) for goal in goals],
    )


def _downloads(site: Path, page: BuiltPage, address: str) -> dict[str, str]:
    """What can be taken away from ``page``: what lies beside it in either language, and where."""
    if page.kind not in ("report", "data", "laboratory"):
        return {}
    here = f"{page.t.code}/{page.path}"
    found: dict[str, str] = {}
    for language in (page.t.code, *LANGUAGES):
        folder = f"{language}/{page.path}"
        for file in sorted((site / folder).glob("*.*")):
            if file.suffix in MEDIA_TYPES and file.is_file() and file.name not in found:
                place = folder + file.name
                whole = f"{address}/{place}" if address else posixpath.relpath(place, here)
                found[file.name] = whole
    return dict(sorted(found.items()))
