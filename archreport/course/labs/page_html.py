"""A laboratory's page as mkdocs-jupyter makes it, brought into the form of the other pages.

mkdocs-jupyter repeats JupyterLab's style sheets and scripts on every page (600 KiB), keeps a hidden
copy of each code cell, and makes ids of headings that are empty in Chinese. What is kept here is
the text, the code with its colours, and what the code displayed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup, Tag

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Headline:
    """A heading of the page, for its table of contents."""

    level: int
    id: str
    text: str


def tidied(page: str, ids: Sequence[str], permalink: str) -> tuple[str, list[Headline]]:
    """The page's article, and its headings, which get the ``ids`` in order.

    ``permalink`` is what the sign beside a heading is called. Raises `ValueError` where the page
    has another number of headings.
    """
    soup = BeautifulSoup(page, "html.parser")
    parts = [part for cell in _cells(soup) for part in _parts(cell)]
    article = BeautifulSoup("\n".join(parts), "html.parser")
    found = article.find_all(_HEADINGS)
    if len(found) != len(ids):
        raise ValueError(f"{len(found)} headings for {len(ids)} ids")
    headlines = []
    for heading, name in zip(found, ids, strict=True):
        for anchor in heading.find_all("a", class_="anchor-link"):
            anchor.decompose()
        headlines.append(Headline(int(heading.name[1]), name, heading.get_text().strip()))
        heading["id"] = name
        mark = {"class": "headerlink", "href": f"#{name}", "title": permalink}
        sign = article.new_tag("a", attrs=mark)
        sign.string = "¶"
        heading.append(sign)
    for report in article.select(".archreport"):
        _report(article, report)
    for table in article.select(".lab-out > table"):  # one can scroll it, by keyboard too
        table.wrap(article.new_tag("div", attrs={"class": "lab-wide", "tabindex": "0"}))
    return str(article), headlines


def _cells(soup: BeautifulSoup) -> Iterator[Tag]:
    """The cells. A cell of code lies in a wrapper with the same classes but without an id."""
    for cell in soup.select(".jp-Notebook .jp-Cell"):
        if cell.get("id"):
            yield cell


def _parts(cell: Tag) -> Iterator[str]:
    text = cell.select_one(".jp-MarkdownOutput")
    if text is not None and "jp-MarkdownCell" in cell["class"]:
        yield text.decode_contents().strip()
        return
    code = cell.select_one(".highlight-ipynb pre")
    if code is not None:
        inner = code.decode_contents().removeprefix("<span></span>").rstrip("\n")
        yield f'<div class="highlight"><pre><span></span><code>{inner}\n</code></pre></div>'
    shown = [_output(output) for output in cell.select(".jp-OutputArea-output")]
    if shown:
        yield f'<div class="lab-out" data-search-exclude>{"".join(shown)}</div>'


def _output(output: Tag) -> str:
    inner = output.decode_contents().strip("\n")
    if output.get("data-mime-type") == "text/plain":
        lines = output.get_text().strip("\n")
        return f'<pre tabindex="0">{escape(lines, quote=False)}</pre>'
    return inner


def _report(article: BeautifulSoup, report: Tag) -> None:
    """The layer table of a notebook: the site has its own style, and a table needs a caption."""
    for style in report.find_all("style"):
        style.decompose()
    line, table = report.find("p"), report.find("table")
    if isinstance(line, Tag) and isinstance(table, Tag):
        caption = article.new_tag("caption")
        caption.extend(list(line.contents))
        table.insert(0, caption)
        table["class"] = "lab-table"
        line.decompose()
    report["tabindex"] = "0"
