"""The table of all networks to take away: CSV, JSON and LaTeX, of the same lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

from archreport.render.compare_pages.error_rates import ErrorRate
from archreport.render.compare_pages.networks import ComparedNetwork
from archreport.render.compare_pages.quantities import Quantity, chosen_quantities, quantities
from archreport.render.compare_pages.sentences import said_of
from archreport.render.compare_pages.stage_alignment import AlignedCell, aligned, scale_name
from archreport.render.downloads.published import site_address
from archreport.render.downloads.table_files import markdown_cell
from archreport.render.template import latex_environment, text_environment
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.latex import escape_latex
from archreport.report.model import ReceptiveField

#: The columns of the CSV file. ``receptive_field`` is in pixels at the last convolution, errors
#: and accuracies in percent; what is not known is empty.
CSV_COLUMNS = (
    "network", "title", "variant", "year", "task", "params", "macs", "flops", "activations",
    "weight_layers", "input", "receptive_field", "receptive_field_status", "top5_error",
    "top5_setting", "top5_source", "top1_accuracy", "top1_setting", "top1_source",
)  # fmt: skip


def line_of(item: ComparedNetwork) -> dict[str, str | int | float | None]:
    """One network as plain data, by the names of `CSV_COLUMNS`."""
    return {
        "network": item.key,
        "title": item.title,
        "variant": item.variant,
        "year": item.year,
        "task": item.task,
        "params": item.params,
        "macs": item.macs,
        "flops": item.report.totals.flops,
        "activations": item.activations,
        "weight_layers": item.depth,
        "input": formatting.plain_shape(item.shape),
        "receptive_field": _field(item.field),
        "receptive_field_status": item.field.status if item.field else None,
        "top5_error": float(item.top5.error) if item.top5 else None,
        "top5_setting": item.top5.setting if item.top5 else None,
        "top5_source": _source(item.top5),
        "top1_accuracy": float(100 - item.top1.error) if item.top1 else None,
        "top1_setting": item.top1.setting if item.top1 else None,
        "top1_source": _source(item.top1),
    }


def csv_text(shown: Sequence[ComparedNetwork], names: Sequence[str] = ()) -> str:
    """One header line and one line a network: bare digits, lines ending in a line feed.

    With ``names`` of quantities, these behind the network's name.
    """
    buffer = io.StringIO()
    if names:
        lines = {one.key: one for one in quantities(shown, Language("en"))}
        plain = csv.writer(buffer, lineterminator="\n")
        plain.writerow(["network", *names])
        for number, item in enumerate(shown):
            values = [lines[name].values[number] if name in lines else None for name in names]
            plain.writerow([item.key, *("" if value is None else value for value in values)])
        return buffer.getvalue()
    writer = csv.DictWriter(buffer, CSV_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(line_of(item) for item in shown)
    return buffer.getvalue()


def json_text(shown: Sequence[ComparedNetwork], **more: object) -> str:
    """The table's lines as JSON under "networks", and whatever else is given."""
    lines: Mapping[str, object] = {"networks": [line_of(item) for item in shown], **more}
    return json.dumps(lines, ensure_ascii=False, indent=1) + "\n"


def latex_text(shown: Sequence[ComparedNetwork], t: Language) -> str:
    """A LaTeX document that compiles by itself (in Chinese with XeLaTeX); needs booktabs."""
    site = site_address()
    return (
        latex_environment()
        .get_template("compare.tex.j2")
        .render(
            t=t,
            lines=shown,
            address=f"{site}/{t.code}/compare/" if site else "",
            escape=escape_latex,
            field=formatting.field,
            shape=formatting.shape,
            missing=formatting.NONE,
        )
    )


def _field(field: ReceptiveField | None) -> str | int | None:
    if field is None:
        return None
    height, width = field.size
    return height if height == width else f"{height}x{width}"


def _source(rate: ErrorRate | None) -> str | None:
    return f"{rate.source}, {rate.place}" if rate else None


def markdown_text(shown: Sequence[ComparedNetwork], t: Language, names: Sequence[str] = ()) -> str:
    """Networks side by side as Markdown: quantities, stages, sentences; with ``names`` these
    quantities alone."""
    lines = chosen_quantities(shown, names, t)
    return (
        text_environment()
        .get_template("compare_table.md.j2")
        .render(
            t=t,
            shown=shown,
            lines=lines,
            ratios=[line.proportion() for line in lines] if len(shown) == 2 else [],
            alignment=[
                (scale_name(line.place, t), [_cell_text(cell, t) for cell in line.cells])
                for line in aligned([item.report for item in shown], t)
            ]
            if not names
            else [],
            said=said_of(shown, t) if not names else (),
            cell=markdown_cell,
        )
    )


def comparison_json(
    shown: Sequence[ComparedNetwork], t: Language, names: Sequence[str] = ()
) -> str:
    """Networks side by side for programs: the lines, ratios to the first, stages, sentences; with
    ``names`` these quantities alone, and their ratios."""
    if names:
        lines = chosen_quantities(shown, names, t)
        values = [
            {"network": item.key, **{line.key: line.values[number] for line in lines}}
            for number, item in enumerate(shown)
        ]
        ratios = [
            {line.key: _ratio(line, number) for line in lines if line.ratio}
            for number in range(len(shown))
        ]
        chosen = {"networks": values, "ratios": ratios}
        return json.dumps(chosen, ensure_ascii=False, indent=1) + "\n"
    return json_text(
        shown,
        ratios=[
            {line.key: _ratio(line, number) for line in quantities(shown, t) if line.ratio}
            for number in range(len(shown))
        ],
        stages=[
            {
                "scale": scale_name(line.place, t),
                "way": line.place.way,
                "networks": [_cell_data(cell) for cell in line.cells],
            }
            for line in aligned([item.report for item in shown], t)
        ],
        sentences=[text for _, text in said_of(shown, t)],
    )


def _ratio(line: Quantity, number: int) -> float | None:
    first, other = line.values[0], line.values[number]
    return other / first if first and other else None


def _cell_data(cell: AlignedCell | None) -> Mapping[str, object] | None:
    if cell is None:
        return None
    return {
        "stages": [stage.id for stage in cell.stages],
        "resolution": cell.resolution.replace(formatting.NBSP, " "),
        "layers": [text.replace(formatting.NBSP, " ") for text in cell.layers],
        "params": cell.params,
        "macs": cell.macs,
    }


def _cell_text(cell: AlignedCell | None, t: Language) -> str:
    """ "56 × 56: conv 3×3, 256 ×3 (29.9% of MACs)"."""
    if cell is None:
        return formatting.NONE
    layers = t("align.layers").join(cell.layers)
    share = t("align.share", share=formatting.percent(cell.macs_share))
    resolution = cell.resolution or t("align.flat")
    return t("align.cell", resolution=resolution, layers=layers, share=share)
