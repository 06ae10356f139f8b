"""Chinese pages mark the English they quote.

That English pages mark their Chinese is asked of every page that is built:
`archreport.site.check.faults`. What Chinese texts say and how they are set: `tests.test_chinese`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archreport.course.labs.source import Text, read_lab
from tests.paths import ROOT

#: What may stand in English without a mark: names, and PyTorch's own words.
NAMES = re.compile(
    r"(?:[A-Z]\. ?)+(?:-[A-Z]\. ?)?[A-Z][\wéêłäöüñń-]+"
    r"|Visual Geometry Group|state dict|Twitter, Inc"
)
_NOT_PROSE = re.compile(
    r"(?s)\A---\n.*?\n---\n|<(\w+)[^>]*lang=\"en\"[^>]*>.*?</\1>"
    r"|^[^\n]*\n\{:[^\n]*lang=\"en\"[^\n]*|\{:[^\n]*?\}|\{%.*?%\}|\{\{.*?\}\}"
    r"|^(?P<fence>`{3,4})(?!`).*?^(?P=fence)$|`[^`\n]*`|<code>.*?</code>|\$\$.*?\$\$|\$[^$\n]*\$|<[^>]*>|\]\([^)]*\)",
    re.MULTILINE,
)
_PHRASE = re.compile(r"[A-Za-z][\x20-\x7e]*[A-Za-z)]")
_WORD = re.compile(r"(?<![\w./-])[A-Za-z]?[a-z]{2,}(?![\w./])")


def unmarked(text: str) -> list[str]:
    """English phrases of two words or more in Chinese text, outside code, without ``lang="en"``."""
    prose = NAMES.sub("~", _NOT_PROSE.sub("~\n", text))
    return [one for one in _PHRASE.findall(prose) if len(_WORD.findall(one)) >= 2]


@pytest.mark.parametrize(
    "page",
    sorted((ROOT / "docs" / "zh").rglob("*.md")),
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_english_in_chinese_pages_is_marked(page: Path) -> None:
    assert unmarked(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lab", sorted((ROOT / "docs" / "labs").glob("*.py")), ids=str)
def test_english_in_chinese_texts_of_laboratories_is_marked(lab: Path) -> None:
    for cell in read_lab(lab).cells:
        if isinstance(cell, Text):
            assert unmarked(cell.zh) == []


def test_an_unmarked_phrase_is_found() -> None:
    assert unmarked("论文 *Going deeper with Convolutions* 说") == [
        "Going deeper with Convolutions"
    ]
    assert unmarked("幻灯片写着“fewer parameters”。") == ["fewer parameters"]
    assert unmarked('论文 <span lang="en">*Going deeper*</span>，`a of b`，K. He, J. Sun') == []
    assert unmarked('feature map\n{: .other lang="en" }\n\nResNet-50 与 VGG-16，ReLU') == []
