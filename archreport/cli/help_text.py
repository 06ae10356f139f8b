"""Help set for a terminal: Chinese takes two cells a character and breaks between characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click
from rich.cells import cell_len

from archreport.language.choice import current

#: Where a line may end: at a blank, and beside a Chinese character, but for punctuation that may
#: not begin or end a line.
_PIECES = re.compile(
    r"[“‘（《]*(?:[\u2e80-\u2fff\u3040-\u9fff]|[^\s\u2e80-\u9fff\uff00-\uffef“”‘’]+)[，。；：、！？”’）》…]*|\s+|."
)


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` cells; a piece that is wider stands alone."""
    lines, line = [], ""
    for piece in _PIECES.findall(" ".join(text.split())):
        if line.strip() and cell_len(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


class HelpText(click.HelpFormatter):
    """click's help with lines broken by cells. Indented lines of a text are kept as they are."""

    def write_heading(self, heading: str) -> None:
        super().write_heading(heading)
        if current() == "zh":
            self.buffer[-1] = self.buffer[-1].replace(":\n", "：\n")

    def write_text(self, text: str) -> None:
        first = " " * self.current_indent
        for number, paragraph in enumerate(text.strip().split("\n\n")):
            if number:
                self.write("\n")
            lines = paragraph.splitlines()
            if not any(line.startswith("  ") for line in lines):
                lines = wrapped(paragraph, max(self.width - self.current_indent, 20))
            for line in lines:
                self.write(f"{first}{line}\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        rows = list(rows)
        column = min(max(cell_len(name) for name, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for name, text in rows:
            lines = wrapped(text, max(self.width - self.current_indent - column, 20))
            beside = cell_len(name) <= column - col_spacing
            if not beside:
                self.write(f"{indent}{name}\n")
            for number, line in enumerate(lines):
                before = name if beside and not number else ""
                gap = " " * (column - cell_len(before))
                self.write(f"{indent}{before}{gap}{line}\n")
