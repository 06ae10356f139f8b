"""mkdocs-jupyter with the template of `archreport.course.labs.page_html`, as a plug-in of MkDocs.

mkdocs-jupyter finds the notebooks among the pages and gives them their addresses. Its options do
not reach its template, nor the ids in the table of contents, so what it renders is replaced here.
``pyproject.toml`` makes the plug-in known as ``archreport-labs``.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs_jupyter.plugin import Plugin

from archreport.course.labs.page_html import Headline, article_of
from archreport.course.labs.pages import METADATA


class LabPages(Plugin):  # type: ignore[misc]  # mkdocs-jupyter has no types
    """Pages of notebooks with title, description and article of a laboratory."""

    def on_pre_page(self, page: Page, config: MkDocsConfig, files: Files) -> Page:
        super().on_pre_page(page, config=config, files=files)
        if self.should_include(page.file):
            page.render = functools.partial(_render, page)  # type: ignore[method-assign]
        return page


def _render(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Give ``page`` what `mkdocs.structure.pages.Page.render` would, from its notebook."""
    book = nbformat.read(Path(str(page.file.abs_src_path)), as_version=4)
    article, lab = article_of(book), book.metadata[METADATA]
    page.title = lab["title"]
    page.meta = {"title": lab["title"], "description": lab["description"], "hide": ["toc"]}
    page.content = article.html
    page.toc = _contents(article.headlines)


def _contents(headlines: Sequence[Headline]) -> TableOfContents:
    """The table of contents: each heading below the last one of a higher rank."""
    roots: list[AnchorLink] = []
    above: list[AnchorLink] = []
    for headline in headlines:
        link = AnchorLink(headline.text, headline.id, headline.level)
        while above and above[-1].level >= link.level:
            above.pop()
        (above[-1].children if above else roots).append(link)
        above.append(link)
    return TableOfContents(roots)
