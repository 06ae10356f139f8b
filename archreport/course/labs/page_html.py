"""A laboratory's notebook to the article of its page, through a template of ours.

mkdocs-jupyter's own template shows a notebook as JupyterLab does, with style sheets and scripts of
600 KiB, a hidden copy of each code cell, and ids of headings that are empty in Chinese. With
``templates/lab_page.html.j2`` the article is like those of the site's other pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from archreport.course.labs.pages import METADATA

_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Headline:
    """A heading of the article, for a table of contents. ``text`` is without tags."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Article:
    """The article of a laboratory's page: HTML, and its headings in order."""

    html: str
    headlines: tuple[Headline, ...]


def html_heading(headline: Headline, html: str, permalink: str) -> str:
    """A heading with the site's sign, which links to it."""
    sign = Markup('<a class="headerlink" href="#{}" title="{}">¶</a>')
    link = sign.format(headline.id, permalink)
    return f'<h{headline.level} id="{headline.id}">{html}{link}</h{headline.level}>\n'


def article_of(
    book: NotebookNode, heading: Callable[[Headline, str, str], str] = html_heading
) -> Article:
    """The article of the page that ``book`` is, a notebook of `archreport.course.labs.pages`.

    The notebook's metadata give the ids of the headings in order, and what the sign beside a
    heading is called. ``heading`` writes one, given the HTML of its words and the sign's name.

    Raises `ValueError` where there are more headings than ids, or fewer.
    """
    page = book.metadata[METADATA]
    text = _TextRenderer(page["ids"], lambda one, html: heading(one, html, page["permalink"]))
    exporter = TemplateExporter(
        template_file="lab_page.html.j2",
        extra_template_basedirs=[str(_TEMPLATES)],  # and not what lies in the working folder
        filters={"text_html": MarkdownWithMath(text).render, "code_html": _code_html},
    )
    html, _ = exporter.from_notebook_node(book)
    if left := list(text.ids):
        raise ValueError(f"no heading for the ids {', '.join(left)}")
    return Article(html, tuple(text.headlines))


class _TextRenderer(IPythonRenderer):
    """Markdown to HTML as in Jupyter, but with the ids given and headings written by ``write``."""

    def __init__(self, ids: list[str], write: Callable[[Headline, str], str]) -> None:
        super().__init__(escape=False)
        self.ids: Iterator[str] = iter(ids)
        self.headlines: list[Headline] = []
        self._write = write

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        name = next(self.ids, None)
        if name is None:
            raise ValueError(f"no id for the heading {text!r}")
        headline = Headline(level, name, Markup(text).striptags())
        self.headlines.append(headline)
        return self._write(headline, text)


def _code_html(source: str) -> str:
    html: str = highlight(source, PythonLexer(), HtmlFormatter(wrapcode=True))
    return html
