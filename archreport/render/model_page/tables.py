"""The tables of a page, as HTML.

Every table is a real one: caption, scoped heads, right-aligned numbers, totals in the foot. The
layer table shows a row's arithmetic below it when the row is the target of a link, or all of them
when the box above is ticked; neither needs a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.reading.graph import rows_by_id
from archreport.reading.layers import is_minor, local_field
from archreport.reading.learned import weight_origins
from archreport.render.model_page.feature_maps import (
    full_sheets,
    listed_anchors,
    sheet_links,
    weights_name,
)
from archreport.render.model_page.folded_table import copied_rows, with_copies
from archreport.render.model_page.long_report import Placement
from archreport.render.model_page.memory_lines import MemoryLine, memory_parts
from archreport.render.table_lines import LayerLine, groups, line, lines, slug
from archreport.render.template import html_phrases, render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report, Row
from archreport.report.run import LayerRun, Run, Sheet

ON_PAGE = Placement()
#: Lines: a longer table keeps to a box of its own on the page, so that what follows stays in reach.
TALL = 80
TALL_STATISTICS = 44


@dataclass(frozen=True)
class Bar:
    """A number's share of the largest in its column; ``largest`` if no other is as large."""

    share: float
    largest: bool

    @property
    def css(self) -> str:
        """The share for a style sheet, to a thousandth: ".438"; "" for what would not be seen."""
        if self.share < 0.005:
            return ""
        return f"{self.share:.3f}".rstrip("0").rstrip(".").removeprefix("0")


@dataclass(frozen=True)
class RowBars:
    params: Bar
    macs: Bar
    activations: Bar


@dataclass(frozen=True)
class Note:
    """A remark beside a row's sums."""

    label: str
    text: str


def bars_of(values: Sequence[float]) -> list[Bar]:
    """The bar of each value of one column."""
    top = max(values, default=0)
    only = list(values).count(top) == 1
    return [
        Bar(value / top if top else 0.0, bool(top) and only and value == top) for value in values
    ]


def row_bars(all_lines: Sequence[LayerLine]) -> dict[str, RowBars]:
    """The three bars of every line, by row id."""
    columns = [
        bars_of([line.params for line in all_lines]),
        bars_of([line.macs for line in all_lines]),
        bars_of([line.activations for line in all_lines]),
    ]
    return {line.id: RowBars(*bars) for line, *bars in zip(all_lines, *columns, strict=True)}


def layer_table(report: Report, t: Language, place: Placement = ON_PAGE) -> Markup:
    """Table 1: every row with its subtotals, totals and arithmetic.

    Where ``place`` says so, copies of a module are one line each, with the addresses of their rows.
    """
    table = with_copies(report, groups(report, t)) if place.folded else groups(report, t)
    shown = [one for group in table for one in group.lines if isinstance(one, LayerLine)]
    return render_html(
        "layer_table.html.j2",
        t,
        id=f"tbl-{slug(report)}-layers",
        groups=table,
        place=place,
        bars=row_bars(shown),
        links=sheet_links(report, place.statistics),
        notes={line.id: row_notes(line.row, t) for line in shown},
        totals=report.totals,
        count=len(report.rows),
        tall=sum(len(group.lines) for group in table) > TALL,
    )


def full_table(report: Report, t: Language, place: Placement) -> Markup:
    """Every row in full without its arithmetic, for a page beside the model's.

    Rows that are only an address in the model's table have their links to node and maps here.
    """
    return render_html(
        "full_table.html.j2",
        t,
        id=f"tbl-{slug(report)}-rows",
        groups=groups(report, t),
        place=place,
        copied=copied_rows(report),
        links=sheet_links(report, place.statistics),
        totals=report.totals,
        count=len(report.rows),
    )


def excerpt(
    report: Report, t: Language, row_ids: Iterable[str], *, url: str = "", table_id: str = ""
) -> Markup:
    """A few rows under the full totals. ``url`` leads to the model's page.

    Raises `UnknownRow` for an id that the report does not have.
    """
    return render_html(
        "excerpt.html.j2",
        t,
        id=table_id or f"tbl-{slug(report)}-excerpt",
        title=formatting.title(report, t),
        lines=[line(report.row(row_id), t) for row_id in row_ids],
        bars=row_bars(lines(report, t)),
        url=url,
        totals=report.totals,
        count=len(report.rows),
    )


