"""What a run displayed: looked at before it is kept, and with its figures described."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archreport.course.labs.cells import Cell
from archreport.course.labs.results import cell_failed
from archreport.course.labs.source import Lab
from archreport.errors import phrase
from archreport.language.choice import LANGUAGES

__all__ = ["described_outputs", "in_words", "is_shown", "refuse_unshowable"]

_PICTURES = ("image/png", "image/jpeg", "image/svg+xml", "image/webp")
#: What Matplotlib says of a figure in place of a description.
_BARE = re.compile(r"<Figure size [\d.x]+ with \d+ Axes>")
_TAG = re.compile(r"<[^>]*>")
_FRACTION = re.compile(r"\d+\.\d+")


def refuse_unshowable(lab: Lab, notebooks: Mapping[str, Any]) -> None:
    """Raise `LabFailed` for what ``lab`` displayed and no page can show, or not both.

    That is a figure without a description or the other way round, numbers that differ between the
    languages, and output of a cell that runs once.
    """
    for index, cell in enumerate(lab.code):
        shown = {one: notebooks[one]["cells"][index]["outputs"] for one in LANGUAGES}
        if cell.kind == "once" and any(is_shown(output) for output in shown["en"]):
            raise cell_failed(lab, index, phrase("lab.once_shows"), phrase("lab.once.hint"))
        for language, outputs in shown.items():
            if sum(map(_is_bare_figure, outputs)) != len(cell.figures(language)):
                raise cell_failed(lab, index, phrase("lab.unnamed"), phrase("lab.unnamed.hint"))
        english, chinese = (sorted(_fractions(shown[one])) for one in ("en", "zh"))
        if english != chinese:
            fault = phrase("lab.languages_differ", english=english, chinese=chinese)
            raise cell_failed(lab, index, fault, phrase("lab.languages_differ.hint"))


def described_outputs(
    outputs: Sequence[Mapping[str, Any]], descriptions: Sequence[str]
) -> list[Cell]:
    """Copies of ``outputs`` in which each figure says what it shows."""
    words = iter(descriptions)
    shown: list[Cell] = []
    for output in outputs:
        one: Cell = copy.deepcopy(dict(output))
        if _is_bare_figure(one):
            one["data"]["text/plain"] = next(words)
            one["metadata"] = {}  # Matplotlib asks for a dark ground, as the ink is no black
        shown.append(one)
    return shown


def in_words(output: Mapping[str, Any]) -> Cell:
    """A copy of ``output`` without its picture, where it has one; its words are left."""
    data = output.get("data", {})
    left = {kind: content for kind, content in data.items() if kind not in _PICTURES}
    return {**output, "data": left} if data else dict(output)


def is_shown(output: Mapping[str, Any]) -> bool:
    """Whether it is for the page: progress goes to stderr, and stays with whoever runs the cell."""
    return bool(output["output_type"] != "stream" or output["name"] == "stdout")


def _is_bare_figure(output: Mapping[str, Any]) -> bool:
    """Whether it is a picture that says nothing of itself."""
    data = output.get("data", {})
    said = data.get("text/plain", "")
    return any(kind in data for kind in _PICTURES) and (not said or bool(_BARE.fullmatch(said)))


def _fractions(outputs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The numbers with a fraction that a reader is shown: what is computed has one."""
    for output in outputs:
        data = output.get("data", {})
        if is_shown(output) and not any(kind in data for kind in _PICTURES):
            text = data.get("text/html") or data.get("text/plain") or output.get("text", "")
            yield from _FRACTION.findall(_TAG.sub(" ", text))
