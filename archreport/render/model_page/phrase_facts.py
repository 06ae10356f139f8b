"""The numbers of a network by name, to be filled into phrases.

A claim such as ``"{weight_layers} weight layers: {params_big} parameters"`` holds no number of its
own: `facts` computes each name from the Report. Everything here is text ready to be shown.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from archreport.reading.stages import side_stages
from archreport.reading.totals import (
    input_shape,
    largest_row,
    output_shape,
    share_of,
    subtotal,
)
from archreport.render.model_page.row_facts import RowsOf
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.arithmetic import Arithmetic
from archreport.report.kinds import CONVOLUTION_KINDS, has_weights
from archreport.report.model import Report, Row, Shape

#: The side of the input that the AlexNet and VGG papers print.
PRINTED_SIDE = 224


def facts(report: Report, t: Language) -> dict[str, object]:
    """Every name that a phrase of ``messages/models*.yaml`` may use.

    All are text, but ``r``: the rows by id, for phrases such as ``{r[conv1].params_sum}``.
    """
    totals = report.totals
    weighted = [row for row in report.rows if has_weights(row)]
    convs = [row for row in weighted if row.kind in CONVOLUTION_KINDS]
    linears = [row for row in weighted if row.kind == "linear"]
    norms = [row for row in report.rows if row.kind == "norm"]
    locals_ = [row for row in weighted if row.kind == "local"]
    ups = [row for row in weighted if row.kind == "up"]
    sides = side_stages(report)
    side = subtotal(row for row in report.rows if row.stage in sides)
    main = totals.params - side.params
    named = {
        "title": report.identity.title,
        "weight_layers": formatting.number(totals.weight_layers),
        "conv_layers": formatting.number(len(convs)),
        "linear_layers": formatting.number(len(linears)),
        "norm_layers": formatting.number(len(norms)),
        "norm_params": formatting.number(subtotal(norms).params),
        "norm_layers_with_params": formatting.number(sum(row.param_count > 0 for row in norms)),
        "local_layers": formatting.number(len(locals_)),
        "local_params_share": _share(subtotal(locals_).params, totals.params),
        "local_macs_share": _share(subtotal(locals_).macs, totals.macs),
        "up_layers": formatting.number(len(ups)),
        "up_params": formatting.number(subtotal(ups).params),
        "projections": formatting.number(sum(".shortcut." in row.id for row in convs)),
        "depth_sum": _depth_sum(report, len(convs), len(linears)),
        "modules": formatting.number(_modules(report)),
        "side_params": formatting.number(side.params),
        "side_params_share": _share(side.params, totals.params),
        "side_macs_share": _share(side.macs, totals.macs),
        "main_params": formatting.number(main),
        "main_params_big": formatting.big(main, t),
        "conv_params": formatting.number(subtotal(convs).params),
        "conv_params_share": _share(subtotal(convs).params, totals.params),
        "conv_macs_share": _share(subtotal(convs).macs, totals.macs),
        "linear_params_share": _share(subtotal(linears).params, totals.params),
        "linear_macs_share": _share(subtotal(linears).macs, totals.macs),
        "params": formatting.number(totals.params),
        "params_si": formatting.si(totals.params),
        "params_big": formatting.big(totals.params, t),
        "macs": formatting.number(totals.macs),
        "macs_si": formatting.si(totals.macs),
        "macs_big": formatting.big(totals.macs, t),
        "activations": formatting.number(totals.activations),
        "activations_big": formatting.big(totals.activations, t),
        "towers": formatting.number(max((_groups(row) for row in convs), default=1)),
        "kernel": _kernel(Counter(_kernel_of(row) for row in convs).most_common(1)),
        "smallest_kernel": _kernel([(min(map(_kernel_of, convs), default=()), 1)]),
        "input": formatting.inputs(report),
        "in_side": _side(input_shape(report)),
        "output": _output(report),
        "out_side": _side(output_shape(report)),
        "rim": _rim(report),
        **_largest(report),
        **_first_convolution(report),
    }
    return {**named, "r": RowsOf(report)}


def _modules(report: Report) -> int:
    """How many joins of several branches there are: inception modules or residual blocks."""
    return sum(row.kind == "join" for row in report.rows)


def _depth_sum(report: Report, convs: int, linears: int) -> str:
    """Convolutions without those on shortcuts, and linear layers: the layers of the main path."""
    shortcuts = sum(".shortcut." in row.id and row.kind == "conv" for row in report.rows)
    return _worked("c - p + f", {"c": convs, "p": shortcuts, "f": linears})


def _output(report: Report) -> str:
    return formatting.shape(output_shape(report)) if output_shape(report) else formatting.NONE


def _side(shape: Shape) -> str:
    return formatting.number(shape[2]) if len(shape) > 2 else formatting.NONE


def _rim(report: Report) -> str:
    """How many pixels the output lacks at each side of the input."""
    shapes = (input_shape(report), output_shape(report))
    if not all(len(shape) > 2 for shape in shapes):
        return formatting.NONE
    return formatting.number((shapes[0][2] - shapes[1][2]) // 2)


def _largest(report: Report) -> dict[str, str]:
    named = {}
    most, heaviest = largest_row(report, "param_count"), largest_row(report, "macs")
    ends = (
        ("largest", most, most.param_count if most else 0, report.totals.params),
        ("heaviest", heaviest, heaviest.macs if heaviest else 0, report.totals.macs),
    )
    for name, row, value, total in ends:
        named[f"{name}_row"] = row.id if row else formatting.NONE
        named[f"{name}_value"] = formatting.number(value)
        named[f"{name}_share"] = _share(value, total)
    return named


def _first_convolution(report: Report) -> dict[str, str]:
    """The size arithmetic of the first convolution: as traced, and for the printed input side."""
    names = ("side", "first_row", "first_kernel", "first_sum", "first_sum_printed",
             "first_sum_printed_up", "first_out", "printed_side")  # fmt: skip
    row = next((row for row in report.rows if row.kind == "conv" and "height" in row.sums), None)
    if row is None:
        return dict.fromkeys(names, formatting.NONE)
    height = row.sums["height"]
    printed = {**height.values, "n": PRINTED_SIDE}
    rounded_up = height.formula.replace("floor", "ceil")
    return {
        "side": formatting.number(row.in_shapes[0][2]),
        "first_row": row.id,
        "first_kernel": _kernel([(_kernel_of(row), 1)]),
        "first_sum": arithmetic.words(height),
        "first_sum_printed": _worked(height.formula, printed),
        "first_sum_printed_up": _worked(rounded_up, printed),
        "first_out": formatting.number(height.result),
        "printed_side": formatting.number(PRINTED_SIDE),
    }


def _worked(formula: str, values: dict[str, int | float]) -> str:
    return arithmetic.words(Arithmetic(formula, values, arithmetic.evaluate(formula, values)))


def _share(part: float, whole: float) -> str:
    return formatting.percent(share_of(part, whole))


def _groups(row: Row) -> int:
    """Into how many towers a layer is split; a depthwise convolution is none of towers."""
    return 1 if row.groups == row.hyper.get("in_channels") else row.groups


def _kernel_of(row: Row) -> tuple[int, ...]:
    return row.window.kernel if row.window else ()


def _kernel(counted: Sequence[tuple[tuple[int, ...], int]]) -> str:
    sides = counted[0][0] if counted else ()
    return "×".join(map(str, sides)) if math.prod(sides) and sides else formatting.NONE