def memory_table(report: Report, t: Language, number: int) -> Markup:
    """What must be kept in memory, for inference and for training, with its arithmetic."""
    parts = [[_with_mib(line) for line in part] for part in memory_parts(report)]
    table_id = f"tbl-{slug(report)}-memory"
    return render_html("memory_table.html.j2", t, id=table_id, number=number, parts=parts)


def statistics_table(report: Report, run: Run, t: Language, number: int, base: str = "") -> Markup:
    """What each row did with the photograph, with the way to all its maps where these are drawn.

    ``base`` is the way from the table's page to the model's: "" or "../".
    """
    rows_of = rows_by_id(report)
    anchors, full = listed_anchors(report), full_sheets(report)
    own = weight_origins(report, run.weights)
    rows = [
        {
            **_statistics_line(rows_of[layer.row], layer, full.get(layer.row), t),
            "anchor": anchors.get(layer.row, f"s-{layer.row}"),
            "origin": t(f"table.weights.{own[layer.row]}"),
        }
        for layer in run.layers
    ]
    return render_html(
        "statistics_table.html.j2",
        t,
        id=f"tbl-{slug(report)}-statistics",
        base=base,
        number=number,
        weights=weights_name(run.weights, t),
        lines=rows,
        maps=run.maps == "all",
        origins=bool(run.weights.modules),
        tall=not base and len(rows) > TALL_STATISTICS,
    )


def models_table(reports: Iterable[Report], t: Language, url: Callable[[str], str]) -> Markup:
    """One line a model. ``url(key)`` leads to its page."""
    models = [
        {
            "key": report.identity.key,
            "url": url(report.identity.key),
            "title": formatting.title(report, t),
            "year": report.identity.year or formatting.NONE,
            "variant": formatting.variant(report.identity, t) or formatting.NONE,
            "params": report.totals.params,
            "macs": report.totals.macs,
            "activations": report.totals.activations,
            "depth": report.totals.weight_layers,
            "input": formatting.inputs(report),
        }
        for report in reports
    ]
    return render_html("models_table.html.j2", t, models=models)


def row_notes(row: Row, t: Language) -> tuple[Note, ...]:
    notes = []
    field = local_field(row)
    if field and field.smallest != field.size:
        notes.append(Note(t("table.narrowest"), formatting.pair(field.smallest)))
    shared = [param.name for param in row.params if not param.counted]
    if shared:
        notes.append(Note(t("table.shared"), t("list.comma").join(shared)))
    return tuple(notes)


def _with_mib(line: MemoryLine) -> Mapping[str, object]:
    return {
        "name": line.name,
        "bytes": line.bytes,
        "mib": formatting.mib(line.bytes).removesuffix(f"{formatting.NBSP}MiB"),
        "sum": line.sum,
        "total": line.total,
    }


def _statistics_line(
    row: Row, layer: LayerRun, full: Sheet | None, t: Language
) -> Mapping[str, object]:
    dead = f"{formatting.number(layer.dead)} / {formatting.number(layer.channels)}"
    return {
        "row": row.id,
        "minor": is_minor(row),
        "output": formatting.output(row),
        "mean": formatting.decimal(layer.mean),
        "std": formatting.decimal(layer.std),
        "minimum": formatting.decimal(layer.minimum),
        "maximum": formatting.decimal(layer.maximum),
        "zeros": formatting.percent(layer.zeros),
        "dead": dead if len(row.out_shape) > 2 else formatting.NONE,
        "sheet": full.file if full else "",
        "sheet_label": t("table.maps.link", n=formatting.number(full.of)) if full else "",
        "sheet_scale": t(
            "table.maps.scale", low=formatting.number(full.low), high=formatting.number(full.high)
        )
        if full
        else "",
    }


def checks_table(report: Report, t: Language, number: int) -> Markup:
    """Every comparison with a second method: both numbers and a verdict."""
    phrase = html_phrases(t)
    checks = [
        {
            "name": check.name,
            "label": phrase(f"check.{check.name}") if t.has(f"check.{check.name}") else check.name,
            "ours": check.ours,
            "theirs": check.theirs,
            "ok": check.ok,
        }
        for check in report.checks
    ]
    table_id = f"tbl-{slug(report)}-checks"
    return render_html("checks_table.html.j2", t, id=table_id, number=number, checks=checks)
