"""Every phrase is there in both languages, says the same, and uses the glossary's words."""

from __future__ import annotations

import re
import string
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from archreport.render.room_files import phrase_files, template_files
from archreport.render.words.language import LANGUAGES, Language, phrase_keys, read_phrases
from tests.texts import both_languages

# The "not" column of the course's glossary: words for which another one is used.
FORBIDDEN = (
    "滤波核", "过滤器", "特征地图", "频道", "步伐", "补丁", "接受域", "汇聚", "稠密层", "批标准化",
    "身份映射", "跳过连接", "精调",
)  # fmt: skip

# Text that is the same in every language and may stand in a template.
NAMES = re.compile(
    r"CSV|JSON|LaTeX|Markdown|SVG|DOT|BibTeX|MiB|C × H × W|archreport(?: labs)?"
    r"|\.ipynb|\.py|sha256|ms|px|0"
)

CJK = re.compile(r"[\u3400-\u9fff]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_say_it_with_the_same_values() -> None:
    for key, english, chinese in both_languages():
        assert isinstance(english, str) and isinstance(chinese, str), key
        assert english or chinese, key
        assert placeholders(english) == placeholders(chinese), key
        assert "" not in placeholders(english), f"{key}: an unnamed placeholder"


def test_each_language_is_written_as_itself() -> None:
    for key, english, chinese in both_languages():
        assert not CJK.search(english), key
        said = re.sub(r"<[^>]+>|\{[^}]+\}", "", english)
        sentence = len(re.findall(r"[a-z]{3,}", said)) > 3
        if sentence:
            assert CJK.search(chinese), f"{key} is not translated: {chinese}"
        for ascii_mark in (", ", "; ", "! ", "? "):
            prose = re.sub(r"<[^>]+>|\([^)]*\)|“[^”]*”", "", chinese)
            if CJK.search(prose):
                assert ascii_mark not in prose, f"{key} uses {ascii_mark!r}: {chinese}"


def test_the_glossary_is_kept() -> None:
    for key, _, chinese in both_languages():
        assert not [word for word in FORBIDDEN if word in chinese], key


def test_markup_in_a_phrase_is_closed() -> None:
    for key in phrase_keys():
        for code in LANGUAGES:
            tags = re.findall(r"<(/?)(\w+)[^>]*>", Language(code)(key))
            stack: list[str] = []
            for closing, name in tags:
                if closing:
                    assert stack, f"{key} ({code}): </{name}> closes nothing"
                    assert stack.pop() == name, f"{key} ({code})"
                elif name != "br":
                    stack.append(name)
            assert not stack, f"{key} ({code}): <{stack[-1]}> stays open"
            assert "&" not in re.sub(r"&\w+;", "", Language(code)(key)), key


def test_no_number_about_a_network_is_typed() -> None:
    """After placeholders, layer and model names, kernels and table numbers no digit is left."""
    said = [
        key for key in phrase_keys() if key.startswith(("claim.", "idea.", "deviation.", "note."))
    ]
    assert said
    allowed = (
        r"\{[^}]+\}|\b(?:conv|fc|relu|pool|norm|head|contract|expand|up|upscore|score_pool)\d+"
        r"(?:_\d|_pool\d)?(?:\.conv\d)?|upscore_pool4|score_pool4|\binception_\d[a-e]?|\b[CFLM]\d\b"
        r"|\d×\d|VGG-\d+|ResNet-\d+|FCN-\d+s|(?:Inception-)?v\d(?:\.5)?|20\d\d|Table 1|表 1|Fig. 3"
        r"|(?:stride|步幅)(?: of|为)? 2|− 1\)"
    )
    for key in said:
        for code in LANGUAGES:
            rest = re.sub(allowed, "", Language(code)(key))
            assert not re.search(r"\d", rest), f"{key} ({code}): {rest}"


@pytest.mark.parametrize(
    "template",
    # LaTeX's own commands are words
    [file for file in template_files() if not file.name.endswith(".tex.j2")],
    ids=lambda file: file.name,
)
def test_templates_hold_no_words_of_their_own(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    text = re.sub(r"(?s)\{##.*?##\}|\{%.*?%\}|\{\{.*?\}\}|<style>.*?</style>|```\w*", " ", text)
    text = re.sub(r"(?s)<[^>]*>|&#?\w+;", " ", text)
    text = re.sub(r"(?m)^(title|description|hide):.*$|\{:? ?#[^}]*\}", " ", text)
    found = re.findall(r"[A-Za-z\u3400-\u9fff]{2,}", NAMES.sub(" ", text))
    assert not found, f"{template} says {found}; make it a phrase"


def test_a_phrase_defined_twice_is_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("word: {en: word, zh: 词}\n", encoding="utf-8")
    assert read_phrases([tmp_path / "a.yaml"]) == {"word": {"en": "word", "zh": "词"}}
    with pytest.raises(ValueError, match=r"b\.yaml: the phrase 'word' is defined twice"):
        read_phrases([tmp_path / "a.yaml", tmp_path / "b.yaml"])


def test_no_phrase_lies_where_it_is_not_looked_for() -> None:
    """A phrase is a key with both languages; such a file is one of those that are read."""
    package = Path(str(files("archreport")))
    for file in package.rglob("*.yaml"):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        values = data.values() if isinstance(data, dict) else ()
        if values and all(isinstance(v, dict) and v.keys() == {"en", "zh"} for v in values):
            assert file in phrase_files()


def test_an_unknown_key_or_language_is_an_error() -> None:
    with pytest.raises(KeyError):
        Language("en")("no.such.key")
    with pytest.raises(KeyError):
        Language("xx")("table.total")
