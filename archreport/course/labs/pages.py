"""The pages of the laboratories: what ran, joined with its text, one notebook a language.

``labs/<name>.ipynb`` is what MkDocs reads. Beside its page, in ``labs/<name>/``, lie the figures
and what a reader downloads: the notebook in this language, and the source.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from archreport.course.kit.display import BOTH, INK
from archreport.course.labs.names import lab_number
from archreport.course.labs.run import Ran
from archreport.course.labs.source import Text
from archreport.render.downloads.citation import SITE_URL
from archreport.render.template import html_phrases, render_html, text_environment
from archreport.render.words.language import Language

#: `INK` where it is read on the light and on the dark ground of the pages.
_INKS = {"light": "#55585d", "dark": "#a9aaa8"}

Cell = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One laboratory in the list of all."""

    name: str
    title: str
    summary: Markup
    data: str
    chapter: str
    chapter_url: str
    seconds: str


def write_lab_pages(
    ran: Sequence[Ran], folder: Path, t: Language, built: Callable[[str], bool]
) -> None:
    """Write the list and every laboratory below ``folder``, the language's root.

    ``built`` says whether the site has a page, by its path: "course/01-alexnet/".
    """
    place = folder / "labs"
    place.mkdir(parents=True, exist_ok=True)
    (place / "index.md").write_text(_index(ran, t, built), encoding="utf-8")
    for one in ran:
        beside = place / one.lab.name
        beside.mkdir(exist_ok=True)
        page, figures = page_book(one, t, built)
        for name, drawn in figures.items():
            (beside / name).write_text(drawn, encoding="utf-8")
        _write(place / f"{one.lab.name}.ipynb", page)
        _write(beside / f"{one.lab.name}.ipynb", download_book(one, t))
        source = one.lab.path.read_text(encoding="utf-8")
        (beside / f"{one.lab.name}.py").write_text(source, encoding="utf-8")


