"""Chinese texts use one word for one thing, and are set as Chinese books are.

The texts are all that readers meet: pages, laboratories, phrases, templates, what the audit says
(`tests.chinese_texts`). The words that they do not use stand with better ones in
``tests/data/terms.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
import yaml

from tests.chinese_texts import HAN, all_chinese, prose, without_quotations
from tests.paths import DATA

TERMS: Mapping[str, str] = yaml.safe_load((DATA / "terms.yaml").read_text(encoding="utf-8"))
TEXTS = tuple(all_chinese())

#: What is wrong, and how it is found in prose without quotations.
RULES: Mapping[str, str] = {
    "a half-width mark beside a character": rf"[{HAN}”》）] ?[,;:!?]|[,;:!?] ?[{HAN}“《（]",
    "a half-width full stop behind a character": rf"[{HAN}]\.(?=\s|$|[{HAN}])",
    "half-width brackets around Chinese": rf"[{HAN}] ?\((?=[^()\n]*[{HAN}])",
    "straight quotation marks": rf"[{HAN}]\"|\"[{HAN}]",
    "three dots": rf"[{HAN}]\.\.\.|\.\.\.[{HAN}]",
    "a blank between characters": rf"[{HAN}] +[{HAN}](?![{HAN}]* *[×+·=])",
    "a blank beside a full-width mark": (
        rf"[，。；：、？！）》”] +[{HAN}A-Za-z0-9]|[{HAN}A-Za-z0-9] +[，。；：、？！（《“]"
    ),
    "no blank between a character and a letter or digit": (
        rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}](?<!\d[千万亿])"
    ),
}
#: (place, what stands there): why it may.
ALLOWED = {
    ("docs/zh/course/01b-learning/index.md", "s正"): "an index of a variable",
    ("08-now-you, cell 2", '"我'): "code in a comment",
}
#: One star or underscore around Chinese: italics, which Chinese has not.
_SLANTED = re.compile(
    rf"(?<![*A-Za-z0-9_\\\u0370-\u03ff])\*(?![*\s])(?=[^*\n]*[{HAN}])[^*\n]*[^*\s\\]\*(?!\*)"
    rf"|<(?:em|i|cite)>[^<]*[{HAN}]"
)


def words_not_used(text: str) -> list[str]:
    """The words in ``text`` that have a better one, with it."""
    return [
        f"{found[0]}: write {better}"
        for wrong, better in TERMS.items()
        for found in re.finditer(wrong, text)
    ]


def badly_set(text: str) -> list[tuple[str, str]]:
    """What breaks a rule of `RULES`: which, and the characters."""
    plain = without_quotations(prose(text))
    return [(rule, found[0]) for rule, at in RULES.items() for found in re.finditer(at, plain)]


def test_all_kinds_of_texts_are_looked_at() -> None:
    places = " ".join(place for place, _ in TEXTS)
    for one in ("docs/zh/glossary/", "README.zh.md", "07-vgg-apart, cell", "figure", "help.show",
                "audit/published/resnet.yaml", "click.zh.yaml", "weights.missing", "overrides/",
                "course.slip.flops", "the table, "):  # fmt: skip
        assert one in places
    assert len(TEXTS) > 3000


def test_no_word_is_used_that_has_a_better_one() -> None:
    found = {place: words for place, text in TEXTS if (words := words_not_used(text))}
    assert found == {}


@pytest.mark.parametrize("rule", RULES)
def test_marks_and_blanks_are_those_of_chinese(rule: str) -> None:
    found = [(place, what) for place, text in TEXTS for one, what in badly_set(text) if one == rule]
    assert [one for one in found if one not in ALLOWED] == []


def test_no_chinese_is_slanted() -> None:
    found = {place: one[0] for place, text in TEXTS if (one := _SLANTED.search(_written(text)))}
    assert found == {}


def _written(text: str) -> str:
    return re.sub(
        r"\{\{.*?\}\}|\{%.*?%\}|\{[^{}]*\}|`[^`\n]*`|\$[^$\n]*\$", "", text, flags=re.DOTALL
    )


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("每个身份映射", "恒等映射"),
        ("步幅为二，填充为一", "阿拉伯数字"),
        ("这张图片", "图像"),
        ("一组视觉词", "视觉单词"),
        ("比它少 12 倍", "1/12"),
    ],
)
def test_a_word_that_is_not_used_is_found(text: str, better: str) -> None:
    assert any(better in one for one in words_not_used(text))
    assert words_not_used("权值共享的卷积核，视觉词袋，步幅为 2") == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("第一层,第二层", "a half-width mark"),
        ('等, <span lang="en">*A Title*</span>', "a half-width mark"),
        ("到此为止.", "a half-width full stop"),
        ("卷积(一种运算)", "half-width brackets"),
        ('他说"好"', "straight quotation marks"),
        ("如此下去...", "three dots"),
        ("卷积 网络", "a blank between characters"),
        ("说， VGG", "a blank beside a full-width mark"),
        ("用PyTorch计算", "no blank between"),
    ],
)
def test_what_is_badly_set_is_found(text: str, rule: str) -> None:
    assert any(one.startswith(rule) for one, _ in badly_set(text))


def test_code_formulas_and_quotations_are_free() -> None:
    text = "用 `print(x, 图)` 得 $a,b$，幻灯片“2011年冠军: 第1页”；1.2 亿，6000万，{{ f(“x”, a) }}"
    assert badly_set(text) == []


def test_slanted_chinese_is_found() -> None:
    assert _SLANTED.search("这叫*稠密预测*。")
    assert not _SLANTED.search("变量 *x* 与 *y*，**重点**，`a*b` 和 `c*d`，3*3 的窗口")
