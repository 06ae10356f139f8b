"""The key of the diagrams: only what occurs in this network."""

from __future__ import annotations

from markupsafe import Markup

from archreport.reading.modules import modules_of
from archreport.reading.stages import side_stages
from archreport.render.drawing.diagram.node_text import stride
from archreport.render.drawing.svg import element
from archreport.render.words.language import Language
from archreport.report.kinds import CONVOLUTION_KINDS
from archreport.report.model import Report


def legend_html(report: Report, t: Language) -> str:
    """``p.key``: a glyph and a word for each category, then the signs that are not self-evident."""
    items = [
        element("span", element("i", class_=f"op op-{glyph}"), word)
        for glyph, word in categories(report, t)
    ]
    return element("p", *items, *(element("span", sign) for sign in signs(report, t)), class_="key")


def categories(report: Report, t: Language) -> list[tuple[str, str]]:
    """(class suffix, word) of every category, in the order of the forward pass."""
    words: dict[str, str] = {}
    for row in report.rows:
        if row.kind != "io":
            key = f"key.{row.kind}" if t.has(f"key.{row.kind}") else f"kind.{row.kind}"
            words[row.kind] = t(key)
    if modules_of(report):
        words["block"] = t("key.block")
    return list(words.items())


def signs(report: Report, t: Language) -> list[Markup | str]:
    """What "/2", notches and dashed lines mean, where a diagram has them."""
    windows = [row for row in report.rows if row.kind in (*CONVOLUTION_KINDS, "pool")]
    stages = {stage.id for stage in report.stages}
    stage_of = {row.id: row.stage for row in report.rows}
    far = any(
        stage_of.get(source) in stages and stage_of[source] != row.stage and len(row.inputs) > 1
        for row in report.rows
        for source in row.inputs
    )
    joins = any(row.kind == "join" for row in report.rows)
    shown: list[tuple[str, bool]] = [
        ("key.stride", any(stride(row) for row in windows)),
        ("key.groups", any(row.groups > 1 for row in windows)),
        ("key.skip", joins or far or bool(side_stages(report))),
    ]
    return [t(key) for key, present in shown if present]
