"""A report as one self-contained piece of HTML, light and dark: in a notebook, or as a file."""

from __future__ import annotations

from markupsafe import Markup

from archreport.reading.remarks import remarks
from archreport.render.table_lines import groups
from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.remarks import remark_text
from archreport.report.model import Report


def notebook_html(report: Report, t: Language | None = None) -> Markup:
    """The layer table with its own style, no script, no ids and no link to anywhere.

    A row's sums open when the row's name is clicked.
    """
    language = t or Language("en")
    return render_html(
        "notebook.html.j2",
        language,
        report=report,
        groups=groups(report, language),
        input=formatting.inputs(report),
        remarks=[(remark_text(remark, language), remark.grave) for remark in remarks(report)],
    )


def html_file(report: Report, t: Language) -> str:
    """The layer table as one HTML document, for `archreport inspect --html`."""
    values = {"report": report, "fragment": notebook_html(report, t), "language": t.code}
    return str(render_html("notebook_file.html.j2", t, **values))
