"""The key of the diagrams: only what occurs in this network."""

from __future__ import annotations

from markupsafe import Markup

from archreport.reading.graph import readers_of, rows_by_id
from archreport.reading.modules import is_module
from archreport.render.drawing.diagram.node_text import stride
from archreport.render.drawing.svg import element
from archreport.render.words.language import Language
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
    rows, readers = rows_by_id(report), readers_of(report)
    found: dict[str, str] = {}
    for row in report.rows:
        if row.kind != "io":
            key = f"key.{row.kind}" if t.has(f"key.{row.kind}") else f"kind.{row.kind}"
            found[row.kind] = t(key)
    if any(is_module(block, rows, readers) for block in report.blocks):
        found["block"] = t("key.block")
    return list(found.items())


def signs(report: Report, t: Language) -> list[Markup | str]:
    """What "/2", notches and dashed lines mean, where a diagram has them."""
    windows = [row for row in report.rows if row.kind in ("conv", "up", "local", "pool")]
    main = {stage.id: stage.kind != "side" for stage in report.stages}
    stage_of = {row.id: row.stage for row in report.rows}
    far = any(
        stage_of.get(source) in main and stage_of[source] != row.stage and len(row.inputs) > 1
        for row in report.rows
        for source in row.inputs
    )
    joins = any(row.kind == "join" for row in report.rows)
    sides = any(stage.kind == "side" for stage in report.stages)
    shown: list[tuple[str, bool]] = [
        ("key.stride", any(stride(row) for row in windows)),
        ("key.groups", any(row.groups > 1 for row in windows)),
        ("key.skip", joins or far or sides),
    ]
    return [t(key) for key, present in shown if present]
