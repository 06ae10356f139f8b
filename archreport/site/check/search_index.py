"""Whether the search leads to what is there: its index against the pages and files of the site."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from archreport.errors import Phrase, phrase
from archreport.site.check.html_page import Page
from archreport.site.search.index import read_index_file

#: What asks for the index; languages may share it.
_ASKS = "/assets/js/search.js"
_STRETCH = re.compile(r"(terms|texts)-\d+\.js")


def index_faults(
    site: Path, language: str, pages: Mapping[str, Page], files: Collection[str]
) -> Iterator[tuple[str, Phrase]]:
    """What is wrong with the index of ``language``: each time a file of ``site``, and what."""
    name = f"{language}/search/index.js"
    if name not in files:
        if f"{language}/index.html" in files and any(file.endswith(_ASKS) for file in files):
            yield name, phrase("site.index.none")
        return
    try:
        index = read_index_file(site / name)
        yield from _stretches(language, index, files)
        yield from _places(language, index, pages)
        yield from _rows(site, language, index, pages)
    except (ValueError, LookupError, TypeError, OSError) as error:
        yield name, phrase("site.index.unreadable", error=error)


def _stretches(
    language: str, index: Mapping[str, Any], files: Collection[str]
) -> Iterator[tuple[str, Phrase]]:
    folder = f"{language}/search/"
    named = {f"{what}-{n}.js" for what in ("terms", "texts") for n in range(len(index[what]))}
    there = {file.removeprefix(folder) for file in files if file.startswith(folder)}
    for file in sorted(named - there):
        yield f"{folder}index.js", phrase("site.index.file", file=file)
    for file in sorted(filter(_STRETCH.fullmatch, there - named)):
        yield f"{folder}index.js", phrase("site.index.left_over", file=file)


def _places(
    language: str, index: Mapping[str, Any], pages: Mapping[str, Page]
) -> Iterator[tuple[str, Phrase]]:
    for url, _, heads in index["pages"]:
        page = pages.get(f"{language}/{url}index.html")
        if page is None:
            yield f"{language}/search/index.js", phrase("site.index.page", url=url)
            continue
        for anchor in (index["heads"][head][0] for head in heads):
            if anchor not in page.anchors:
                yield f"{language}/search/index.js", phrase("site.index.id", url=url, name=anchor)


def _rows(
    site: Path, language: str, index: Mapping[str, Any], pages: Mapping[str, Page]
) -> Iterator[tuple[str, Phrase]]:
    for number in range(len(index["terms"])):
        name = f"{language}/search/terms-{number}.js"
        if not (site / name).is_file():
            continue  # said above
        for rows in read_index_file(site / name)["rows"].values():
            for row, *places in rows:
                for url in (index["pages"][place][0] for place in places):
                    page = pages.get(f"{language}/{url}index.html")
                    if page and row not in page.anchors:
                        yield name, phrase("site.index.row", url=url, name=row)
