"""Table 1 to take away: CSV, Markdown, LaTeX, a slide. JSON is
`archreport.report.report_file.to_json`.

All are written from `archreport.render.table_lines`, the lines that the page shows. CSV holds bare
numbers, one header line and one line a row, and no totals, so that a column can be summed as it
stands. Markdown and LaTeX close with the totals.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from archreport.render.downloads.citation import again, cite, page_address, version
from archreport.render.table_lines import LayerLine, groups, lines, slug
from archreport.render.template import latex_environment, text_environment
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.latex import escape_latex
from archreport.report.model import ReceptiveField, Report

#: The columns of the CSV file. Bytes are of the traced data type; field and jump are in pixels.
CSV_COLUMNS = (
    "row", "stage", "kind", "operation", "inputs", "output", "params", "macs", "flops",
    "activations", "activation_bytes", "saved_bytes", "storage", "receptive_field", "jump",
)  # fmt: skip

#: From this many lines on the LaTeX table may break across pages.
LONG_TABLE = 45


def csv_text(report: Report) -> str:
    """The table as CSV: bare digits, English names, lines ending in a line feed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(_csv_line(line) for line in lines(report, Language("en")))
    return buffer.getvalue()


def markdown_text(report: Report, t: Language) -> str:
    """The table as Markdown, with its conventions, its source and its totals."""
    return (
        text_environment()
        .get_template("layer_table.md.j2")
        .render(
            t=t,
            report=report,
            groups=groups(report, t),
            count=len(report.rows),
            address=page_address(report, t),
            version=version(report),
            again=again(report, t),
            cell=markdown_cell,
        )
    )


def latex_text(report: Report, t: Language) -> str:
    """The table as a LaTeX document that compiles by itself (in Chinese with XeLaTeX).

    The table itself is between two marked lines, to be copied into a paper; it needs booktabs,
    and longtable where it has more than `LONG_TABLE` lines.
    """
    table = groups(report, t)
    return (
        latex_environment()
        .get_template("layer_table.tex.j2")
        .render(
            t=t,
            report=report,
            groups=table,
            count=len(report.rows),
            long=len(report.rows) + len(table) > LONG_TABLE,
            label=f"tab:{slug(report)}-layers",
            address=page_address(report, t),
            version=version(report),
            again=again(report, t),
            escape=escape_latex,
        )
    )


def slide_text(report: Report, t: Language) -> str:
    """The stages with their totals as one slide: LaTeX beamer, in Chinese ctexbeamer with XeLaTeX.

    All rows would not fit on a slide. The inputs, which belong to no stage, count in the total.
    """
    return (
        latex_environment()
        .get_template("slide.tex.j2")
        .render(
            t=t,
            report=report,
            stages=[group for group in groups(report, t) if group.stage],
            count=len(report.rows),
            address=page_address(report, t),
            version=version(report),
            source=cite(report, format="latex", t=t),
            escape=escape_latex,
        )
    )


def _csv_line(line: LayerLine) -> tuple[object, ...]:
    row = line.row
    return (
        row.id,
        row.stage,
        row.kind,
        line.operation.replace(formatting.NBSP, " "),
        " ".join(row.inputs),
        formatting.plain_shape(row.out_shape, row.batch_axis),
        row.param_count,
        row.macs,
        row.flops,
        row.activations,
        row.activation_bytes,
        row.saved_bytes,
        row.storage,
        _plain_field(row.receptive),
        _plain_jump(row.receptive),
    )


def _plain_field(field: ReceptiveField | None) -> str:
    return "" if field is None else _plain_pair(field.size)


def _plain_jump(field: ReceptiveField | None) -> str:
    return _plain_pair(field.jump) if field is not None and any(field.jump) else ""


def _plain_pair(values: Sequence[float]) -> str:
    texts = [f"{value:g}" for value in values]
    return texts[0] if len(set(texts)) == 1 else "x".join(texts)


def markdown_cell(text: str) -> str:
    """Text inside a table cell: the two characters that would end it or start emphasis."""
    return text.replace("|", "\\|").replace("_", "\\_")
