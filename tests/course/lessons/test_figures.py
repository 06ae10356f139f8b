"""The figures of the chapters: what all of them have, and how a lesson gets at them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from importlib import import_module

import pytest
from markupsafe import Markup

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.figures import figures_of
from archreport.course.lessons.template_functions import CHAPTERS, FIGURES
from archreport.render.words.language import LANGUAGES, Language
from tests.course.lessons.by_hand import DRAWINGS, drawn


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", DRAWINGS)
def test_everything_lies_inside_and_the_drawing_is_named(name: str, code: str) -> None:
    root = drawn(name, code)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    assert width <= 358, "a phone shows all of it without scrolling"
    for node in root.iter():
        for x, y in points(node):
            assert -0.1 <= x <= width + 0.1, (name, node.attrib)
            assert -0.1 <= y <= height + 0.1, (name, node.attrib)
    title, description = root.find("title"), root.find("desc")
    assert title is not None and title.text
    assert description is not None and len(description.text or "") > 10


def points(node: ET.Element) -> list[tuple[float, float]]:
    if node.tag == "path":
        data = node.get("d", "")
        if re.search("[a-zVH]", data):
            return []
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", data)]
        return list(zip(numbers[::2], numbers[1::2], strict=True))
    if node.get("x") is None:
        return []
    x, y = float(node.get("x", 0)), float(node.get("y", 0))
    return [
        (x, y),
        (x + float(node.get("width", 0)), y + float(node.get("height", 0))),
    ]


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_same_drawing_is_the_same_bytes(name: str) -> None:
    assert str(DRAWINGS[name](Language("en"))) == str(DRAWINGS[name](Language("en")))


def test_each_chapter_says_what_its_figures_show() -> None:
    for chapter in CHAPTERS:
        for figure in chapter.figures:
            folder = figure.__module__.rpartition(".")[0]
            assert f"* ``{figure.__name__}``: " in str(import_module(folder).__doc__)


def test_every_figure_by_hand_can_be_drawn_by_a_lesson() -> None:
    assert DRAWINGS.keys() <= FIGURES.keys()


def test_two_figures_of_one_name_are_refused() -> None:
    def windows(t: Language, *, prefix: str) -> Markup:
        return Markup()

    with pytest.raises(ValueError, match="two chapters have a figure 'windows'"):
        figures_of((*CHAPTERS, Chapter(figures=(windows,))))
