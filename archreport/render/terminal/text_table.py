"""A table of text: every width is measured once, so that ten thousand lines cost their length.

The same lines are printed in a terminal, with styles, and as plain text, without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

#: A piece of a cell: its text and the style it has in a terminal, "" for none.
Piece = tuple[str, str]

RULE = "─"
#: What stays on one line: a Chinese character with the stop behind it, or a word with its blank.
_PARTS = re.compile(r"[\u2e80-\u9fff][\u3000-\u303f\uff00-\uffef]*|[^\s\u2e80-\u9fff]+\s*|\s+")
_WORDS = re.compile(r"[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]+")
_NEW_LINE = Segment("\n")


@dataclass(frozen=True)
class Column:
    """One column: its head, its foot, and its cells from top to bottom."""

    header: str
    footer: str
    cells: tuple[str, ...]
    width: int
    left: bool


@dataclass(frozen=True)
class Line:
    """One line, cell by cell. ``style`` is that of the whole line."""

    cells: tuple[tuple[Piece, ...], ...]
    style: str = ""


@dataclass(frozen=True)
class TextTable:
    """A titled table in sections, with a line of totals and remarks below it."""

    title: str
    columns: tuple[Column, ...]
    sections: tuple[tuple[Line, ...], ...]
    remarks: tuple[Piece, ...]

    def plain(self) -> str:
        """The table without styles, and without blanks at the ends of lines."""
        return "\n".join(
            "".join(text for text, _ in line).rstrip() for line in self._lines()
        ).strip("\n")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        styles: dict[str, Style | None] = {"": None}
        for line in self._lines(options.max_width):
            for text, style in line:
                if style not in styles:
                    styles[style] = Style.parse(style)
                yield Segment(text, styles[style])
            yield _NEW_LINE

    def _lines(self, most: int | None = None) -> Iterator[list[Piece]]:
        """Every line; titles and remarks folded to ``most`` cells."""
        yield from ([(text, "bold")] for text in _wrapped(self.title, most))
        yield []
        yield self._line(Line(tuple(((column.header, ""),) for column in self.columns), "bold"))
        yield [(" " + RULE * (sum(column.width + 2 for column in self.columns) - 2), "")]
        for section in self.sections:
            for line in section:
                yield self._line(line)
            yield []
        yield self._line(Line(tuple(((column.footer, ""),) for column in self.columns), "bold"))
        yield []
        for text, style in self.remarks:
            yield from ([(part, style)] for part in _wrapped(text, most))

    def _line(self, line: Line) -> list[Piece]:
        found: list[Piece] = [(" ", "")]
        last = len(self.columns) - 1
        for place, (column, pieces) in enumerate(zip(self.columns, line.cells, strict=True)):
            free = column.width - sum(width_of(text) for text, _ in pieces)
            if free < 0:
                pieces = ((_cropped("".join(text for text, _ in pieces), column.width), ""),)
                free = 0
            blank = " " * free
            styled = [(text, style or line.style) for text, style in pieces]
            found += [*styled, (blank, "")] if column.left else [(blank, ""), *styled]
            if place < last:
                found.append(("  ", ""))
        return found


def width_of(text: str) -> int:
    """Cells that a text takes in a terminal."""
    return len(text) if text.isascii() else cell_len(text)


def longest_word(texts: Iterable[str]) -> int:
    """Cells of the longest word or number of ``texts``, so that none has to be broken; Chinese may
    be broken anywhere."""
    words = (word for text in texts for word in _WORDS.findall(text))
    return max(map(width_of, words), default=0)


def shortened(text: str, most: int) -> str:
    """A name of at most ``most`` cells: of a long path the end says more than the beginning."""
    if width_of(text) <= most:
        return text
    return "…" + text[max(len(text) - most + 1, 1) :]


def _cropped(text: str, width: int) -> str:
    return set_cell_size(text, max(width - 1, 0)) + "…" if width else ""


def _wrapped(text: str, most: int | None) -> Sequence[str]:
    """A text in lines of so many cells, broken at spaces and between Chinese characters."""
    if most is None or width_of(text) <= most:
        return [text]
    lines, line = [], ""
    for part in _PARTS.findall(text):
        if line and width_of(line + part.rstrip()) > most:
            lines.append(line.rstrip())
            line = ""
        line += part
    return [*lines, line.rstrip()]
