"""Locally connected layers against convolutions of the same size: ``compare/convolution-local/``.

The convolution is not run. Its numbers are the formulas of a real convolution of the same network,
evaluated with the kernel, channels and output of the locally connected layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from markupsafe import Markup

from archreport.render.compare_pages.ratios import figure, proportion
from archreport.render.drawing.diagram.node_text import stride
from archreport.render.drawing.svg import drawing, element, text_width, wide_and_narrow
from archreport.render.template import environment, front_matter, html_phrases, tidy
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.arithmetic import Arithmetic
from archreport.report.model import Report, Row


@dataclass(frozen=True)
class Unshared:
    """One locally connected layer, and what a convolution in its place would have."""

    row: Row
    positions: int
    own: Arithmetic
    shared: Arithmetic
    macs: Arithmetic


def unshared(report: Report) -> tuple[Unshared, ...]:
    """The locally connected layers of a network that has a convolution to compare them with."""
    layers = []
    for row in report.rows:
        pattern = _convolution_like(report, row)
        if row.kind == "local" and pattern is not None:
            layers.append(_against(row, pattern))
    return tuple(layers)


def _convolution_like(report: Report, row: Row) -> Row | None:
    """A convolution whose formulas use only names that the layer has values for."""
    own = row.sums.get("params")
    return next(
        (
            other
            for other in report.rows
            if own
            and other.kind == "conv"
            and {"params", "macs"} <= set(other.sums)
            and set(other.sums["params"].values) <= set(own.values)
            and other.hyper.get("bias") == row.hyper.get("bias")
        ),
        None,
    )


def _against(row: Row, pattern: Row) -> Unshared:
    own, macs = row.sums["params"], row.sums["macs"]
    formula = pattern.sums["params"].formula
    values = {name: own.values[name] for name in pattern.sums["params"].values}
    shared = Arithmetic(formula, values, arithmetic.evaluate(formula, values))
    work = pattern.sums["macs"].formula
    if arithmetic.evaluate(work, macs.values) != macs.result:
        raise ValueError(f"{row.id}: a convolution of the same size would do other work")
    return Unshared(row, prod(row.out_shape[2:]), own, shared, macs)


def local_page(report: Report, t: Language) -> str:
    """The whole page as Markdown, for a network with locally connected layers."""
    layers = unshared(report)
    largest = max(layers, key=lambda layer: layer.own.result)
    saved = sum(int(layer.own.result - layer.shared.result) for layer in layers)
    template = environment().get_template("local.md.j2")
    return tidy(
        template.render(
            t=html_phrases(t),
            front=front_matter(t("local.title"), t("local.question")),
            report=report,
            url=f"../../models/{report.identity.key}/",
            layers=[_line(layer, t) for layer in layers],
            whole=report.totals.params,
            without=report.totals.params - saved,
            whole_ratio=proportion(report.totals.params, report.totals.params - saved),
            largest=largest,
            sums=_sums(largest),
            extents=largest.row.out_shape[2:],
            says=_says(report, largest, saved, t),
            chart=_chart(largest, t),
        )
    )


def _line(layer: Unshared, t: Language) -> Mapping[str, Any]:
    return {
        "row": layer.row.id,
        "operation": formatting.operation_parts(layer.row, t)[0] + stride(layer.row),
        "output": formatting.output(layer.row),
        "positions": layer.positions,
        "own": int(layer.own.result),
        "shared": int(layer.shared.result),
        "ratio": proportion(float(layer.own.result), float(layer.shared.result)),
        "macs": int(layer.macs.result),
    }


def _sums(layer: Unshared) -> tuple[tuple[str, str], ...]:
    """The three sums in words, by the end of their phrase's key."""
    named = (("own", layer.own), ("shared", layer.shared), ("macs", layer.macs))
    return tuple((name, arithmetic.words(sum_)) for name, sum_ in named)


def _says(report: Report, layer: Unshared, saved: int, t: Language) -> str:
    return t(
        "local.says",
        row=layer.row.id,
        model=report.identity.title,
        own=formatting.number(int(layer.own.result)),
        shared=formatting.number(int(layer.shared.result)),
        ratio=figure(layer.own.result / layer.shared.result, 3),
        whole=formatting.number(report.totals.params),
        without=formatting.number(report.totals.params - saved),
        macs=formatting.number(report.totals.macs),
    )


_LINE = 30.0
_VALUE_ROOM = 70.0  # right of the longest bar, for its number


def _chart(layer: Unshared, t: Language) -> Markup:
    """The wide version and the phone's."""
    return wide_and_narrow(_bars(layer, 700, "local", t), _bars(layer, 350, "localv", t))


def _bars(layer: Unshared, width: float, prefix: str, t: Language) -> Markup:
    """Two bars to one scale, the second of which is hardly there. That is the point."""
    bars = (("own", "s-local", layer.own), ("shared", "s-conv", layer.shared))
    left = max(text_width(t(f"local.bar.{name}"), 11) for name, _, _ in bars) + 10
    room = width - left - _VALUE_ROOM
    parts = []
    for number, (name, class_, sum_) in enumerate(bars):
        length = max(room * float(sum_.result) / float(layer.own.result), 0.75)
        y = number * _LINE
        label, value = t(f"local.bar.{name}"), formatting.number(int(sum_.result))
        parts += [
            element("text", label, class_="t-node", x=left - 8, y=y + 19, text_anchor="end"),
            element("rect", class_=class_, x=left, y=y + 4, width=f"{length:.2f}", height=22),
            element("text", value, class_="t-val", x=left + length + 6, y=y + 19),
        ]
    return drawing(
        width,
        2 * _LINE,
        *parts,
        class_="plot",
        prefix=prefix,
        title=t("local.bars", row=layer.row.id),
        description=t("op.separator").join(
            f"{t(f'local.bar.{name}')} {formatting.number(int(sum_.result))}"
            for name, _, sum_ in bars
        ),
    )
