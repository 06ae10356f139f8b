"""A report as one self-contained piece of HTML, light and dark: in a notebook, or as a file."""

from __future__ import annotations

from markupsafe import Markup

from archreport.language.choice import current
from archreport.reading.remarks import remarks
from archreport.render.table_view import notes, table_view
from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.render.words.remarks import remark_text
from archreport.report.model import Report


def notebook_html(
    report: Report,
    t: Language | None = None,
    *,
    depth: int | None = None,
    every_row: bool = False,
) -> Markup:
    """The layer table with its own style, no script, no ids and no link to anywhere.

    A row's sums open when the row's name is clicked. The lines are those of the terminal's table,
    see `archreport.render.table_view.table_view`. ``t`` is the language of the process by default.
    """
    language = t or Language(current())
    view = table_view(report, language, depth=depth, every_row=every_row)
    return render_html(
        "notebook.html.j2",
        language,
        report=report,
        groups=view.groups,
        notes=notes(report, view, language),
        input=formatting.inputs(report),
        remarks=[(remark_text(remark, language), remark.grave) for remark in remarks(report)],
    )


def html_file(
    report: Report, t: Language, *, depth: int | None = None, every_row: bool = False
) -> str:
    """The layer table as one HTML document, for `archreport inspect --html`."""
    fragment = notebook_html(report, t, depth=depth, every_row=every_row)
    values = {"report": report, "fragment": fragment, "language": t.tag}
    return str(render_html("notebook_file.html.j2", t, **values))
