"""The differences of two reports in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archreport.reading.differences.model import Differences
from archreport.render.differences.words import (
    ChangeLine,
    change_lines,
    input_lines,
    total_lines,
)
from archreport.render.differences.written import MOST_CONSEQUENCES
from archreport.render.words.language import Language

_STYLES = {"added": "green", "removed": "red", "changed": "yellow", "follows": "bright_black"}


def differences_table(several: Sequence[Differences], t: Language) -> RenderableType:
    """All of ``several``, one below the other."""
    return Group(*(_one(found, t) for found in several))


def _one(found: Differences, t: Language) -> RenderableType:
    title = Text(t("diff.title", before=found.before, after=found.after), style="bold")
    if not found:
        said = t("diff.none")
        if found.renamed:
            said += f" {t('diff.renamed', n=len(found.renamed))}"
        return Group(title, Text(said))
    parts: list[RenderableType] = [title]
    parts += [Text.assemble(("~ ", "yellow"), line) for line in input_lines(found, t)]
    parts += [_line(line, t) for line in change_lines(found.changes, t)]
    if found.consequences:
        parts.append(Text(t("diff.consequences", n=len(found.consequences)), style="bright_black"))
        shown = found.consequences[:MOST_CONSEQUENCES]
        parts += [_line(line, t) for line in change_lines(shown, t)]
        if len(found.consequences) > len(shown):
            more = t("diff.more", n=len(found.consequences) - len(shown))
            parts.append(Text(more, style="bright_black"))
    if found.totals:
        parts.append(_totals(found, t))
    return Group(*parts)


def _line(line: ChangeLine, t: Language) -> RenderableType:
    style = _STYLES[line.kind]
    text = Text.assemble(
        (f"{line.mark} ", style), (line.row, "bold" if line.kind != "follows" else "")
    )
    if line.was:
        text.append(f" ({t('diff.was', row=line.was)})", style="bright_black")
    text.append("  " + ("; ".join(line.settings) or line.operation))
    if line.counts:
        text.append("  " + ", ".join(line.counts), style="bright_black")
    text.overflow = "fold"
    return Padding(text, (0, 0, 0, 0))


def _totals(found: Differences, t: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(Text(t("diff.quantity")))
    for key in ("diff.before", "diff.after", "diff.difference"):
        table.add_column(Text(t(key)), justify="right", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    for line in total_lines(found, t):
        table.add_row(line.name, line.before, line.after, line.difference, line.share)
    return table
