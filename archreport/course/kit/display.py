"""Figures and tables in a notebook, described in both languages.

A notebook runs once and is published twice. What `show` and `table` display holds both languages;
each page takes its own. The reader's Jupyter shows the language of `archreport.language.choice`:
that of ``ARCHREPORT_LANG`` (``en`` or ``zh``), else of the locale.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from archreport.language.choice import current

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from archreport.report.model import Report

#: The output both pages are made of: ``{"en": {mime: text}, "zh": {mime: text}}``.
BOTH = "application/vnd.archreport.languages+json"
#: Words and lines of figures: read on white and on the dark pages' ground.
INK = "#808080"

_CHINESE = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC'"
_WORDS = re.compile(r"(<text\b[^>]*>)([^<]+)(</text>)")


def show(figure: Figure, en: str, zh: str, words: Mapping[str, str] | None = None) -> None:
    """Display a Matplotlib figure with a description in both languages, and close it.

    ``en`` and ``zh`` say what is seen, for those who do not see it. ``words`` gives the Chinese
    for texts in the figure: ``{"loss": "损失"}``. The ground becomes transparent and the words
    grey, so that the figure reads in the light and in the dark.

    Raises `ValueError` for an empty description, or a word that the figure does not have.
    """
    import matplotlib.pyplot as plt

    if not en.strip() or not zh.strip():
        raise ValueError("show: describe the figure in English (en=…) and in Chinese (zh=…).")
    _grey(figure)
    buffer = io.StringIO()
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "archreport"}):
        figure.savefig(
            buffer, format="svg", transparent=True, dpi=144, bbox_inches="tight",
            metadata={"Date": None, "Creator": None},
        )  # fmt: skip
    plt.close(figure)
    drawn = buffer.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    _publish(
        {
            "en": {"image/svg+xml": drawn, "text/plain": en},
            "zh": {"image/svg+xml": _translated(drawn, words or {}), "text/plain": zh},
        }
    )


def table(
    caption: Mapping[str, str],
    head: Mapping[str, Sequence[str]],
    rows: Sequence[Sequence[object]] | Mapping[str, Sequence[Sequence[object]]],
) -> None:
    """Display a table. The first cell of a row names it; numbers are set to the right.

    ``caption`` and ``head`` hold both languages: ``{"en": …, "zh": …}``; ``rows`` too where words
    stand in the cells, else one list for both. Whole numbers get their groups of three digits;
    format the others yourself: ``f"{loss:.2f}"``.

    Raises `ValueError` where a language is missing, a column has no name, or a row has another
    length than the head.
    """
    both: dict[str, dict[str, str]] = {}
    for language in ("en", "zh"):
        if language not in caption or language not in head:
            raise ValueError(f"table: caption and head need {language!r}.")
        if not all(head[language]):
            raise ValueError("table: every column needs a name.")
        cells = rows[language] if isinstance(rows, Mapping) else rows
        texts = [[_cell(value) for value in row] for row in cells]
        if any(len(row) != len(head[language]) for row in texts):
            raise ValueError(f"table: every row needs {len(head[language])} cells.")
        both[language] = {
            "text/html": _html(caption[language], head[language], texts),
            "text/plain": "\n".join("  ".join(row) for row in [list(head[language]), *texts]),
        }
    _publish(both)


def layers(report: Report) -> None:
    """Display a report's layer table, in the page's language. Click a row's name for its sums."""
    from archreport.render.downloads.notebook import notebook_html
    from archreport.render.words.language import Language

    _publish(
        {
            language: {
                "text/html": str(notebook_html(report, Language(language))),
                "text/plain": report.table(lang=language),
            }
            for language in ("en", "zh")
        }
    )


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


_NUMBER = re.compile(r"[-+−]?[\d,.]+\s?(%|×|s|ms|px|MiB|KiB|dB)?")


def _is_numbers(column: Sequence[str]) -> bool:
    """Whether most of a column are numbers: then its heading and its gaps are aligned with them."""
    return sum(bool(_NUMBER.fullmatch(text)) for text in column) * 2 > len(column)


def _html(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    marks = [' class="num"' if _is_numbers(column) else "" for column in zip(*rows, strict=True)]
    marks = ["", *marks[1:]] if marks else [""] * len(head)  # the first names the rows

    def cells(row: Sequence[str]) -> str:
        first, *rest = (html.escape(text) for text in row)
        others = (f"<td{mark}>{text}</td>" for mark, text in zip(marks[1:], rest, strict=True))
        return f'<tr><th scope="row">{first}</th>{"".join(others)}</tr>'

    names = "".join(
        f'<th scope="col"{mark}>{html.escape(name)}</th>'
        for mark, name in zip(marks, head, strict=True)
    )
    body = "\n".join(cells(row) for row in rows)
    return (
        f'<table class="lab-table"><caption>{html.escape(caption)}</caption>\n'
        f"<thead><tr>{names}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
    )


def _grey(figure: Figure) -> None:
    """Words, frames and ticks in `INK`; what the author coloured on purpose stays."""
    from matplotlib.colors import to_hex
    from matplotlib.text import Text

    for item in figure.findobj(Text):
        if isinstance(item, Text) and to_hex(item.get_color()) == "#000000":
            item.set_color(INK)
    for axes in figure.axes:
        axes.tick_params(color=INK, labelcolor=INK, which="both")
        for spine in axes.spines.values():
            spine.set_edgecolor(INK)
        if legend := axes.get_legend():
            legend.get_frame().set_alpha(0)


def _translated(drawn: str, words: Mapping[str, str]) -> str:
    """The drawing with Chinese words. Every word given must be there: else it was renamed."""
    escaped = {html.escape(old, quote=False): new for old, new in words.items()}
    there = {text.strip() for _, text, _ in _WORDS.findall(drawn)}
    if lost := [old for old in escaped if old not in there]:
        raise ValueError(f"show: the figure has no text {lost[0]!r}; it has {sorted(there)}.")
    readable = drawn.replace("sans-serif", f"{_CHINESE}, sans-serif")
    return _WORDS.sub(
        lambda found: (
            found[1]
            + html.escape(escaped.get(found[2].strip(), html.unescape(found[2])), quote=False)
            + found[3]
        ),
        readable,
    )


def _publish(both: Mapping[str, Mapping[str, str]]) -> None:
    from IPython.display import display

    display({**both[current()], BOTH: both}, raw=True)
