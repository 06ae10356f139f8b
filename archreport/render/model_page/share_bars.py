"""Where the parameters, the work and the memory of a network are: three small bar charts.

The same stages in each, so that the eye compares; the largest bar stands out; the numbers are
written beside the bars, since a bar alone cannot be cited. One generated sentence says what each
chart shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from archreport.reading.totals import share_of
from archreport.render.drawing.svg import drawing, element, path_data, text_width
from archreport.render.template import html_phrases
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.kinds import CONVOLUTION_KINDS
from archreport.report.model import Report, Row, Stage

WIDTH, LINE, BAR = 300.0, 24.0, 16.0
VALUE_ROOM = 52.0  # right of the longest bar, for its percentage
GAP = 8.0
SINGLE = 1 / 3  # from this share of the whole on, the sentence is about one layer


@dataclass(frozen=True)
class Resource:
    """One of the three quantities: how to read it from a stage, a row and the whole report."""

    name: str
    of_stage: Callable[[Stage], int]
    of_row: Callable[[Row], int]


RESOURCES = (
    Resource("params", lambda stage: stage.params, lambda row: row.param_count),
    Resource("macs", lambda stage: stage.macs, lambda row: row.macs),
    Resource("activations", lambda stage: stage.activations, lambda row: row.activations),
)


@dataclass(frozen=True)
class ShareBar:
    """One bar: an amount, and what part of the network's whole it is. The input is no stage."""

    label: str
    href: str
    amount: int
    share: float
    stage: bool = True


def share_charts(report: Report, t: Language) -> str:
    """The ``.three`` block: parameters, work and memory by stage. Links lead to the stages.

    The whole is the sum over all rows, the input's values included; so the bars of memory miss
    100% by the input's share, which has its own bar.
    """
    return element("div", *(_figure(report, item, t) for item in RESOURCES), class_="three")


def shares(report: Report, resource: Resource, t: Language) -> list[ShareBar]:
    """The bars of one chart in the order of the stages, the input last where it counts."""
    whole = sum(resource.of_row(row) for row in report.rows)

    def share(label: str, href: str, amount: int, *, stage: bool = True) -> ShareBar:
        return ShareBar(label, href, amount, share_of(amount, whole), stage)

    bars = [
        share(formatting.stage_name(stage, t), f"#{stage.id}", resource.of_stage(stage))
        for stage in report.stages
    ]
    inputs = [row for row in report.rows if row.kind == "io"]
    given = sum(map(resource.of_row, inputs))
    return [*bars, share(t("kind.io"), f"#{inputs[0].id}", given, stage=False)] if given else bars


def _figure(report: Report, resource: Resource, t: Language) -> Markup:
    bars = shares(report, resource, t)
    title = t(f"share.{resource.name}")
    return element(
        "figure",
        element("h3", title, id=f"where-{resource.name}"),
        _chart(bars, f"w-{resource.name}", title, t),
        element("p", sentence(report, resource, bars, t)),
    )


def _chart(bars: Sequence[ShareBar], prefix: str, title: str, t: Language) -> Markup:
    left = max([70.0, *(text_width(bar.label, 11) for bar in bars)]) + GAP
    most = max((bar.amount for bar in bars), default=0)
    scale = (WIDTH - left - VALUE_ROOM) / most if most else 0.0
    height = LINE * len(bars)
    return drawing(
        WIDTH,
        height + 4,
        element("path", class_="zero", d=path_data("M", left, 0, "V", height)),
        *(
            _bar(bar, index * LINE, left, bar.amount * scale, big=bar.amount == most > 0)
            for index, bar in enumerate(bars)
        ),
        class_="chart",
        prefix=prefix,
        title=title,
        description=t("share.separator").join(
            f"{bar.label} {formatting.percent(bar.share)}" for bar in bars
        ),
    )


def _bar(bar: ShareBar, top: float, left: float, length: float, *, big: bool) -> Markup:
    length = max(length, 1.0 if bar.amount else 0.0)
    suffix = " big" if big else ""
    baseline = top + LINE / 2 + 4
    return element(
        "a",
        element("rect", class_="hit", x=0, y=top, width=WIDTH, height=LINE),
        element("text", bar.label, class_="t-node", x=left - GAP, y=baseline, text_anchor="end"),
        element("rect", class_=f"bar{suffix}", x=left, y=top + 4, width=length, height=BAR),
        element(
            "text",
            formatting.percent(bar.share),
            class_=f"t-val{suffix}",
            x=left + length + 6,
            y=baseline,
        ),
        href=bar.href,
    )


def sentence(report: Report, resource: Resource, bars: Sequence[ShareBar], t: Language) -> Markup:
    """What the chart shows: the one layer that holds a third of the whole, else the stage."""
    phrase = html_phrases(t)
    whole = sum(resource.of_row(row) for row in report.rows)
    if not whole:
        return phrase(f"share.{resource.name}.none")
    total = formatting.number(whole)
    computed = [row for row in report.rows if row.kind != "io"] or list(report.rows)
    layer = max(computed, key=resource.of_row)
    amount = resource.of_row(layer)
    at_stages = [bar for bar in bars if bar.stage] or list(bars)
    most = max(bar.amount for bar in at_stages)
    stages = [bar for bar in at_stages if bar.amount == most]
    if amount / whole >= SINGLE and resource.name == "params":
        first = phrase(
            "share.params.layer",
            layer=_link(layer.id, f"#{layer.id}"),
            n=formatting.number(amount),
            total=total,
            share=formatting.percent(amount / whole),
        )
    else:
        first = phrase(
            f"share.{resource.name}.{'stage' if len(stages) == 1 else 'stages'}",
            stage=Markup(escape(t("share.and"))).join(_stage_link(bar, t) for bar in stages),
            n=formatting.number(stages[0].amount),
            total=total,
            share=formatting.percent(stages[0].share),
        )
    second = _second(report, resource, whole, layer, t)
    return first + phrase("share.space") + second if second else first


def _second(
    report: Report, resource: Resource, whole: int, layer: Row, t: Language
) -> Markup | str:
    """How convolutions and linear layers differ; for memory, the largest single row."""
    phrase = html_phrases(t)
    if resource.name == "activations":
        return phrase(
            "share.activations.layer",
            layer=_link(layer.id, f"#{layer.id}"),
            shape=formatting.output(layer),
            share=formatting.percent(resource.of_row(layer) / whole),
        )
    holding = [row for row in report.rows if resource.of_row(row)]
    convolutions = [row for row in holding if row.kind in CONVOLUTION_KINDS]
    kinds = {row.kind for row in holding}
    if not convolutions or "linear" not in kinds or "local" in kinds:
        return ""
    share = sum(map(resource.of_row, convolutions)) / whole
    key = "one" if len(convolutions) == 1 else "many"
    return phrase(
        f"share.{resource.name}.convolutions.{key}",
        n=len(convolutions),
        share=formatting.percent(share),
    )


def _stage_link(bar: ShareBar, t: Language) -> Markup:
    """A stage's name in a sentence. Chinese sets a space between a digit and what follows."""
    space = " " if t.code == "zh" and bar.label[-1:].isascii() else ""
    return _link(bar.label, bar.href) + space


def _link(text: str, href: str) -> Markup:
    return element("a", text, href=href)
