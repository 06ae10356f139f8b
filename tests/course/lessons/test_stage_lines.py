"""The stages of a network in a chapter: modules by the course's words, never by their class."""

from __future__ import annotations

import re

import pytest

from archreport.course.lessons.stage_lines import stage_table
from archreport.render.words.language import LANGUAGES, Language
from tests.paths import DOCS
from tests.shelf import report_of

SHOWN = sorted(
    {
        key
        for page in (DOCS / "en" / "course").rglob("*.md")
        for key in re.findall(r'stages\("([\w-]+)"\)', page.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("key", SHOWN)
def test_no_class_of_the_program_stands_in_a_table(key: str, code: str) -> None:
    report, t = report_of(key), Language(code)
    classes = {block.module_type for block in report.blocks if block.module_type}
    assert [name for name in classes if not t.has(f"module.{name}")] == []


def test_modules_are_named_by_the_words_of_the_course() -> None:
    html = str(stage_table(report_of("inception-v4"), Language("en"), url="", table_id="t"))
    assert "stem module" in html
    assert "PoolOrConv" not in html
