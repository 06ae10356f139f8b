"""The layer table in a terminal, and one row with all its sums.

A wide terminal shows everything, with bars for each row's share of the total; a narrow one leaves
columns out rather than break a number across lines. A kind is a glyph, a colour and a word, so
that nothing depends on colour.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archreport.reading.remarks import remarks
from archreport.reading.stages import stage_of
from archreport.render.table_lines import LayerLine, StageLines, groups, line
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.remarks import remark_text
from archreport.report.model import Identity, Kind, Report

#: Glyph and colour of each kind: Okabe-Ito, in tones that hold on dark and on light.
KINDS: dict[Kind, tuple[str, str]] = {
    "io": ("□", "bright_black"), "conv": ("■", "#3a8fc7"), "up": ("▲", "#4aa8dc"),
    "local": ("◆", "#d55e00"), "linear": ("●", "#0a9a70"), "pool": ("▼", "#c98a00"),
    "norm": ("▪", "#8c7aa9"), "act": ("–", "bright_black"), "join": ("+", "#c06a9a"),
    "drop": ("·", "bright_black"), "shape": ("·", "bright_black"), "other": ("▫", "bright_black"),
    "embed": ("▤", "#0a9a70"), "math": ("×", "bright_black"), "reduce": ("Σ", "#c98a00"),
    "index": ("↗", "bright_black"), "create": ("○", "bright_black"),
}  # fmt: skip

GAP = 2  # cells between two columns, and at the two edges together
_BAR = 8  # cells of a share bar
_PLAIN_WIDTH = 120
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class TableColumn:
    """One column: its head, and what it says of a line, a stage and the whole report."""

    head: str
    of_line: Callable[[LayerLine], str]
    of_stage: Callable[[StageLines], str]
    of_total: str
    left: bool = False


#: Which columns to show, from the widest layout to the narrowest.
LAYOUTS = (
    ("layer", "operation", "output", "params", "params_bar", "macs", "macs_bar", "activations",
     "field", "jump"),
    ("layer", "operation", "output", "params", "macs", "activations", "field", "jump"),
    ("layer", "head", "output", "params", "params_bar", "macs", "macs_bar", "activations", "field"),
    ("layer", "head", "output", "params", "macs", "activations", "field"),
    ("layer", "output", "params", "macs", "activations", "field"),
    ("layer", "output", "params", "macs"),
    ("layer", "params", "macs"),
    ("layer", "params"),
)  # fmt: skip


def layer_table(report: Report, t: Language, console_width: int | None = None) -> Table:
    """The table for a terminal of ``console_width`` cells (by default, as wide as it likes)."""
    stages = groups(report, t)
    columns = _columns(report, t)
    names = _fitting(columns, stages, console_width)
    table = Table(
        title=Text(_title(report, t)),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_footer=True,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        footer_style="bold",
    )
    for name in names:
        column = columns[name]
        table.add_column(
            Text(column.head),
            justify="left" if column.left else "right",
            no_wrap=True,
            overflow="ellipsis",
            footer=Text(column.of_total),
        )
    for stage in stages:
        if stage.stage:
            cells = [Text(columns[name].of_stage(stage)) for name in names]
            table.add_row(*cells, style="bold")
        for shown in stage.lines:
            table.add_row(*(_cell(name, columns[name], shown, names) for name in names))
        table.add_section()
    table.caption = _coverage(report, t)
    table.caption_justify = "left"
    return table


def row_detail(report: Report, row_id: str, t: Language) -> RenderableType:
    """One row with everything known about it and every sum. Raises `UnknownRow`."""
    row = report.row(row_id)
    shown = line(row, t)
    stage = stage_of(report, row)
    facts = (
        (t("terminal.stage"), formatting.stage_name(stage, t) if stage else formatting.NONE),
        (t("terminal.inputs"), ", ".join(row.inputs) or formatting.NONE),
        (t("terminal.output"), ", ".join(formatting.shape(shape) for shape in row.out_shapes)),
        (t("terminal.module"), row.module_type or formatting.NONE),
        (t("terminal.source"), row.source or formatting.NONE),
        *((t("terminal.tensors"), _tensor(p.name, p.shape, p.count)) for p in row.params),
        (t("table.params"), formatting.number(row.param_count)),
        (t("table.macs"), formatting.number(row.macs)),
        (t("terminal.flops"), formatting.number(row.flops)),
        (t("table.activations"), _stored(shown)),
        (t("terminal.saved"), formatting.mib(row.saved_bytes)),
        (t("table.field.plain"), shown.field),
        (t("table.jump"), shown.jump),
    )
    details = Table.grid(padding=(0, 2))
    for label, text in facts:
        details.add_row(Text(label, style="bright_black"), Text(text))
    sums = Table.grid(padding=(0, 2))
    for sum_ in shown.sums:
        sums.add_row(Text(t(f"column.{sum_.column}"), style="bright_black"), Text(sum_.words))
    glyph, colour = KINDS[row.kind]
    head = Text.assemble((f"{glyph} ", colour), (row.id, "bold"), "  ", shown.operation)
    return Group(head, "", details, "", sums) if shown.sums else Group(head, "", details)


def plain_table(report: Report) -> str:
    """The table as plain text, in English and without colour: ``str(report)``."""
    buffer = io.StringIO()
    console = Console(  # in a notebook, rich would show the table there and then
        file=buffer,
        width=_PLAIN_WIDTH,
        color_system=None,
        legacy_windows=False,
        force_jupyter=False,
    )
    console.print(layer_table(report, Language("en"), _PLAIN_WIDTH))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()).strip("\n")


class ShelfEntry(Protocol):
    """What `model_list` needs of an entry of the catalogue: who it is, and its ``(C, H, W)``."""

    @property
    def identity(self) -> Identity: ...

    @property
    def shape(self) -> tuple[int, int, int]: ...


def model_list(entries: Sequence[ShelfEntry], t: Language) -> RenderableType:
    """The shelf, paper by paper: what `archreport list` prints."""
    lines = [_shelf_line(entry, t) for entry in entries]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    parts: list[RenderableType] = []
    for paper in dict.fromkeys(entry.identity.paper for entry in entries):
        table = Table.grid(padding=(0, 2, 0, 0))
        # A narrow terminal folds the variant; keys and sizes stay whole.
        for width, style, folds in zip(
            widths, ("bold", "", "", "bright_black"), (False, False, True, False), strict=True
        ):
            least = min(width, 12) if folds else width
            table.add_column(no_wrap=not folds, min_width=least, max_width=width, style=style)
        for entry, line_ in zip(entries, lines, strict=True):
            if entry.identity.paper == paper:
                table.add_row(*map(Text, line_))
        if paper:
            said = t("terminal.paper", title=paper.title, authors=paper.authors, year=paper.year)
            parts.append(Text(said, style="bright_black"))
        parts += [Padding(table, (0, 0, 1, 2))]
    return Group(*parts)


def _shelf_line(entry: ShelfEntry, t: Language) -> tuple[str, ...]:
    identity = entry.identity
    return (
        identity.key,
        identity.title,
        formatting.variant(identity, t),
        formatting.shape((1, *entry.shape)),
    )


def share_bar(share: float, width: int = _BAR) -> str:
    """A bar of ``width`` cells in eighths; what is not nothing shows at least a sliver."""
    eighths = round(share * width * 8) or int(share > 0)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def _columns(report: Report, t: Language) -> dict[str, TableColumn]:
    totals = report.totals
    whole = {"params": totals.params or 1, "macs": totals.macs or 1}
    count = t("table.rows", n=len(report.rows))
    number = formatting.number
    return {
        "layer": TableColumn(
            t("table.layer"), lambda x: x.id, lambda s: s.name, t("table.total"), True
        ),
        "operation": TableColumn(
            t("table.operation"), lambda x: x.operation, lambda s: s.summary, count, True
        ),
        "head": TableColumn(
            t("table.operation"), lambda x: x.head, lambda s: s.summary, count, True
        ),
        "output": TableColumn(t("table.output"), lambda x: x.output, lambda s: s.resolution, ""),
        "params": TableColumn(
            t("table.params"),
            lambda x: number(x.params),
            lambda s: number(s.params),
            number(totals.params),
        ),
        "params_bar": TableColumn(
            "", lambda x: share_bar(x.params / whole["params"]), lambda s: "", "", True
        ),
        "macs": TableColumn(
            t("table.macs"), lambda x: number(x.macs), lambda s: number(s.macs), number(totals.macs)
        ),
        "macs_bar": TableColumn(
            "", lambda x: share_bar(x.macs / whole["macs"]), lambda s: "", "", True
        ),
        "activations": TableColumn(
            t("table.activations"),
            lambda x: x.stored,
            lambda s: number(s.activations),
            number(totals.activations),
        ),
        "field": TableColumn(t("terminal.field.short"), lambda x: x.field, lambda s: "", ""),
        "jump": TableColumn(t("table.jump"), lambda x: x.jump, lambda s: "", ""),
    }


def _fitting(
    columns: dict[str, TableColumn], stages: Sequence[StageLines], width: int | None
) -> tuple[str, ...]:
    """The richest layout that fits; the narrowest where none does."""
    if width is None:
        return LAYOUTS[0]
    for names in LAYOUTS:
        if sum(_width(columns[name], stages, name) + GAP for name in names) + GAP <= width:
            return names
    return LAYOUTS[-1]


def _width(column: TableColumn, stages: Sequence[StageLines], name: str) -> int:
    texts = [column.head, column.of_total]
    for stage in stages:
        texts.append(column.of_stage(stage))
        texts.extend(column.of_line(shown) for shown in stage.lines)
    return max(map(cell_len, texts)) + (2 if name in ("layer", "operation", "head") else 0)


def _cell(name: str, column: TableColumn, shown: LayerLine, names: Sequence[str]) -> Text:
    text = column.of_line(shown)
    glyph, colour = KINDS[shown.row.kind]
    marked = ("operation", "head") if {"operation", "head"} & set(names) else ("layer",)
    if name in marked:
        return Text.assemble((f"{glyph} ", colour), (text, "bright_black" if shown.minor else ""))
    if name.endswith("_bar"):
        return Text(text, style=colour)
    faint = shown.minor or text in ("0", formatting.NONE)
    return Text(text, style="bright_black" if faint else "")


def _title(report: Report, t: Language) -> str:
    variant = formatting.variant(report.identity, t)
    parts = (report.identity.title, variant, formatting.inputs(report))
    return " · ".join(part for part in parts if part)


def _coverage(report: Report, t: Language) -> Text:
    coverage = report.coverage
    text = t("terminal.accounted", counted=coverage.counted, total=coverage.total)
    lines = [Text(text, style="bright_black" if coverage.counted == coverage.total else "bold red")]
    lines += [
        Text(remark_text(remark, t), style="bold red" if remark.grave else "bright_black")
        for remark in remarks(report)
    ]
    return Text("\n").join(lines)


def _stored(shown: LayerLine) -> str:
    if shown.row.storage != "new":
        return shown.stored
    return f"{shown.stored}  ({formatting.mib(shown.row.activation_bytes)})"


def _tensor(name: str, shape: tuple[int, ...], count: int) -> str:
    extents = formatting.TIMES.join(map(formatting.number, shape))
    return f"{name}  {extents}  = {formatting.number(count)}"
