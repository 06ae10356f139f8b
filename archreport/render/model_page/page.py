"""The page of one model, and the page that lists all of them, as Markdown for MkDocs.

The same sections with the same ids in every language, for any Report; what a report does not hold
(a real pass, a paper, torchinfo's view) leaves out its part and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from archreport.audit import Finding
from archreport.reading.other_tools import TOOLS
from archreport.reading.remarks import remarks
from archreport.reading.totals import bytes_per_activation, input_dtype, largest_row
from archreport.render.audit_pages.pages import paper_section
from archreport.render.compare_pages.links import Link
from archreport.render.downloads.citation import cite
from archreport.render.downloads.embed import embed_names
from archreport.render.drawing.diagram import inside_html, legend_html, levels_html
from archreport.render.drawing.diagram.levels import LEVELS
from archreport.render.drawing.encoder_decoder import u_figure
from archreport.render.drawing.ribbon.ribbon import ribbon_svg
from archreport.render.drawing.ribbon.slabs import stage_slabs
from archreport.render.model_page import sections, tables
from archreport.render.model_page.beside_untrained import beside_untrained, has_untrained_beside
from archreport.render.model_page.feature_maps import (
    gallery,
    partly_learned,
    statistics_words,
    weights_name,
)
from archreport.render.model_page.long_report import Placement, placement
from archreport.render.model_page.other_tools import tools_table
from archreport.render.model_page.outline import outline_table, row_lists
from archreport.render.model_page.provenance import all_maps, commands, provenance
from archreport.render.model_page.share_bars import share_charts
from archreport.render.model_page.shelf_cards import shelf_by_family
from archreport.render.model_page.stage_table import has_stage_table, stage_table
from archreport.render.model_page.subpages import listing_end, listing_name, subpages
from archreport.render.model_page.times import times
from archreport.render.table_lines import slug
from archreport.render.template import environment, front_matter, html_phrases, numbered, tidy
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.remarks import remark_text
from archreport.report.model import Report

#: Slabs: a ribbon of more is a wall, and left out of an outline.
MOST_SLABS = 240


def model_page(
    report: Report,
    t: Language,
    *,
    findings: Sequence[Finding] = (),
    comparisons: Sequence[Link] = (),
    units: bool = False,
    place: Placement | None = None,
) -> str:
    """The whole page. It lies in a folder of its own, beside its downloads (``vgg16.csv``, …).

    ``findings`` is the audit of published figures; those of this network are shown.
    ``comparisons`` are the ways to the pages that compare this network with others; ``units`` says
    that there is an atlas of its units to lead to. ``place`` says which parts are on the page, by
    default as on the site.
    """
    template = environment().get_template("model.md.j2")
    values = _values(report, t, findings, place or placement(report))
    return tidy(template.render(t=html_phrases(t), comparisons=comparisons, units=units, **values))


def model_files(
    report: Report,
    t: Language,
    *,
    findings: Sequence[Finding] = (),
    comparisons: Sequence[Link] = (),
    units: bool = False,
) -> Mapping[str, str]:
    """The model's page and, for a long report, the pages beside it, by name in its folder."""
    page = model_page(report, t, findings=findings, comparisons=comparisons, units=units)
    number = _table_numbers(report, findings, t).get("statistics", 0)
    return {"index.md": page, **subpages(report, t, number)}


def models_index(reports: Iterable[Report], t: Language) -> str:
    """``models/index.md``: all models by family, then in one table, each linked to its page."""
    shown = tuple(reports)
    table = tables.models_table(shown, t, lambda key: f"{key}/")
    return tidy(
        environment()
        .get_template("models.md.j2")
        .render(
            t=html_phrases(t),
            front=front_matter(t("models.title"), t("models.description")),
            shelf=shelf_by_family(shown, t, lambda key: f"{key}/"),
            table=table,
        )
    )


