"""The notebook that a reader downloads and runs: one language, code, and what came out here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archreport.course.labs.cells import Cell, code_cell, in_language, notebook, text_cell
from archreport.course.labs.results import Ran
from archreport.course.labs.source import Text
from archreport.render.downloads.citation import SITE_URL
from archreport.render.words.language import Language


def download_book(ran: Ran, t: Language) -> Mapping[str, Any]:
    """The notebook of a laboratory in one language, beginning with how to install archreport."""
    cells: list[Cell] = []
    outputs = iter(ran.outputs)
    for cell in ran.lab.cells:
        if isinstance(cell, Text):
            cells.append(text_cell(absolute_links(cell.of(t.code), t)))
        else:
            shown = [in_language(output, t.code) for output in next(outputs)]
            cells.append(code_cell(cell.source, shown))
    start = [text_cell(t("labs.install"))]
    if t.code != "en":
        start.append(code_cell(f'import os\n\nos.environ["ARCHREPORT_LANG"] = "{t.code}"', []))
    return notebook([*cells[:1], *start, *cells[1:]], {})


def absolute_links(text: str, t: Language) -> str:
    """Markdown whose links to pages of the site work away from the site."""
    root = f"]({SITE_URL}/{t.code}/"
    return text.replace("](../../", root).replace("](../", f"{root}labs/")
