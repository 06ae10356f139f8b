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

#: A cell as plain data.
Value = str | int | float | None

#: From this many lines on the LaTeX table may break across pages.
LONG_TABLE = 45


def csv_text(report: Report) -> str:
    """The table as CSV: bare digits, English names, lines ending in a line feed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for line in lines(report, Language("en")):
        values = line_values(line)
        writer.writerow([csv_cell(values[name]) for name in CSV_COLUMNS])
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


def line_values(line: LayerLine) -> dict[str, Value]:
    """A line as plain data, by the names of `CSV_COLUMNS`; what is not known is None.

    Field and jump are numbers where all axes agree, else "7x5".
    """
    row = line.row
    return {
        "row": row.id,
        "stage": row.stage,
        "kind": row.kind,
        "operation": line.operation.replace(formatting.NBSP, " "),
        "inputs": " ".join(row.inputs),
        "output": formatting.plain_shape(row.out_shape, row.batch_axis),
        "params": row.param_count,
        "macs": row.macs,
        "flops": row.flops,
        "activations": row.activations,
        "activation_bytes": row.activation_bytes,
        "saved_bytes": row.saved_bytes,
        "storage": row.storage,
        "receptive_field": _plain_field(row.receptive),
        "jump": _plain_jump(row.receptive),
    }


def csv_cell(value: Value) -> str | int | float:
    """A value in a CSV file: nothing where it is not known."""
    return "" if value is None else value


def _plain_field(field: ReceptiveField | None) -> Value:
    return None if field is None else _plain_pair(field.size)


def _plain_jump(field: ReceptiveField | None) -> Value:
    return _plain_pair(field.jump) if field is not None and any(field.jump) else None


def _plain_pair(values: Sequence[float]) -> Value:
    texts = [f"{value:g}" for value in values]
    if len(set(texts)) > 1:
        return "x".join(texts)
    return int(texts[0]) if texts[0].isdecimal() else float(texts[0])


def markdown_cell(text: str) -> str:
    """Text inside a table cell: the two characters that would end it or start emphasis."""
    return text.replace("|", "\\|").replace("_", "\\_")
