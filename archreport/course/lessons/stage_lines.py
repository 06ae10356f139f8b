"""The stages of a network in a few lines: resolution, folded blocks, parameters, work."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.modules import module_words
from archreport.report.model import Report


def stage_table(report: Report, t: Language, *, url: str, table_id: str) -> Markup:
    """One line a stage, linked to its place on the model's page, with the totals of the report."""
    lines = []
    for stage in report.stages:
        blocks = Counter(
            module_words(block.module_type, t)
            for block in report.blocks
            if block.stage == stage.id and block.module_type
            for _ in block.copies
        )
        lines.append(
            {
                "id": stage.id,
                "name": formatting.stage_name(stage, t),
                "resolution": formatting.resolution(stage),
                "blocks": t("list.comma").join(
                    f"{n}{formatting.TIMES}{name}" for name, n in blocks.items()
                ),
                "params": stage.params,
                "macs": stage.macs,
            }
        )
    return render_html(
        "stage_lines.html.j2", t, id=table_id, title=report.identity.title, url=url,
        lines=lines, totals=report.totals,
    )  # fmt: skip
