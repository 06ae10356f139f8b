"""What MkDocs calls for the pages of the laboratories; mkdocs.yml names this file.

A hook, where the other pages are plain files: only here can what mkdocs-jupyter makes be mended
before the table of contents and the search see it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.structure.toc import AnchorLink, TableOfContents

from archreport.course.labs.page_html import Headline, tidied

_INDEX = "labs/index.md"


def on_config(config: Any) -> Any:
    """Put the laboratories that were written into the navigation; take the section out if none."""
    folder = Path(config["docs_dir"]) / "labs"
    books = [f"labs/{path.name}" for path in sorted(folder.glob("*.ipynb"))]
    config["nav"] = [entry for one in config["nav"] or () if (entry := _with(one, books))]
    return config


def _with(entry: Any, books: Sequence[str]) -> Any:
    """The entry of the navigation, its pages of laboratories known."""
    if not isinstance(entry, dict):
        return entry
    (title, pages), *_ = entry.items()
    if not isinstance(pages, list) or not any(_INDEX in _targets(page) for page in pages):
        return entry
    return {title: [*pages, *books]} if books else None


def _targets(page: Any) -> Sequence[Any]:
    return list(page.values()) if isinstance(page, dict) else [page]


def on_page_content(html: str, page: Any, config: Any, **_: Any) -> str:
    """The page in the site's form, with the ids of its headings, and its description."""
    if not page.file.src_uri.startswith("labs/") or not page.file.src_uri.endswith(".ipynb"):
        return html
    made = json.loads(Path(page.file.abs_src_path).read_text(encoding="utf-8"))["metadata"]
    mine = made["archreport"]
    page.meta = {"title": mine["title"], "description": mine["description"], "hide": ["toc"]}
    page.title = mine["title"]
    content, headlines = tidied(html, mine["ids"], mine["permalink"])
    page.toc = _contents(headlines)
    return content


def _contents(headlines: Sequence[Headline]) -> TableOfContents:
    roots: list[AnchorLink] = []
    open_: list[AnchorLink] = []
    for one in headlines:
        link = AnchorLink(one.text, one.id, one.level)
        while open_ and open_[-1].level >= one.level:
            open_.pop()
        (open_[-1].children if open_ else roots).append(link)
        open_.append(link)
    return TableOfContents(roots)
