"""The pictures of the experiments on a page: each beside its control, described in words."""

from __future__ import annotations

import re

import pytest

from archreport.course.kit.emoji import CLASSES
from archreport.course.lessons.inside_vgg.measured import results
from archreport.course.lessons.inside_vgg.pictures import Pictures
from archreport.course.lessons.page import LessonPage
from archreport.course.lessons.shelf import Shelf
from archreport.render.words.language import LANGUAGES, Language
from tests.paths import DOCS


def pictures(language: str) -> Pictures:
    page = LessonPage(Shelf({}), Language(language), 2, "docs/en/course/07-vgg-apart/index.md",
                      lambda path: True)  # fmt: skip
    return Pictures(page, results())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["filters", "maps", "nearest", "looking", "answers"])
def test_pictures_are_there_with_their_size_and_a_description(name: str, language: str) -> None:
    html = str(getattr(pictures(language), name)())
    images = re.findall(r"<img [^>]+>", html)
    assert images
    assert len({re.search(r'alt="([^"]+)"', image)[1] for image in images}) > 1  # type: ignore[index]
    for image in images:
        found = re.search(r'src="\.\./\.\./(assets/inside-vgg/[\w-]+\.webp)" width="\d+"', image)
        assert found, image
        assert (DOCS / found[1]).is_file()


@pytest.mark.parametrize("name", ["filters", "maps", "nearest", "looking"])
def test_what_is_learned_stands_beside_a_control_and_both_say_so(name: str) -> None:
    html = str(getattr(pictures("en"), name)())
    for line in html.split('class="sheets-line"')[1:]:
        titles = re.findall(r'<div class="sheet"><p>([^<]+)</p>', line)
        assert titles == ["pictures, the emoji outlined"] or (
            titles[0] == "learned" and titles[1] in ("untrained", "nothing learned")
        )
        for title, source in zip(titles, re.findall(r'src="([^"]+)"', line), strict=True):
            assert ("-learned.webp" in source) == (title == "learned")


def test_answers_show_right_and_wrong_ones_as_they_are() -> None:
    html = str(pictures("en").answers())
    cards = html.split('class="answer-card"')[1:]
    for card, one in zip(cards, results().answers, strict=True):
        verdict = "right" if one.best[0] == one.label else "wrong"
        assert f"{CLASSES[one.label]}: {verdict}" in card
        assert card.count("<li>") == 5
        assert list(one.shares) == sorted(one.shares, reverse=True)
    assert html.count(": right") == html.count(": wrong") == 2
