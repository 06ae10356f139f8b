"""The index as files: one that every question needs, and many small ones with terms and texts.

``search/index.js``     the pages with their sections, and which of the other files begins where
``search/terms-N.js``   a stretch of the terms in order: for each its sections and impacts; and the
                        rows of layer tables with these names
``search/texts-N.js``   a stretch of the sections' texts, for excerpts

A browser asks for the stretches that hold what a reader typed. The files are scripts, since a page
opened as a file may load those and nothing else. Each carries the hash of them all, so that files
of two builds are never taken for one index.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from archreport.errors import OutputFailed, phrase
from archreport.site.search.ranking import impacts
from archreport.site.search.sections import (
    SearchedPage,
    Section,
    read_sections,
    without_repeated_rows,
)
from archreport.site.search.words import COMMON, joined

#: About as large does a file of terms or texts get, in bytes: a question asks for a few of them.
STRETCH = 6000
_T = TypeVar("_T")
_CALL = "archreportSearch.index.take"


def write_search(site: Path, languages: Iterable[str]) -> dict[str, list[SearchedPage]]:
    """Write the index of each language's pages into its folder ``search`` below ``site``; return
    what can be found on the pages.

    The same pages give the same bytes. Raises `OutputFailed` where other words of a term cannot be
    read.
    """
    searched = {}
    for language in languages:
        folder = site / language / "search"
        folder.mkdir(parents=True, exist_ok=True)
        searched[language] = searched_pages(site / language)
        for name, text in index_files(searched[language]).items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return searched


def searched_pages(folder: Path) -> list[SearchedPage]:
    """What can be found on the pages below ``folder``, a language's root."""
    pages = []
    for path in sorted(folder.rglob("index.html")):
        url = path.relative_to(folder).as_posix().removesuffix("index.html")
        try:
            page = read_sections(url, path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise OutputFailed(
                "site.search", phrase("site.mend_page"), page=f"{folder.name}/{url}", said=error
            ) from error
        if page:
            pages.append(page)
    return without_repeated_rows(pages)


def index_files(pages: Sequence[SearchedPage]) -> dict[str, str]:
    """The files of the index by name."""
    heads: dict[Section, int] = {}
    listed = [
        [page.url, page.title, [heads.setdefault(_head(one), len(heads)) for one in page.sections]]
        for page in pages
    ]
    terms = _stretches(_entries(pages))
    texts = _stretches(enumerate(one.text for page in pages for one in page.sections))
    index = {
        "pages": listed,
        "heads": [
            [head.anchor, head.title, *([one.name, one.own] for one in head.names)]
            for head in heads
        ],
        "terms": [stretch[0][0] for stretch in terms],
        "texts": [stretch[0][0] for stretch in texts],
        "common": list(COMMON),
    }
    contents: dict[str, Any] = {"index": index}
    contents |= {f"terms-{n}": _terms_file(stretch) for n, stretch in enumerate(terms)}
    contents |= {f"texts-{n}": [text for _, text in stretch] for n, stretch in enumerate(texts)}
    version = hashlib.sha256(_json(contents).encode()).hexdigest()[:8]
    return {
        f"{name}.js": f'{_CALL}("{version}","{name}",{_json(content)});\n'
        for name, content in contents.items()
    }


def read_index_file(path: Path) -> Any:
    """What a file of the index holds. Raises `ValueError` where it is none."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith(f"{_CALL}("):
        raise ValueError(f"{path} is no file of the search index")
    return json.loads(f"[{text[len(_CALL) + 1 : -3]}]")[2]


def _head(section: Section) -> Section:
    """What many sections share: on thirty pages the same headings stand."""
    return Section(section.anchor, section.title, names=section.names)


_Entry = tuple[str, Mapping[int, int], Sequence[Sequence[Any]]]


def _entries(pages: Sequence[SearchedPage]) -> Iterator[_Entry]:
    """Each term or row's name in order, with its impacts and the ids and pages of such rows."""
    found = impacts(pages)
    named: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, page in enumerate(pages):
        for row in page.rows:
            named[joined(row)][row].append(number)
    for key in sorted({*found, *named}):
        yield key, found.get(key, {}), [[row, *on] for row, on in named.get(key, {}).items()]


def _terms_file(stretch: Sequence[_Entry]) -> Any:
    return {
        "terms": {key: _steps(found) for key, found, _ in stretch if found},
        "rows": {key: rows for key, _, rows in stretch if rows},
    }


def _steps(found: Mapping[int, int]) -> list[int]:
    """Section and impact in turn, the section as the step from the one before: shorter."""
    before, steps = 0, []
    for section, impact in found.items():
        steps += [section - before, impact]
        before = section
    return steps


def _stretches(items: Iterable[_T]) -> list[list[_T]]:
    """The items in lists of about `STRETCH` bytes as JSON, at least one in each."""
    stretches: list[list[_T]] = []
    room = 0
    for item in items:
        size = len(_json(item).encode())
        if size > room:
            stretches.append([])
            room = STRETCH
        stretches[-1].append(item)
        room -= size
    return stretches


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