def _values(
    report: Report, t: Language, findings: Sequence[Finding], place: Placement
) -> Mapping[str, object]:
    run = report.run
    row = largest_row(report, "param_count") or report.rows[-1]
    claim = sections.claim(report, t)
    drawn = not (place.outline and _many_slabs(report))
    ribbon = ribbon_svg(report, t) if drawn else ""
    u = u_figure(report, t)
    number = _table_numbers(report, findings, t)
    audit = paper_section(report, findings, t, number=number.get("paper", 0))
    levels = LEVELS[:2] if place.diagram or place.outline else LEVELS
    return {
        "front": front_matter(formatting.title(report, t), claim),
        "title": formatting.title(report, t),
        "report": report,
        "slug": slug(report),
        "claim": claim,
        "idea": sections.idea(report, t),
        "variant": formatting.variant(report.identity, t),
        "task": _task(report, t),
        "strip": sections.fact_strip(report, t),
        "warnings": [remark_text(one, t) for one in remarks(report) if one.grave],
        "asides": [remark_text(one, t) for one in remarks(report) if not one.grave],
        "takes_picture": _takes_picture(report),
        "ribbon": Markup(ribbon),
        "figure": _figure_numbers(ribbon=bool(ribbon), u=bool(u)),
        "u": u,
        "ribbon_narrow": Markup(
            ribbon_svg(report, t, vertical=True, prefix="ribv") if ribbon else ""
        ),
        "place": place,
        "levels": Markup(levels_html(report, t, levels, folded=bool(u))),
        "inside": Markup(inside_html(report, t)) if place.diagram or place.outline else "",
        "legend": Markup(legend_html(report, t)),
        "layers": _layers(report, t, place),
        "every_row": _every_row(report, t, place),
        "dtype": input_dtype(report),
        "value_bytes": bytes_per_activation(report),
        "checks_ok": sum(check.ok for check in report.checks),
        "worked": sections.worked_rows(report),
        "charts": Markup(share_charts(report, t)),
        "stage_table": stage_table(report, t, number.get("stages", 0)),
        "memory": tables.memory_table(report, t, number["memory"]),
        "memory_ratio": _memory_ratio(report),
        "gallery": gallery(report, run, t) if run else "",
        "weights": weights_name(run.weights, t) if run else "",
        "beside": beside_untrained(report, t, number),
        "statistics_words": statistics_words(run.weights, t) if run else "",
        "partly": partly_learned(report, run, t) if run else "",
        "all_maps": all_maps(report),
        "public": t.has(f"public_weights.{report.identity.key}"),
        "statistics": tables.statistics_table(report, run, t, number["statistics"])
        if run and not place.statistics
        else "",
        "times": times(report, run.timings, t, "") if run and run.timings and place.inside else "",
        "audit": audit,
        "deviations": sections.deviations(report, t),
        "question": sections.question(report, t),
        "torchinfo": report.torchinfo,
        "torchinfo_notes": _torchinfo_notes(report, t),
        "torchinfo_file": listing_name(report) if place.listing else "",
        "torchinfo_end": listing_end(report),
        "torchinfo_size": _sizes(report),
        "tools_count": len(TOOLS),
        "tools": tools_table(report, t, number["tools"]),
        "checks": tables.checks_table(report, t, number["checks"]),
        "commands": commands(report, row, t),
        "provenance": provenance(report, t),
        "citation": cite(report, t=t),
        "bibtex": cite(report, format="bibtex", t=t).rstrip(),
        "embeds": () if place.inside else embed_names(report),
        "row_citation": cite(report, row.id, t=t),
    }


def _many_slabs(report: Report) -> bool:
    return sum(len(stage.slabs) for stage in stage_slabs(report)) > MOST_SLABS


def _layers(report: Report, t: Language, place: Placement) -> Markup:
    return outline_table(report, t) if place.outline else tables.layer_table(report, t, place)


def _every_row(report: Report, t: Language, place: Placement) -> Markup:
    """All rows, for a page with nothing beside it whose table does not show them all."""
    if place.outline:
        return row_lists(report, t)
    if place.folded and place.inside:
        return tables.full_table(report, t, place)
    return Markup()


def _table_numbers(report: Report, findings: Iterable[Finding], t: Language) -> Mapping[str, int]:
    """The numbers of the page's tables, from the top down."""
    optional = {
        "stages": has_stage_table(report, t),
        "zeros": has_untrained_beside(report),
        "kernels": has_untrained_beside(report),
        "statistics": report.run is not None,
        "paper": any(finding.claim.page == report.identity.key for finding in findings),
    }
    names = (
        "layers", "stages", "memory", "zeros", "kernels", "statistics", "paper", "tools", "checks",
    )  # fmt: skip
    return numbered(name for name in names if optional.get(name, True))


def _figure_numbers(**optional: bool) -> Mapping[str, int]:
    """The numbers of the page's figures, from the top down."""
    names = ("ribbon", "u", "diagram", "shares")
    return numbered(name for name in names if optional.get(name, True))


def _takes_picture(report: Report) -> bool:
    shapes = [item.shape for item in report.inputs]
    return len(shapes) == 1 and len(shapes[0]) == 4 and shapes[0][1] in (1, 3)


def _task(report: Report, t: Language) -> str:
    key = f"page.task.{report.identity.task}"
    return t(key) if t.has(key) else report.identity.task


def _memory_ratio(report: Report) -> str:
    totals = report.totals
    if not totals.saved_bytes or not totals.activation_bytes:
        return ""
    return formatting.decimal(totals.saved_bytes / totals.activation_bytes)


def _torchinfo_notes(report: Report, t: Language) -> list[Markup]:
    if report.torchinfo is None or report.torchinfo.error:
        return []
    phrase = html_phrases(t)
    notes = sections.torchinfo_notes(report, report.torchinfo, t)
    return [phrase(key, **values) for key, values in notes]


def _sizes(report: Report) -> str:
    """The input as one writes it for torchinfo: ``(1, 3, 224, 224)``, or a list of them."""
    shapes = [f"({', '.join(map(str, item.shape))})" for item in report.inputs]
    return shapes[0] if len(shapes) == 1 else f"[{', '.join(shapes)}]"
