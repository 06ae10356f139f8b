"""Markdown of our templates as HTML, by the library and the extensions that MkDocs uses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown import Markdown

#: Those of ``mkdocs.yml`` that pages of networks ask for; code is not coloured.
EXTENSIONS = ("attr_list", "md_in_html", "tables", "toc", "fenced_code")
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A section of the page."""

    id: str
    text: str


@dataclass(frozen=True)
class Body:
    """A page without its frame, and its sections from the top down."""

    html: str
    sections: tuple[Heading, ...]


def body_of(markdown: str) -> Body:
    """The HTML of a page's Markdown, its front matter left out."""
    # Markdown keeps raw HTML apart and puts it back piece by piece, so it is made anew each time.
    writer = Markdown(extensions=list(EXTENSIONS))
    html = writer.convert(_FRONT.sub("", markdown, count=1))
    html = html.replace("<pre><code", '<pre tabindex="0"><code')  # it scrolls: keys must reach it
    tokens = [child for top in writer.toc_tokens for child in top["children"]]
    return Body(html, tuple(Heading(str(one["id"]), str(one["name"])) for one in tokens))
