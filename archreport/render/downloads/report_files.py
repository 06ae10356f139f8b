"""The files that can be taken away of one report: its table, its diagram, how to cite it."""

from __future__ import annotations

from collections.abc import Mapping

from archreport.render.downloads.citation import cite
from archreport.render.downloads.table_files import csv_text, latex_text, markdown_text, slide_text
from archreport.render.drawing import diagram
from archreport.render.table_lines import slug
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.report.report_file import to_json


def report_files(report: Report, t: Language, *, outline: bool = False) -> Mapping[str, bytes]:
    """The content of each file by its name: of a report of thousands of rows, of which a page is an
    ``outline``, those that a program reads. Raises `LayoutFailed`."""
    name = slug(report)
    texts = {
        f"{name}.csv": csv_text(report),
        f"{name}.bib": cite(report, format="bibtex", t=t),
    }
    if not outline:
        texts |= {
            f"{name}.md.txt": markdown_text(report, t),
            f"{name}.tex": latex_text(report, t),
            f"{name}-slide.tex": slide_text(report, t),
            f"{name}.dot": diagram.dot_source(report),
            f"{name}.svg": diagram.svg_file(report, t),
        }
    return {
        **{file: text.encode() for file, text in texts.items()},
        f"{name}.json": to_json(report),
    }
