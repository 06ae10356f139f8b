"""A text without the marks of LaTeX, HTML, BibTeX and Markdown: what a reader sees of it.

All marks are taken off in one pass over any kind of text, since a Markdown file may hold HTML and
formulas of LaTeX. Every line stays in its place, so that a place in the plain text is a line of
the file. `BREAK` stands where a paragraph, an entry of a list or an entry of BibTeX begins or ends,
`CELL` between the cells of a table, `FOLD` for the end of a line inside a row of a table.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from archreport.verify.numbers import THIN

BREAK, CELL, FOLD = "\ue001", "\ue000", "\ue002"

_Replace = str | Callable[[re.Match[str]], str]


def _kept(new: _Replace) -> Callable[[re.Match[str]], str]:
    """The replacement, with as many line ends as there were."""

    def replaced(match: re.Match[str]) -> str:
        text = new(match) if callable(new) else match.expand(new)
        return text + "\n" * (match[0].count("\n") - text.count("\n"))

    return replaced


_BLOCKS = (
    "p|div|li|ul|ol|dl|dt|dd|h[1-6]|table|caption|thead|tbody|tfoot|section|article|blockquote|pre"
    "|figure|figcaption|header|footer|nav|main|body|head|title|br|hr"
)
_ADDRESS = r"""\b(?:href|src|cite|content)\s*=\s*["']?(https?://[^"'\s>]+)"""


def _row(match: re.Match[str]) -> str:
    """A row of an HTML table: its cells on what counts as one line."""
    cells = re.sub(r"</t[hd]\s*>\s*(?=<t[hd])", CELL, match[0], flags=re.IGNORECASE)
    return f"{BREAK}{_tags(cells)}{BREAK}".replace("\n", FOLD)


def _tags(text: str) -> str:
    """Tags taken off; an address that one holds stays, behind a space."""

    def tag(match: re.Match[str]) -> str:
        address = re.search(_ADDRESS, match[0], re.IGNORECASE)
        return f" {address[1]} " if address else ""

    return re.sub(r"<[/!A-Za-z][^<>]*>", _kept(tag), text)


def _piece(match: re.Match[str]) -> str:
    """A row or totals that archreport embedded: one paragraph, which begins with what it is of."""
    if re.search(r"ar-(table|ribbon|diagram)", match[2]):
        return match[0]
    inner = re.sub(r"(?i)</(?:tr|p|h\d)\s*>|<br\s*/?>", "; ", match[4])
    inner = _tags(re.sub(r"(?i)</t[hd]\s*>|</b\s*>", " ", inner))
    of = f"archreport show {match[3]}: " if not match[3].startswith("#") and match[3] else ""
    return f"{BREAK}{of}{inner}{BREAK}".replace("\n", FOLD)


def _rows_of_page(text: str) -> str:
    """A page of rows to embed, which says once of which network they are: each says it itself."""
    page = re.search(r'<main data-archreport="([a-z0-9-]+)"', text)
    if not page:
        return text
    named = rf'<section data-archreport="{page[1]}#\2">\1\2"'
    return re.sub(r'<section>(<h2><a href="[^"#]*#)([^"]+)"', named, text)


_HTML: tuple[tuple[str, _Replace], ...] = (
    (r"(?is)<(script|style|svg)\b.*?</\1\s*>", ""),
    (r"(?s)<!--(?!\s*archreport).*?-->", ""),
    (r'(?is)<(figure|section)\b([^>]*\bdata-archreport="([^"]*)"[^>]*)>(.*?)</\1\s*>', _piece),
    (r"(?is)<tr\b.*?(?:</tr\s*>|(?=<tr\b|</table))", _row),
    (r"<(https?://[^<>\s]+)>", r" \1 "),
    (r"(?i)<sup>(.*?)</sup>", r"^\1"),
    (rf"(?i)</?(?:{_BLOCKS})\b(?![^<>]*https?:)[^<>]*>", BREAK),
    (r"(?i)<wbr\s*/?>", ""),
)

_LATEX: tuple[tuple[str, _Replace], ...] = (
    (r"(?m)^[ \t]*%+[ \t]?-{4,}.*$", BREAK),
    (r"(?m)^[ \t]*%+[ \t]?", ""),
    (r"\\(?:num|qty|SI)\s*(?:\[[^\]]*\])?\{([^{}]*)\}", r"\1"),
    (r"(?<=\d)\{([,.])\}(?=\d)", r"\1"),
    (r"\\textasciitilde(?:\{\})?|\\sim\b|\\approx\b", "~"),
    (r"\\textless(?:\{\})?", "<"),
    (r"\\textgreater(?:\{\})?", ">"),
    (r"\\textbar(?:\{\})?", "|"),
    (r"\\(?:times|cdot)\b\s?", "×"),
    (r"\\to\b\s?", "→"),
    (r"\\[,;:!> ]|\\(?:thinspace|enspace|quad|nobreakspace)\b\s?|\\-", THIN),
    (r"(?<=\S)~(?=\S)", THIN),
    (r"\\\\(?:\[[^\]]*\])?", ""),
    (r"\\(?:item|bibitem|par|section|subsection|chapter|caption|begin|end|midrule|toprule"
     r"|bottomrule|addlinespace|hline)\b\*?", BREAK),
    (r"(?<!\\)&", CELL),
    (r"\\([_#&%$])", r"\1"),
    (r"\\(?:url|href|nolinkurl)\b\s*\{([^{}]*)\}", r" \1 "),
    (r"\\(?:auto|text|paren|foot|full)?[Cc]ite[a-z]*\*?", ""),
    (r"\\label\s*\{([^{}]*)\}", r" label:\1 "),
    (r"\\[A-Za-z]+\*?\s?", ""),
    (r"\$", ""),
)  # fmt: skip

_MARKDOWN: tuple[tuple[str, _Replace], ...] = (
    (r"(?m)^[ \t]*(?:@\w+\s*\{)", BREAK),
    (r"\]\(\s*<?", " "),
    (r"(?<=[^\s>])>\)", " "),
    (r"\\([\\`*_\[\]<>{}()#+.!|~-])", r"\1"),
    (r"\*\*|__(?=\w)|(?<=\w)__|`", ""),
    (r"(?m)^[ \t]*(?:[-*+•]|\d{1,3}[.)]|\[\d+\]|>|#{1,6})[ \t]+", BREAK),
    (r"(?m)^(?=[ \t]*archreport\b)", BREAK),
    (r"(?m)^[ \t]*$", BREAK),
    (r"[{}]", ""),
)

_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u200a\u202f"), THIN
)
_NOTHING = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"), "")


def plain(text: str) -> str:
    """``text`` without marks, line for line. Raises nothing, whatever the text is."""
    for unwanted in (BREAK, CELL, FOLD):
        text = text.replace(unwanted, " ")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _rows_of_page(text)
    for pattern, new in _HTML:
        text = re.sub(pattern, new if new in (_row, _piece) else _kept(new), text)
    text = html.unescape(_tags(text)).replace("\r", " ")
    text = text.translate(_WIDE).translate(_SPACES).translate(_NOTHING)
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    for pattern, new in (*_LATEX, *_MARKDOWN):
        text = re.sub(pattern, _kept(new), text)
    return text


def line_at(text: str, place: int) -> int:
    """The number of the line in which ``place`` of a plain text stands, from 1."""
    return text.count("\n", 0, place) + text.count(FOLD, 0, place) + 1
