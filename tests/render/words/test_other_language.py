"""Quotations in the other language say so."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from archreport.render.template import html_phrases
from archreport.render.words.language import Language
from archreport.render.words.other_language import foreign


@pytest.mark.parametrize(
    ("text", "language", "html"),
    [
        ("slide “结构”, left", "en", 'slide “<span lang="zh">结构</span>”, left'),
        ("“卷积 - 逆卷积: 卷积”", "en", '“<span lang="zh">卷积 - 逆卷积: 卷积</span>”'),
        ("约6千万", "en", '<span lang="zh">约</span>6<span lang="zh">千万</span>'),
        ("more than 120 million", "zh", '<span lang="en">more than 120 million</span>'),
        ("幻灯片“Revolution of Depth”", "zh",
         '幻灯片“<span lang="en">Revolution of Depth</span>”'),
        ("表 2，ResNet-50，VGG U-Net", "zh", "表 2，ResNet-50，VGG U-Net"),
        ("models/vgg.py，第 3 行", "zh", "models/vgg.py，第 3 行"),
        ("a < b", "en", "a &lt; b"),
    ],
)  # fmt: skip
def test_words_of_the_other_language_are_marked(text: str, language: str, html: str) -> None:
    assert foreign(text, language) == html


def test_markup_is_left_alone() -> None:
    done = Markup("<b>结构</b>")
    assert foreign(done, "en") is done


def test_templates_ask_for_their_own_language() -> None:
    assert "span" in html_phrases(Language("en")).foreign("结构")
    assert "span" not in html_phrases(Language("zh")).foreign("结构")
