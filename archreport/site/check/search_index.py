"""Whether the search leads to what is there: its index against the pages and files of the site."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from archreport.site.check.html_page import Page
from archreport.site.search.index import read_index_file

#: What asks for the index; languages may share it.
_ASKS = "/assets/js/search.js"
_STRETCH = re.compile(r"(terms|texts)-\d+\.js")


def index_faults(
    site: Path, language: str, pages: Mapping[str, Page], files: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with the index of ``language``: each time a file of ``site``, and what."""
    name = f"{language}/search/index.js"
    if name not in files:
        if f"{language}/index.html" in files and any(file.endswith(_ASKS) for file in files):
            yield name, "the index of the search is not there"
        return
    try:
        index = read_index_file(site / name)
        yield from _stretches(language, index, files)
        yield from _places(language, index, pages)
        yield from _rows(site, language, index, pages)
    except (ValueError, LookupError, TypeError, OSError) as error:
        yield name, f"the index of the search cannot be read: {error}"


def _stretches(
    language: str, index: Mapping[str, Any], files: Collection[str]
) -> Iterator[tuple[str, str]]:
    folder = f"{language}/search/"
    named = {f"{what}-{n}.js" for what in ("terms", "texts") for n in range(len(index[what]))}
    there = {file.removeprefix(folder) for file in files if file.startswith(folder)}
    for file in sorted(named - there):
        yield f"{folder}index.js", f"{file} is not there"
    for file in sorted(filter(_STRETCH.fullmatch, there - named)):
        yield f"{folder}index.js", f"{file} is of another build: nothing leads to it"


def _places(
    language: str, index: Mapping[str, Any], pages: Mapping[str, Page]
) -> Iterator[tuple[str, str]]:
    for url, _, heads in index["pages"]:
        page = pages.get(f"{language}/{url}index.html")
        if page is None:
            yield f"{language}/search/index.js", f"it leads to {url}, which is not there"
            continue
        for anchor in (index["heads"][head][0] for head in heads):
            if anchor not in page.anchors:
                yield f"{language}/search/index.js", f"{url} has no id {anchor!r}"


def _rows(
    site: Path, language: str, index: Mapping[str, Any], pages: Mapping[str, Page]
) -> Iterator[tuple[str, str]]:
    for number in range(len(index["terms"])):
        name = f"{language}/search/terms-{number}.js"
        if not (site / name).is_file():
            continue  # said above
        for rows in read_index_file(site / name)["rows"].values():
            for row, *places in rows:
                for url in (index["pages"][place][0] for place in places):
                    page = pages.get(f"{language}/{url}index.html")
                    if page and row not in page.anchors:
                        yield name, f"{url} has no row {row!r}"
