"""Columns of photographs on a page: all there, each with a name, with the credits they need."""

from __future__ import annotations

import re

import pytest

from archreport.course.lessons.dense_prediction.regression import colouring, denoising
from archreport.course.lessons.dense_prediction.segmentation import segmentation
from archreport.course.lessons.dense_prediction.strips import Strips
from archreport.course.lessons.page import LessonPage
from archreport.course.lessons.shelf import Shelf
from archreport.render.words.language import LANGUAGES, Language
from tests.paths import DOCS


def strips(language: str) -> Strips:
    page = LessonPage(Shelf({}), Language(language), 2, "docs/en/course/06-drawing/index.md",
                      lambda path: True)  # fmt: skip
    return Strips(page, denoising(), colouring(), segmentation())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["noise", "colour", "animals"])
def test_columns_are_there_with_size_name_and_description(name: str, language: str) -> None:
    html = str(getattr(strips(language), name)())
    titles = re.findall(r'<div class="strip"><p>([^<]+)</p>', html)
    images = re.findall(r"<img [^>]+>", html)
    assert len(titles) == len(set(titles)) == len(images) >= 5
    for image in images:
        found = re.search(r'src="\.\./\.\./(assets/dense-prediction/[\w-]+\.webp)" width="', image)
        assert found, image
        assert (DOCS / found[1]).is_file()
        assert len(re.search(r'alt="([^"]+)"', image)[1]) > 12  # type: ignore[index]


def test_credits_name_author_licence_and_source() -> None:
    html = str(strips("en").credits(("temple", "kitten")))
    assert "danielbuechele, CC BY 2.0" in html
    assert "https://www.flickr.com/photos/danielbuechele/6061409035/" in html
    assert "public domain" in html
    assert "公有领域" in str(strips("zh").credits(("kitten",)))
    with pytest.raises(KeyError):
        strips("en").credits(("nobody",))
