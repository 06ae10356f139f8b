"""Which lines a table shows: every row, rows with what repeats folded, or one line for a module.

Whatever is shown adds up to the totals: a line that stands for others holds their sums.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from archreport.reading.graph import rows_by_id
from archreport.reading.totals import Subtotal, subtotal
from archreport.render.table_lines import LayerLine, StageLines, WrittenSum, groups, line
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Block, Kind, Report, Row
from archreport.report.repetition import Repeat, configuration, numbered, repeats_of

#: More rows than this: what repeats is folded, where nobody asks for every row.
LONG = 200
#: Inside of what is shown, so many equal neighbours are a loop and folded. Fewer (the query, the
#: key and the value of attention) are worth their lines.
_LOOP = 4


@dataclass(frozen=True)
class SumLine:
    """A line that stands for several rows: copies of what is above it, or all rows of a module.

    The numbers are sums over its rows; output, field and jump are those of its last row.
    ``copies`` is True for copies.
    """

    id: str
    kind: Kind
    head: str
    tail: str
    output: str
    params: int
    macs: int
    activations: int
    field: str
    jump: str
    copies: bool = False
    minor: bool = False

    @property
    def operation(self) -> str:
        return self.head + self.tail

    @property
    def stored(self) -> str:
        """The activations column."""
        return formatting.number(self.activations)

    @property
    def sums(self) -> tuple[WrittenSum, ...]:
        """It has no sums of its own: those of its rows are in the table of every row."""
        return ()


TableLine = LayerLine | SumLine


@dataclass(frozen=True)
class ShownGroup(StageLines):
    """A stage with the lines that are shown of it."""

    lines: tuple[TableLine, ...]  # type: ignore[assignment]


@dataclass(frozen=True)
class TableView:
    """The groups of a table, and how many rows are folded away where nobody asked for modules."""

    groups: tuple[ShownGroup, ...]
    hidden: int = 0


def notes(report: Report, view: TableView, t: Language) -> tuple[str, ...]:
    """What must be said to read the lines: marks of the batch, and that rows are folded."""
    found = [t(key) for key in formatting.batch_marks(report)]
    if view.hidden:
        found.append(t("terminal.folded", n=formatting.number(view.hidden)))
    return tuple(found)


def is_folded(report: Report, *, every_row: bool) -> bool:
    """True where a table folds what repeats."""
    return not every_row and len(report.rows) > LONG


def table_view(
    report: Report, t: Language, *, depth: int | None = None, every_row: bool = False
) -> TableView:
    """The lines of a table of ``report``.

    With a ``depth`` there is one line for each module that is so deep in the tree, as torchinfo
    counts it: 1 are the modules of the network itself. Without, there are rows by stage; what
    repeats is folded in a report of more than `LONG` rows. ``every_row`` folds nothing.
    """
    if depth is not None:
        return _by_module(report, t, depth, every_row=every_row)
    if not is_folded(report, every_row=every_row):
        shown = tuple(ShownGroup(**vars(group)) for group in groups(report, t))
        return TableView(shown)
    return _folded(report, t)


# -- rows, with what repeats folded ---------------------------------------------------------------


def _folded(report: Report, t: Language) -> TableView:
    rows = rows_by_id(report)
    blocks: dict[str, list[Block]] = {stage.id: [] for stage in report.stages}
    for block in report.blocks:
        blocks[block.stage].append(block)
    shown, hidden = [], 0
    for group in groups(report, t):
        lines: list[TableLine] = []
        by_id = {line.id: line for line in group.lines}
        for block in blocks[group.stage.id] if group.stage else ():
            copies = [[rows[name] for name in copy] for copy in block.copies]
            if (len(copies) - 1) * len(copies[0]) < 2:  # a line would hide a line
                lines += [by_id.pop(row.id) for copy in copies for row in copy]
                continue
            first = [by_id.pop(row.id) for row in copies[0]]
            lines += _with_loops(copies[0], first, t)
            lines.append(_more(copies, t, block.module_type))
            for copy in copies[1:]:
                for row in copy:
                    del by_id[row.id]
        lines += by_id.values()  # what is in no block: the inputs
        shown.append(ShownGroup(**{**vars(group), "lines": tuple(lines)}))
        hidden += len(group.lines) - sum(isinstance(line, LayerLine) for line in lines)
    return TableView(tuple(shown), hidden)


def _with_loops(rows: Sequence[Row], lines: Sequence[LayerLine], t: Language) -> list[TableLine]:
    """The lines of a block, with the steps of a loop in it folded."""
    found: list[TableLine] = []
    for repeat in repeats_of(numbered([configuration(row) for row in rows])):
        if repeat.count < _LOOP:
            found += lines[repeat.start : repeat.stop]
            continue
        copies = [[rows[place] for place in copy] for copy in repeat.copies()]
        found += lines[repeat.start : repeat.start + repeat.period]
        found.append(_more(copies, t))
    return found


def _more(copies: Sequence[Sequence[Row]], t: Language, kind: str = "") -> SumLine:
    """All copies but the first, which is shown above."""
    rest = [row for copy in copies[1:] for row in copy]
    count, last = len(copies) - 1, rest[-1]
    own, one = subtotal(rest), subtotal(copies[1])
    tail = t("fold.rows", n=len(copies[0])) if len(copies[0]) > 1 else ""
    if one.macs and one.macs * count == own.macs:
        tail += t("fold.macs", n=count, macs=formatting.number(one.macs))
    name = _times(count, kind, t)
    return replace(_line(name, _ends(rest, t), tail, own, last), copies=True)


def _times(count: int, kind: str, t: Language) -> str:
    """ "× 11 more", and of what class where that is known."""
    return t("fold.more", n=formatting.number(count)) + (f" {kind}" if kind else "")


def _ends(rows: Sequence[Row], t: Language) -> str:
    if len(rows) == 1:
        return rows[0].id
    return t("fold.between", first=rows[0].id, last=rows[-1].id)


def _line(name: str, head: str, tail: str, own: Subtotal, last: Row) -> SumLine:
    return SumLine(
        id=name,
        kind=last.kind,
        head=head,
        tail=tail,
        output=formatting.output(last),
        params=own.params,
        macs=own.macs,
        activations=own.activations,
        field=formatting.field(last.receptive),
        jump=formatting.jump(last.receptive),
    )


# -- modules --------------------------------------------------------------------------------------


def _by_module(report: Report, t: Language, depth: int, *, every_row: bool) -> TableView:
    """One group without a stage: a line for each module, in the order in which they first ran."""
    members: dict[str, list[Row]] = {}
    for row in report.rows:
        path = ".".join(row.module.split(".")[:depth]) if row.module else ""
        members.setdefault(row.id if row.kind == "io" else path, []).append(row)
    types = {module.path: module.type for module in report.modules}
    calls = {module.path: module.calls for module in report.modules}
    lines: list[TableLine] = []
    keys: list[Hashable] = []
    for path, rows in members.items():
        if rows[0].kind == "io":
            lines.append(line(rows[0], t))
            keys.append(path)
            continue
        shown = _module(path, rows, types.get(path, ""), calls.get(path, 1), t)
        lines.append(shown)
        keys.append(replace(shown, id="", field="", jump=""))
    if not every_row:
        lines = _equal_folded(lines, keys, t)
    whole = subtotal(report.rows)
    group = ShownGroup(
        None, "", "", "", whole.params, whole.macs, whole.activations, tuple(lines)
    )  # fmt: skip
    return TableView((group,))


def _module(path: str, rows: Sequence[Row], kind: str, calls: int, t: Language) -> SumLine:
    count = len(rows)
    tail = t("modules.rows", n=formatting.number(count)) if count > 1 else t("modules.row")
    if calls > 1:
        tail += t("modules.calls", n=formatting.number(calls))
    leading = max(rows, key=lambda row: (row.macs, row.param_count))
    shown = _line(path or t("modules.self"), kind, tail, subtotal(rows), rows[-1])
    return replace(shown, kind=leading.kind)


def _equal_folded(
    lines: Sequence[TableLine], keys: Sequence[Hashable], t: Language
) -> list[TableLine]:
    """Modules that repeat: the first as it is, and a line for all others."""
    found: list[TableLine] = []
    for repeat in repeats_of(numbered(keys)):
        if (repeat.count - 1) * repeat.period < 2:
            found += lines[repeat.start : repeat.stop]
            continue
        found += lines[repeat.start : repeat.start + repeat.period]
        found.append(_more_lines(lines, repeat, t))
    return found


def _more_lines(lines: Sequence[TableLine], repeat: Repeat, t: Language) -> SumLine:
    rest = lines[repeat.start + repeat.period : repeat.stop]
    last = rest[-1]
    names = (rest[0].id, last.id)
    head = names[0] if len(rest) == 1 else t("fold.between", first=names[0], last=names[1])
    return SumLine(
        id=_times(repeat.count - 1, "", t),
        kind=last.kind,
        head=head,
        tail=t("fold.lines", n=repeat.period) if repeat.period > 1 else "",
        output=last.output,
        params=sum(one.params for one in rest),
        macs=sum(one.macs for one in rest),
        activations=sum(one.activations for one in rest),
        field=last.field,
        jump=last.jump,
        copies=True,
    )
