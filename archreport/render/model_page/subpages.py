"""The pages beside a model's: all rows, their statistics and the layer diagram of a long report,
and the times of any.

`archreport.render.model_page.long_report` says which reports are long. Each page is looked up from
the model's page and leads back to it; none is in the search, which knows the rows from the model's
page already.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from archreport.render.drawing.diagram import legend_html, level_html
from archreport.render.model_page import tables
from archreport.render.model_page.long_report import placement
from archreport.render.model_page.times import times
from archreport.render.table_lines import slug
from archreport.render.template import environment, front_matter, html_phrases, tidy
from archreport.render.words.language import Language
from archreport.report.model import Report

BASE = "../"  # from a page here to the model's


def subpages(report: Report, t: Language, statistics_number: int) -> Mapping[str, str]:
    """The text of each file by its name below the model's folder."""
    place = placement(report)
    files: dict[str, str] = {}
    if place.layers:
        table = tables.full_table(report, t, place)
        files["layers/index.md"] = _page(report, t, "layers", table)
    if place.statistics and report.run:
        table = tables.statistics_table(report, report.run, t, statistics_number, BASE)
        files["statistics/index.md"] = _page(report, t, "statistics", table)
    if place.diagram:
        figure = Markup("<figure>{}{}</figure>").format(
            Markup(level_html(report, "layers", t, BASE)), Markup(legend_html(report, t))
        )
        files["diagram/index.md"] = _page(report, t, "diagram", figure)
    if report.run and report.run.timings:
        files["times/index.md"] = _page(report, t, "times", times(report, report.run.timings, t))
    if report.torchinfo and not report.torchinfo.error and place.listing:
        files[listing_name(report)] = report.torchinfo.text + "\n"
    return files


def listing_name(report: Report) -> str:
    """The file with torchinfo's whole listing."""
    return f"{slug(report)}.torchinfo.txt"


def listing_end(report: Report) -> str:
    """The totals that torchinfo prints below its listing, with the line above them."""
    lines = report.torchinfo.text.splitlines() if report.torchinfo else []
    starts = [place for place, line in enumerate(lines) if line.startswith("Total params")]
    return "\n".join(lines[max(starts[0] - 1, 0) :]) if starts else ""


def _page(report: Report, t: Language, name: str, content: Markup) -> str:
    title = report.identity.title
    heading = t(f"subpage.{name}", title=title)
    return tidy(
        environment()
        .get_template("subpage.md.j2")
        .render(
            t=html_phrases(t),
            front=front_matter(heading, t(f"subpage.{name}.text", title=title)),
            heading=heading,
            anchor=name,
            title=title,
            text=html_phrases(t)(f"subpage.{name}.text", title=title),
            content=content,
        )
    )
