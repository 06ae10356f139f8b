"""The notebooks that a reader downloads and runs, in one language.

In one of them the gaps are open, with a solution folded away below each, and nothing has been run:
a reader predicts before anything is shown. In the other the gaps are filled, and what came out here
stands below, figures in words: they are drawn on the page, and again by whoever runs the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from archreport.course.labs.cells import Cell, code_cell, notebook, text_cell
from archreport.course.labs.outputs import described_outputs, in_words
from archreport.course.labs.results import Ran
from archreport.course.labs.source import Code, Text
from archreport.render.downloads.published import site_address
from archreport.render.words.language import Language

#: Where a cell says in its metadata what it is to the reader: "gap" or "predict".
_TAGS = "tags"
_SITE_LINK = re.compile(r"\[([^\]]*)\]\(\.\./[^)]*\)")


def download_book(ran: Ran, t: Language, solved: bool) -> Mapping[str, Any]:
    """The notebook of a laboratory in one language, beginning with how to install archreport.

    With ``solved`` its gaps are filled.
    """
    cells: list[Cell] = []
    outputs = iter(ran.outputs[t.code])
    for cell in ran.lab.cells:
        if isinstance(cell, Text):
            cells.append(text_cell(absolute_links(cell.of(t.code), t)))
        else:
            shown = described_outputs(next(outputs), cell.figures(t.code))
            shown = [in_words(output) for output in shown] if solved else []
            cells += _code_cells(cell, shown, t, solved)
    start = [text_cell(t("labs.install")), code_cell(t("labs.prepare"))]
    return notebook([*cells[:1], *start, *cells[1:]], {})


def _code_cells(cell: Code, shown: list[Cell], t: Language, solved: bool) -> list[Cell]:
    if cell.has_gap and not solved:
        answer = t("labs.solution")
        code = f"```python\n{cell.of(t.code)}\n```"
        return [
            code_cell(cell.of(t.code, solved=False), (), {_TAGS: ["gap"]}),
            text_cell(f"<details>\n<summary>{answer}</summary>\n\n{code}\n\n</details>"),
        ]
    tags = {_TAGS: [cell.kind]} if cell.kind == "predict" else {}
    return [code_cell(cell.of(t.code), shown, tags)]


def absolute_links(text: str, t: Language) -> str:
    """Markdown whose links to pages of the site work away from the site; where that is not
    published, their words alone."""
    site = site_address()
    if not site:
        return _SITE_LINK.sub(r"\1", text)
    root = f"]({site}/{t.code}/"
    return text.replace("](../../", root).replace("](../", f"{root}labs/")
