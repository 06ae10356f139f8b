"""The page of one network as one file, or as a folder with its downloads and pictures beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from archreport.audit import Finding, audit, load_claims, within
from archreport.render.downloads.citation import page_address, version
from archreport.render.downloads.report_files import report_files
from archreport.render.model_page import sections
from archreport.render.model_page.feature_maps import filter_sheets, shown_sheets
from archreport.render.model_page.long_report import placement_inside
from archreport.render.model_page.page import model_page
from archreport.render.page_file.attachments import Attachment, beside, inside, stored_as
from archreport.render.page_file.links import settled
from archreport.render.page_file.markdown_html import Heading, body_of
from archreport.render.sheets import file_sheet
from archreport.render.table_lines import slug
from archreport.render.template import environment, front_matter, html_phrases
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

#: The pictures of a real pass by their names in the report: ``maps/relu1.webp`` and the like.
Pictures = Mapping[str, bytes]
_NO_PICTURES: Pictures = {}


def page_html(
    report: Report,
    t: Language,
    *,
    pictures: Pictures = _NO_PICTURES,
) -> str:
    """The whole page as one HTML document with its downloads and pictures inside.

    A figure whose picture is missing in ``pictures`` is left out, and so are the sheets of all
    channels, which the site keeps a link away: a browser opens no picture that is inside a link.
    Of a network of the course it has the audit of what was printed about it. Raises `LayoutFailed`.
    """
    seen = _with_figures_alone(report)
    files = {**_downloads(report, t), **_of(seen, pictures)}
    return _page(seen, t, inside(files, slug(report), file_name(report)))


def page_files(
    report: Report,
    t: Language,
    *,
    pictures: Pictures = _NO_PICTURES,
) -> Mapping[str, bytes]:
    """The page as ``index.html`` with its downloads and pictures beside it, by name."""
    files = {**_downloads(report, t), **_of(report, pictures)}
    name, new_name = slug(report), file_name(report)
    html = _page(report, t, beside(files, name, new_name))
    stored = {stored_as(file, name, new_name): data for file, data in files.items()}
    return {"index.html": html.encode(), **stored}


def file_name(report: Report) -> str:
    """What the files of a report are called: its key, else its title without what a file system or
    a shell would mind."""
    plain = re.sub(r"[^\w.-]+", "-", report.identity.key or report.identity.title).strip("-.")
    return plain[:60] or slug(report)


def document(
    t: Language,
    *,
    title: str,
    description: str,
    body: str,
    parts: Sequence[Heading] = (),
    made: str = "",
) -> str:
    """A page around ``body``, with its style sheet. ``made`` is archreport's version."""
    phrase = html_phrases(t)
    return (
        environment()
        .get_template("page_file.html.j2")
        .render(
            t=phrase,
            code=t.code,
            title=title,
            description=front_matter(title, description)["description"],
            version=made,
            sheet=Markup(file_sheet()),
            sections=[Heading(one.id, Markup(one.text)) for one in parts],
            body=Markup(body),
            foot=phrase("page_file.foot", version=made),
        )
    )


def _page(report: Report, t: Language, attached: Mapping[str, Attachment]) -> str:
    text = model_page(
        _with_pictures(report, attached.__contains__),
        t,
        findings=_findings(report),
        place=placement_inside(report),
    )
    body = body_of(text)
    return document(
        t,
        title=t("page_file.of", title=formatting.title(report, t)),
        description=sections.claim(report, t),
        body=settled(body.html, attached, page_address(report, t)),
        parts=body.sections,
        made=version(report),
    )


def _findings(report: Report) -> Sequence[Finding]:
    """The audit of the figures that are of this network alone."""
    key = report.identity.key
    return audit({key: report}, within(load_claims(), {key})) if key else ()


def _downloads(report: Report, t: Language) -> Mapping[str, bytes]:
    return report_files(report, t, outline=placement_inside(report).outline)


def _with_figures_alone(report: Report) -> Report:
    """The report with those sheets alone that its page shows."""
    run = report.run
    if run is None:
        return report
    figures = {figure.sheet.file for figure in shown_sheets(report)}
    figures |= {sheet.file for sheet in filter_sheets(report)}
    sheets = tuple(sheet for sheet in run.sheets if sheet.file in figures)
    return replace(report, run=replace(run, sheets=sheets, maps="stages"))


def _of(report: Report, pictures: Pictures) -> Pictures:
    """Those of the ``pictures`` that the report names."""
    runs = [run for run in (report.run, report.untrained) if run]
    named = {sheet.file for run in runs for sheet in run.sheets} | {run.photo.crop for run in runs}
    return {file: data for file, data in pictures.items() if file in named}


def _with_pictures(report: Report, there: Callable[[str], bool]) -> Report:
    """The report without the sheets whose pictures are not at hand."""
    run, untrained = report.run, report.untrained
    if run is None:
        return report
    sheets = tuple(sheet for sheet in run.sheets if there(sheet.file))
    photo = run.photo if there(run.photo.crop) else replace(run.photo, crop="")
    if untrained is not None and not all(there(sheet.file) for sheet in untrained.sheets):
        untrained = None
    return replace(report, run=replace(run, sheets=sheets, photo=photo), untrained=untrained)
