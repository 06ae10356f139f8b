"""The layer table in a terminal, and one row with all its sums.

A wide terminal shows everything, with bars for each row's share of the total; a narrow one leaves
columns out rather than break a number across lines. A kind is a glyph, a colour and a word, so
that nothing depends on colour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archreport.reading.remarks import remarks
from archreport.reading.stages import stage_of
from archreport.render.table_lines import LayerLine, StageLines, line
from archreport.render.table_view import TableLine, TableView, notes, table_view
from archreport.render.terminal.text_table import (
    Column,
    Line,
    Piece,
    TextTable,
    longest_word,
    shortened,
    width_of,
)
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.remarks import remark_text
from archreport.report.model import Identity, Kind, Report, Row

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
_GLYPH = 2  # cells of a kind's glyph and the blank behind it
_NAME = 28  # cells that a layer's name may always take
_PLAIN_WIDTH = 120
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class TableColumn:
    """One column: its head, and what it says of a line, a stage and the whole report."""

    head: str
    of_line: Callable[[TableLine], str]
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
#: The same where names of layers say nothing: the operation is the last to go.
LAYOUTS_OF_NUMBERS = (
    *LAYOUTS[:4],
    ("layer", "head", "output", "params", "macs", "activations"),
    ("layer", "head", "output", "params", "macs"),
    ("layer", "head", "params", "macs"),
    ("layer", "head", "params"),
    ("layer", "params"),
)  # fmt: skip


def layer_table(
    report: Report,
    t: Language,
    console_width: int | None = None,
    *,
    depth: int | None = None,
    every_row: bool = False,
) -> TextTable:
    """The table for a terminal of ``console_width`` cells (by default, as wide as it likes).

    A report of more than `archreport.render.table_view.LONG` rows is folded unless ``every_row``;
    ``depth`` groups by module. See `archreport.render.table_view.table_view`.
    """
    view = table_view(report, t, depth=depth, every_row=every_row)
    most = max(_NAME, console_width // 3) if console_width else None
    columns = _columns(report, view, t, most)
    layouts = LAYOUTS_OF_NUMBERS if _names_say_nothing(view) else LAYOUTS
    names, widths = _fitting(columns, view.groups, console_width, layouts)
    shown = [columns[name] for name in names]
    marked = _marked(names)
    sections = [
        (
            *([_stage_line(group, shown)] if group.stage else []),
            *(_shown_line(line, shown, names, marked) for line in group.lines),
        )
        for group in view.groups
    ]
    return TextTable(
        title(report, t),
        tuple(
            Column(
                header=column.head,
                footer=column.of_total,
                cells=tuple(
                    "".join(text for text, _ in line.cells[place])
                    for section in sections
                    for line in section
                ),
                width=widths[name],
                left=column.left,
            )
            for place, (name, column) in enumerate(zip(names, shown, strict=True))
        ),
        tuple(sections),
        (
            *_coverage(report, t),
            *((note, "bright_black") for note in notes(report, view, t)),
        ),
    )


def row_detail(report: Report, row_id: str, t: Language) -> RenderableType:
    """One row with everything known about it and every sum. Raises `UnknownRow`."""
    row = report.row(row_id)
    shown = line(row, t)
    stage = stage_of(report, row)
    facts = (
        (t("terminal.stage"), formatting.stage_name(stage, t) if stage else formatting.NONE),
        (t("terminal.inputs"), t("list.comma").join(row.inputs) or formatting.NONE),
        (t("terminal.output"), _outputs(row, t)),
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
    details = _pairs(facts)
    sums = _pairs([(t(f"column.{sum_.column}"), sum_.words) for sum_ in shown.sums])
    glyph, colour = KINDS[row.kind]
    head = Text.assemble((f"{glyph} ", colour), (row.id, "bold"), "  ", shown.operation)
    return Group(head, "", details, "", sums) if shown.sums else Group(head, "", details)


def _pairs(lines: Sequence[tuple[str, str]]) -> Table:
    """Labels and what they say; no word and no number is broken."""
    table = Table.grid(padding=(0, 2))
    for texts in zip(*lines, strict=True):
        table.add_column(overflow="fold", min_width=longest_word(texts))
    for label, text in lines:
        table.add_row(Text(label, style="bright_black"), Text(text))
    return table


def plain_table(
    report: Report,
    width: int | None = _PLAIN_WIDTH,
    *,
    lang: str = "en",
    depth: int | None = None,
    every_row: bool = False,
) -> str:
    """The table without colours, for ``print(report)`` and `Report.table`."""
    return layer_table(report, Language(lang), width, depth=depth, every_row=every_row).plain()


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
            table.add_column(
                no_wrap=not folds,
                overflow="fold",  # Chinese has no blanks to break at: nothing is cut off
                min_width=least,
                max_width=width,
                style=style,
            )
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
        formatting.title_of(identity, t),
        formatting.variant(identity, t),
        formatting.shape((1, *entry.shape)),
    )


def share_bar(share: float, width: int = _BAR) -> str:
    """A bar of ``width`` cells in eighths; what is not nothing shows at least a sliver."""
    eighths = round(share * width * 8) or int(share > 0)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def _columns(
    report: Report, view: TableView, t: Language, most: int | None
) -> dict[str, TableColumn]:
    totals = report.totals
    whole = {"params": totals.params or 1, "macs": totals.macs or 1}
    count = t("table.rows", n=formatting.number(len(report.rows)))
    number = formatting.number

    def name(text: str) -> str:
        return shortened(text, most) if most else text

    return {
        "layer": TableColumn(
            t("table.layer"),
            lambda x: x.id if x.copies else name(x.id),
            lambda s: s.name,
            t("table.total"),
            True,
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


def _names_say_nothing(view: TableView) -> bool:
    """True where most lines are called by a number, as layers of an ``nn.Sequential``."""
    names = [
        line.id
        for group in view.groups
        for line in group.lines
        if line.kind != "io" and not line.copies
    ]
    return 2 * sum(name.rpartition(".")[2].isdecimal() for name in names) > len(names)


def _fitting(
    columns: dict[str, TableColumn],
    stages: Sequence[StageLines],
    width: int | None,
    layouts: Sequence[tuple[str, ...]],
) -> tuple[tuple[str, ...], dict[str, int]]:
    """The richest layout that fits, with the width of each column; the narrowest where none does.

    Every column is measured once.
    """
    widths: dict[str, tuple[int, int]] = {}
    for names in layouts:
        for name in names:
            if name not in widths:
                widths[name] = _widths(columns[name], stages)
        over = sum(_with_glyph(name, widths[name]) + GAP for name in names) + GAP - (width or 0)
        if width is None or over <= 0:
            break
    marked = _marked(names)
    found = {
        name: max(widths[name][0], widths[name][1] + (_GLYPH if name == marked else 0))
        for name in names
    }
    if width is not None and over > 0:  # a name is cut rather than a number
        over = max(sum(found.values()) + GAP * (len(names) - 1) + 1 - width, 0)
        found["layer"] = max(found["layer"] - over, 4)
    return names, found


def _marked(names: Sequence[str]) -> str:
    """The column that shows the glyph of a line's kind."""
    return next((name for name in ("operation", "head") if name in names), "layer")


