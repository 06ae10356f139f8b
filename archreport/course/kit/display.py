"""Tables and reports in a notebook.

What a notebook shows is in its language: the words are its own, and a report speaks that of
`archreport.language.choice` (``ARCHREPORT_LANG``, ``en`` or ``zh``, else the locale). Figures need
nothing from here: they are Matplotlib's, shown by ``plt.show()``.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from archreport.course.kit.figure_style import INK
from archreport.language.choice import current

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from archreport.report.model import Report

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
    if current() == "zh":
        _publish({"image/svg+xml": _translated(drawn, words or {}), "text/plain": zh})
    else:
        _publish({"image/svg+xml": drawn, "text/plain": en})


def table(
    caption: str | Mapping[str, str],
    head: Sequence[str] | Mapping[str, Sequence[str]],
    rows: Sequence[Sequence[object]] | Mapping[str, Sequence[Sequence[object]]],
) -> None:
    """Display a table. The first cell of a row names it; numbers are set to the right.

    Whole numbers get their groups of three digits; format the others yourself: ``f"{loss:.2f}"``.
    A notebook that is written for both languages at once may give each of the three as
    ``{"en": …, "zh": …}``; then the process's language decides.

    Raises `ValueError` where a language is missing, a column has no name, or a row has another
    length than the head.
    """
    title, columns = _mine("caption", caption), _mine("head", head)
    if not all(columns):
        raise ValueError("table: every column needs a name.")
    texts = [[_cell(value) for value in row] for row in _mine("rows", rows)]
    if any(len(row) != len(columns) for row in texts):
        raise ValueError(f"table: every row needs {len(columns)} cells.")
    _publish(
        {
            "text/html": _html(title, columns, texts),
            "text/plain": "\n".join("  ".join(row) for row in [list(columns), *texts]),
        }
    )


def layers(report: Report) -> None:
    """Display a report's layer table. Click a row's name for its sums."""
    from archreport.render.downloads.notebook import notebook_html

    _publish({"text/html": str(notebook_html(report)), "text/plain": report.table(lang=current())})


_T = TypeVar("_T")


def _mine(what: str, given: _T | Mapping[str, _T]) -> _T:
    """What is given for the language of the process."""
    if not isinstance(given, Mapping):
        return given
    if current() not in given:
        raise ValueError(f"table: {what} needs {current()!r}.")
    return given[current()]


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


#: Numbers with their units and errors, several in a cell too; and what stands for none.
_NUMBER = re.compile(r"([-+−±]?\s?[\d,.]+\s?(%|×|°|s|ms|px|MiB|KiB|dB)?\s?)+|–|nan")


def _is_of_numbers(cells: Sequence[str]) -> bool:
    return bool(cells) and all(map(_NUMBER.fullmatch, cells))


def _html(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    columns = list(zip(*rows, strict=True)) or [()] * len(head)
    right = [_is_of_numbers([text for text in cells if text]) for cells in columns]
    right[0] = False  # it names the rows

    def cell(text: str, number: bool, scope: str = "") -> str:
        name = "th" if scope else "td"
        scoped = f' scope="{scope}"' if scope else ""
        kind = ' class="num"' if number else ""
        return f"<{name}{scoped}{kind}>{html.escape(text)}</{name}>"

    def line(row: Sequence[str]) -> str:
        first, *rest = row
        numbers = "".join(cell(text, n) for text, n in zip(rest, right[1:], strict=True))
        return f"<tr>{cell(first, False, 'row')}{numbers}</tr>"

    names = "".join(cell(name, n, "col") for name, n in zip(head, right, strict=True))
    body = "\n".join(map(line, rows))
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
    return _WORDS.sub(
        lambda found: (
            found[1]
            + html.escape(escaped.get(found[2].strip(), html.unescape(found[2])), quote=False)
            + found[3]
        ),
        drawn,
    )


def _publish(data: Mapping[str, str]) -> None:
    from IPython.display import display

    display(dict(data), raw=True)