def _write(path: Path, book: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(book, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


# -- the page --------------------------------------------------------------------------------------


def page_book(
    ran: Ran, t: Language, built: Callable[[str], bool]
) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """The notebook of the page in one language, and its figures by file name."""
    figures: dict[str, str] = {}
    cells: list[Cell] = []
    outputs = iter(ran.outputs)
    for cell in ran.lab.cells:
        if isinstance(cell, Text):
            cells.append(_text(cell.of(t.code)))
            if len(cells) == 1:
                cells.append(_text(str(_header(ran, t, built))))
        else:
            kept = _joined([output for output in next(outputs) if _kept(output)])
            shown = [_of_language(output, t.code) for output in kept]
            cells.append(_code(cell.source, [_as_page(output, figures, t) for output in shown]))
    title = ran.lab.title.of(t.code)
    mine = {
        "ids": [heading.id for heading in ran.lab.headings],
        "title": f"{lab_number(ran.lab.name)} {title}",
        "description": _words(ran.lab.summary.of(t.code)),
        "permalink": t("labs.permalink"),
    }
    return _book(cells, {"archreport": mine}), figures


def _header(ran: Ran, t: Language, built: Callable[[str], bool]) -> Markup:
    chapter, url = _chapter(ran, t, built, up="../../")
    return render_html(
        "lab_header.html.j2",
        t,
        name=ran.lab.name,
        chapter=chapter,
        chapter_url=url,
        data=ran.lab.data.of(t.code),
        seconds=t("labs.seconds", n=f"{ran.made.seconds:.0f}"),
        device=ran.made.device,
        seed=ran.lab.seed,
        libraries=ran.made.libraries,
    )


def _chapter(ran: Ran, t: Language, built: Callable[[str], bool], up: str) -> tuple[str, str]:
    path = f"course/{ran.lab.chapter}/"
    name = t("labs.chapter", number=int(ran.lab.chapter[:2]))
    return name, f"{up}{path}" if built(path) else ""


def _kept(output: Mapping[str, Any]) -> bool:
    """Progress goes to stderr, and stays on the screen of whoever runs the cell."""
    return bool(output["output_type"] != "stream" or output["name"] == "stdout")


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


def _of_language(output: Mapping[str, Any], code: str) -> Cell:
    """The output with what it holds for this language alone."""
    one: Cell = copy.deepcopy(dict(output))
    if BOTH in one.get("data", {}):
        one["data"] = dict(one["data"][BOTH][code])
    return one


def _as_page(output: Cell, figures: dict[str, str], t: Language) -> Cell:
    """The output with its figure in a file: the page stays light, and loads figures when seen."""
    drawn = output.get("data", {}).get("image/svg+xml")
    if drawn is None:
        return output
    number = len(figures) // len(_INKS) + 1
    for ground, ink in _INKS.items():
        figures[f"figure-{number}-{ground}.svg"] = drawn.replace(INK, ink)
    width, height = _extent(drawn)
    image = render_html(
        "lab_figure.html.j2",
        t,
        grounds=_INKS,
        number=number,
        alt=output["data"]["text/plain"],
        width=width,
        height=height,
    )
    output["data"] = {"text/html": str(image)}
    return output


def _extent(drawn: str) -> tuple[int, int]:
    """Width and height in CSS pixels of a drawing that gives them in points."""
    head = drawn[: drawn.index(">")]
    found = dict(re.findall(r'\b(width|height)="([\d.]+)pt"', head))
    return round(float(found["width"]) * 4 / 3), round(float(found["height"]) * 4 / 3)


# -- the download ----------------------------------------------------------------------------------


def download_book(ran: Ran, t: Language) -> Mapping[str, Any]:
    """The notebook as a reader runs it: text in one language, code, and what came out here."""
    cells: list[Cell] = []
    outputs = iter(ran.outputs)
    for cell in ran.lab.cells:
        if isinstance(cell, Text):
            cells.append(_text(_absolute(cell.of(t.code), t)))
        else:
            cells.append(_code(cell.source, [_of_language(one, t.code) for one in next(outputs)]))
    start = [_text(t("labs.install"))]
    if t.code != "en":
        start.append(_code(f'import os\n\nos.environ["ARCHREPORT_LANG"] = "{t.code}"', []))
    return _book([*cells[:1], *start, *cells[1:]], {})


def _absolute(text: str, t: Language) -> str:
    """Links to pages of the site, which are not beside the downloaded file."""
    root = f"]({SITE_URL}/{t.code}/"
    return text.replace("](../../", root).replace("](../", f"{root}labs/")


# -- notebooks -------------------------------------------------------------------------------------


def _text(source: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str, outputs: Sequence[Cell]) -> Cell:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "outputs": list(outputs),
        "execution_count": None,
    }


def _book(cells: Sequence[Cell], metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "cells": list(cells),
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}, **metadata},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


# -- the list --------------------------------------------------------------------------------------


def _index(ran: Sequence[Ran], t: Language, built: Callable[[str], bool]) -> str:
    lines = [_line(one, t, built) for one in ran]
    total = sum(one.made.seconds for one in ran)
    devices = ", ".join(dict.fromkeys(one.made.device for one in ran))
    seconds = t("labs.seconds", n=f"{total:.0f}")
    table = render_html("labs_table.html.j2", t, labs=lines, total=seconds, devices=devices)
    template = text_environment().get_template("labs.md.j2")
    return template.render(t=html_phrases(t), table=table)


def _line(ran: Ran, t: Language, built: Callable[[str], bool]) -> Line:
    chapter, url = _chapter(ran, t, built, up="../")
    return Line(
        name=ran.lab.name,
        title=f"{lab_number(ran.lab.name)} {ran.lab.title.of(t.code)}",
        summary=Markup.escape(_words(ran.lab.summary.of(t.code))),
        data=ran.lab.data.of(t.code),
        chapter=chapter,
        chapter_url=url,
        seconds=t("labs.seconds", n=f"{ran.made.seconds:.0f}"),
    )


def _words(text: str) -> str:
    """Markdown's signs taken off: for a description and a cell of the list."""
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\*\*|\*|`", "", plain)
