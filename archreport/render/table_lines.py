"""The lines of Table 1, once, for every output that shows them.

HTML, CSV, Markdown, LaTeX, the terminal and the notebook all print these lines, so that they
cannot disagree. Order is the order of execution, grouped by stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from archreport.reading.layers import is_minor
from archreport.reading.stages import rows_by_stage
from archreport.reading.totals import subtotal
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.kinds import CONVOLUTION_KINDS, TRUNK_KINDS
from archreport.report.model import Kind, Report, Row, Stage

#: The columns of `Row.sums`, in the order in which they are shown.
COLUMNS = (
    "params", "macs", "length", "depth", "height", "width", "sides", "activations", "field", "jump",
)  # fmt: skip


@dataclass(frozen=True)
class WrittenSum:
    """One number's arithmetic in words: ``(3·3·64)·128 + 128 = 73,856``."""

    column: str
    words: str


@dataclass(frozen=True)
class LayerLine:
    """One row of the table. ``stored`` is the activations column: a number, or "in place"."""

    id: str
    kind: Kind
    css: str
    head: str
    tail: str
    output: str
    params: int
    macs: int
    activations: int
    stored: str
    field: str
    jump: str
    minor: bool
    row: Row
    copies: bool = False  # True for a line that stands for copies of what is above it

    @property
    def operation(self) -> str:
        return self.head + self.tail

    @cached_property
    def sums(self) -> tuple[WrittenSum, ...]:
        """The arithmetic of its numbers."""
        return row_sums(self.row)


@dataclass(frozen=True)
class StageLines:
    """The lines of one stage with its subtotals. The inputs come first, in a group of no stage."""

    stage: Stage | None
    name: str
    summary: str
    resolution: str
    params: int
    macs: int
    activations: int
    lines: tuple[LayerLine, ...]


def slug(report: Report) -> str:
    """The report's name inside ids and file names; "model" for one that is not on the shelf."""
    return report.identity.key or "model"


def groups(report: Report, t: Language) -> tuple[StageLines, ...]:
    """All lines of the report, stage by stage. Rows of no stage come first."""
    rows = rows_by_stage(report)
    modules = _modules_by_stage(report)
    inputs = (_group(None, rows[""], (), t),) if rows[""] else ()
    return inputs + tuple(
        _group(stage, rows[stage.id], modules[stage.id], t) for stage in report.stages
    )


def _modules_by_stage(report: Report) -> dict[str, list[tuple[str, int]]]:
    """The composite modules of each stage, class and how often, in order."""
    found: dict[str, Counter[str]] = {stage.id: Counter() for stage in report.stages}
    for block in report.blocks:
        if block.module_type and block.stage in found:
            found[block.stage][block.module_type] += block.repeats
    return {stage: list(counts.items()) for stage, counts in found.items()}


def lines(report: Report, t: Language) -> tuple[LayerLine, ...]:
    """The lines of all groups, in the same order."""
    return tuple(line for group in groups(report, t) for line in group.lines)


def line(row: Row, t: Language) -> LayerLine:
    """One row as it is shown."""
    head, tail = formatting.operation_parts(row, t)
    stored = {"in place": t("storage.in_place"), "view": t("storage.view")}
    return LayerLine(
        id=row.id,
        kind=row.kind,
        css=formatting.css_class(row),
        head=head,
        tail=tail,
        output=formatting.output(row),
        params=row.param_count,
        macs=row.macs,
        activations=row.activations,
        stored=stored.get(row.storage, formatting.number(row.activations)),
        field=formatting.field(row.receptive),
        jump=formatting.jump(row.receptive),
        minor=is_minor(row),
        row=row,
    )


def row_sums(row: Row) -> tuple[WrittenSum, ...]:
    """Every sum of a row in words. Height and width are one line where their sums agree."""
    written = {column: arithmetic.words(sum_) for column, sum_ in row.sums.items()}
    if "height" in written and written["height"] == written.get("width"):
        written["sides"] = written.pop("height")
        del written["width"]
    known = [column for column in COLUMNS if column in written]
    others = [column for column in written if column not in COLUMNS]
    return tuple(WrittenSum(column, written[column]) for column in known + others)


def _group(
    stage: Stage | None, rows: tuple[Row, ...], modules: Sequence[tuple[str, int]], t: Language
) -> StageLines:
    shown = tuple(line(row, t) for row in rows)
    if stage is None:
        own = subtotal(rows)
        return StageLines(None, "", "", "", own.params, own.macs, own.activations, shown)
    return StageLines(
        stage,
        formatting.stage_name(stage, t),
        trunk_summary(rows, modules, t) if stage.kind in TRUNK_KINDS else stage_summary(rows, t),
        formatting.resolution(stage),
        stage.params,
        stage.macs,
        stage.activations,
        shown,
    )


def stage_summary(rows: tuple[Row, ...], t: Language) -> str:
    """What a stage is made of: "3 conv · 256 channels", "3 linear", else its most common kind."""
    weighted = [row for row in rows if row.params and row.kind not in ("norm", "act")]
    counted = weighted or [row for row in rows if not is_minor(row)] or list(rows)
    kinds = Counter(row.kind for row in counted)
    text = t("op.separator").join(
        t("stage.count", n=count, kind=t(f"kind.{kind}")) for kind, count in kinds.items()
    )
    wide = [row for row in counted if len(row.out_shape) > 2]
    return text + (_width(wide[-1], t) if wide else "")


def trunk_summary(rows: tuple[Row, ...], modules: Sequence[tuple[str, int]], t: Language) -> str:
    """What a stage without resolution is made of: "12 × Block · 768 features", else as others."""
    repeated = [(kind, count) for kind, count in modules if count > 1]
    if not repeated:
        return stage_summary(rows, t)
    text = t("op.separator").join(
        t("stage.times", n=formatting.number(count), kind=kind) for kind, count in repeated
    )
    wide = [row for row in rows if row.kind == "linear" and len(row.out_shape) > 2 and row.params]
    return text + (_width(wide[-1], t) if wide else "")


def _width(row: Row, t: Language) -> str:
    """The channels of a map, the features of a linear layer's tokens; "" for other sequences."""
    if row.kind == "linear":
        return f" · {t('stage.features', n=formatting.number(row.out_shape[-1]))}"
    if row.kind in (*CONVOLUTION_KINDS, "pool") or len(row.out_shape) > 3:
        return f" · {t('stage.channels', n=formatting.number(row.out_shape[1]))}"
    return ""
