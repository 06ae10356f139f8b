"""The pages of the laboratories: what ran, joined with its text, one notebook a language.

``labs/<name>.ipynb`` is what becomes the page, through `archreport.course.labs.page_html`. Beside
its page, in ``labs/<name>/``, lie the figures and what a reader downloads: the notebook with its
gaps open, and with its gaps filled. The page shows both of a cell with gaps: as the reader finds
it, and folded away a solution, which is what was run here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from archreport.course.kit.figure_style import INK
from archreport.course.labs.cells import Cell, code_cell, notebook, text_cell
from archreport.course.labs.download import download_book
from archreport.course.labs.list_page import chapter_of, list_page, summary_of, title_of, took
from archreport.course.labs.outputs import described_outputs, is_shown
from archreport.course.labs.results import Ran
from archreport.course.labs.source import Code, Text
from archreport.render.template import render_html
from archreport.render.words.language import Language

#: Where the notebook of a page keeps what its cells do not say, among its metadata.
METADATA = "archreport"
#: `INK` where it is read on the light and on the dark ground of the pages.
_INKS = {"light": "#55585d", "dark": "#a9aaa8"}
#: Fonts with Chinese, put before the last resort of a drawing's list.
_CHINESE = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC'"
#: How a report's layer table begins in a notebook; see ``notebook.html.j2``.
_REPORT = re.compile(
    r'<div class="archreport">\s*<style>.*?</style>\s*<p>(.*?)</p>\s*<table>', re.DOTALL
)


def write_lab_pages(
    ran: Sequence[Ran], folder: Path, t: Language, built: Callable[[str], bool]
) -> None:
    """Write the list and every laboratory below ``folder``, the language's root.

    ``built`` says whether the site has a page, by its path: "course/01-alexnet/".
    """
    place = folder / "labs"
    place.mkdir(parents=True, exist_ok=True)
    (place / "index.md").write_text(list_page(ran, t, built), encoding="utf-8", newline="\n")
    for one in ran:
        beside = place / one.lab.name
        beside.mkdir(exist_ok=True)
        page, figures = page_book(one, t, built)
        for name, drawn in figures.items():
            (beside / name).write_text(drawn, encoding="utf-8", newline="\n")
        _write(place / f"{one.lab.name}.ipynb", page)
        _write(beside / f"{one.lab.name}.ipynb", download_book(one, t, solved=False))
        if _has_gaps(one):
            _write(beside / f"{one.lab.name}-solutions.ipynb", download_book(one, t, solved=True))


def _write(path: Path, book: Mapping[str, Any]) -> None:
    path.write_text(
        json.dumps(book, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )


def page_book(
    ran: Ran, t: Language, built: Callable[[str], bool]
) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """The notebook of the page in one language, and its figures by file name."""
    figures: dict[str, str] = {}
    cells: list[Cell] = []
    outputs = iter(ran.outputs[t.code])
    for cell in ran.lab.cells:
        if isinstance(cell, Text):
            cells.append(text_cell(cell.of(t.code)))
            if len(cells) == 1:
                cells.append(text_cell(str(_header(ran, t, built))))
        else:
            kept = _joined([output for output in next(outputs) if is_shown(output)])
            shown = described_outputs(kept, cell.figures(t.code))
            cells += _code_cells(cell, [_as_page(one, figures, t) for one in shown], t)
    page = {
        "ids": [heading.id for heading in ran.lab.headings],
        "title": title_of(ran, t),
        "description": summary_of(ran, t),
        "permalink": t("labs.permalink"),
    }
    return notebook(cells, {METADATA: page}), figures


def _code_cells(cell: Code, shown: Sequence[Cell], t: Language) -> list[Cell]:
    """A cell of code; of one with gaps what the reader finds, and then what was run here."""
    if cell.has_gap:
        turn = {METADATA: {"turn": t("labs.turn")}}
        solution = {METADATA: {"solution": t("labs.solution.ran" if shown else "labs.solution")}}
        return [
            code_cell(cell.of(t.code, solved=False), (), turn),
            code_cell(cell.of(t.code), shown, solution),
        ]
    turn = {METADATA: {"turn": t("labs.turn.predict")}} if cell.kind == "predict" else {}
    return [code_cell(cell.of(t.code), shown, turn)]


def _has_gaps(ran: Ran) -> bool:
    return any(cell.has_gap for cell in ran.lab.code)


def _header(ran: Ran, t: Language, built: Callable[[str], bool]) -> Markup:
    chapter, url = chapter_of(ran, t, built, up="../../")
    return render_html(
        "lab_header.html.j2",
        t,
        name=ran.lab.name,
        chapter=chapter,
        chapter_url=url,
        data=ran.lab.data.of(t.code),
        seconds=took(ran, t),
        made=ran.made,
        seed=ran.lab.seed,
        gaps=_has_gaps(ran),
    )


def _joined(outputs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Lines printed one after the other as one output: the kernel sends them as they come."""
    joined: list[Mapping[str, Any]] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output["output_type"] == last["output_type"] == "stream":
            joined[-1] = {**last, "text": last["text"] + output["text"]}
        else:
            joined.append(output)
    return joined


def _as_page(output: Cell, figures: dict[str, str], t: Language) -> Cell:
    """The output in the site's form: a figure as a file of its own, a report in the site's style.

    With its figures in files the page stays light, and loads them when they are seen.
    """
    data = output.get("data", {})
    if "image/svg+xml" in data:
        figure = _figure(data["image/svg+xml"], data["text/plain"], figures, t)
        output["data"] = {"text/html": str(figure)}
    elif "text/html" in data:
        opening = r'<div class="archreport" tabindex="0">\n'
        opening += r'<table class="lab-table"><caption>\1</caption>'
        data["text/html"] = _REPORT.sub(opening, data["text/html"])
    return output


def _figure(drawn: str, alt: str, figures: dict[str, str], t: Language) -> Markup:
    """The figure's HTML; its drawings for the light and the dark are put into ``figures``."""
    drawn = drawn[drawn.index("<svg") :]
    if t.code == "zh":
        drawn = drawn.replace("sans-serif", f"{_CHINESE}, sans-serif")
    number = len(figures) // len(_INKS) + 1
    for ground, ink in _INKS.items():
        figures[f"figure-{number}-{ground}.svg"] = drawn.replace(INK, ink)
    width, height = _extent(drawn)
    return render_html(
        "lab_figure.html.j2",
        t,
        grounds=_INKS,
        number=number,
        alt=alt,
        width=width,
        height=height,
    )


def _extent(drawn: str) -> tuple[int, int]:
    """Width and height in CSS pixels of a drawing that gives them in points."""
    head = drawn[: drawn.index(">")]
    points = dict(re.findall(r'\b(width|height)="([\d.]+)pt"', head))
    return round(float(points["width"]) * 4 / 3), round(float(points["height"]) * 4 / 3)
