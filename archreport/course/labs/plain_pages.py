"""The pages of the laboratories as plain Markdown, for a site builder that reads no notebooks."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from archreport.course.labs.page_html import Headline, article_of
from archreport.course.labs.pages import METADATA

#: What has a meaning in Markdown, as HTML writes it.
_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_[]{}"}


def write_plain_pages(folder: Path) -> None:
    """Put Markdown in the place of every laboratory's notebook below ``folder``, a language's root.

    ``labs/<name>.ipynb`` becomes ``labs/<name>/index.md``, beside the figures and what readers
    download: links in its HTML are right for a builder that takes them from the source's folder.
    """
    for path in sorted((folder / "labs").glob("*.ipynb")):
        book = nbformat.read(path, as_version=4)
        page = path.with_suffix("") / "index.md"
        page.write_text(plain_page(book), encoding="utf-8", newline="\n")
        path.unlink()


def plain_page(book: NotebookNode) -> str:
    """The Markdown of a laboratory's page: its title and description, and its article as HTML.

    Headings are Markdown: a builder finds them for its table of contents, and adds its own sign.
    """
    page = book.metadata[METADATA]
    head = {"title": page["title"], "description": page["description"], "hide": ["toc"]}
    front = "\n".join(f"{key}: {json.dumps(head[key], ensure_ascii=False)}" for key in head)
    return f"---\n{front}\n---\n{article_of(book, _markdown_heading).html}"


def _markdown_heading(headline: Headline, html: str, permalink: str) -> str:
    words = html.translate(_SIGNS)
    return f"\n{'#' * headline.level} {words} {{: #{headline.id} }}\n\n"