def _with_glyph(name: str, widths: tuple[int, int]) -> int:
    return max(widths) + (_GLYPH if name in ("layer", "operation", "head") else 0)


def _widths(column: TableColumn, stages: Sequence[StageLines]) -> tuple[int, int]:
    """The widest of what a column says of stages and totals, and of lines."""
    above = max(width_of(column.head), width_of(column.of_total))
    lines = 0
    for stage in stages:
        if stage.stage:
            above = max(above, width_of(column.of_stage(stage)))
        for shown in stage.lines:
            lines = max(lines, width_of(column.of_line(shown)))
    return above, lines


def _stage_line(group: StageLines, columns: Sequence[TableColumn]) -> Line:
    return Line(tuple(((column.of_stage(group), ""),) for column in columns), "bold")


def _shown_line(
    shown: TableLine, columns: Sequence[TableColumn], names: Sequence[str], marked: str
) -> Line:
    return Line(
        tuple(
            _cell(name, column, shown, marked) for name, column in zip(names, columns, strict=True)
        )
    )


def _cell(name: str, column: TableColumn, shown: TableLine, marked: str) -> tuple[Piece, ...]:
    text = column.of_line(shown)
    glyph, colour = ("⋮", "bright_black") if shown.copies else KINDS[shown.kind]
    faint = shown.minor or text in ("0", formatting.NONE)
    if name == marked:
        return (f"{glyph} ", colour), (text, "bright_black" if shown.minor else "")
    if name.endswith("_bar"):
        return ((text, colour),)
    return ((text, "bright_black" if faint else ""),)


def title(report: Report, t: Language) -> str:
    """Which network it is: name, variant, input."""
    variant = formatting.variant(report.identity, t)
    parts = (formatting.title(report, t), variant, formatting.inputs(report))
    return " · ".join(part for part in parts if part)


def _coverage(report: Report, t: Language) -> tuple[Piece, ...]:
    coverage = report.coverage
    text = t("terminal.accounted", counted=coverage.counted, total=coverage.total)
    complete = coverage.counted == coverage.total
    return (
        (text, "bright_black" if complete else "bold red"),
        *(
            (remark_text(remark, t), "bold red" if remark.grave else "bright_black")
            for remark in remarks(report)
        ),
    )


def _outputs(row: Row, t: Language) -> str:
    axes = (*row.batch_axes, *(None,) * len(row.out_shapes))
    return t("list.comma").join(
        formatting.shape(*one) for one in zip(row.out_shapes, axes, strict=False)
    )


def _stored(shown: LayerLine) -> str:
    if shown.row.storage != "new":
        return shown.stored
    return f"{shown.stored}  ({formatting.mib(shown.row.activation_bytes)})"


def _tensor(name: str, shape: tuple[int, ...], count: int) -> str:
    extents = formatting.TIMES.join(map(formatting.number, shape))
    return f"{name}  {extents}  = {formatting.number(count)}"
