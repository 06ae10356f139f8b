"""The chapters of the course: built alike, and the same arithmetic in both languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from archreport.course.lessons.exercises import KINDS
from tests.paths import DOCS

CHAPTERS = sorted(
    page.parent.name for page in (DOCS / "en" / "course").glob("[0-9][0-9]*-*/index.md")
)
#: What a chapter computes or quotes: a sum, a printed figure, a drawing, a table.
CALLS = re.compile(
    r"(?<![\w.])(?:calc|root|products|worked|printed|printed_table|excerpt|stages|ribbon|ratio|holds|"
    r"draw\.\w+|sliding_kernel|growing_field|painted_kernel|model|link|lab|exercise|figure|compared|"
    r"softmax|cross_entropy|logarithm|share_of|reading|moments|normalised)\("
)


def text(chapter: str, language: str) -> str:
    return (DOCS / language / "course" / chapter / "index.md").read_text(encoding="utf-8")


def calls(page: str) -> Counter[str]:
    """Every call as it is written, but for words: labels, captions and names of links."""
    found: Counter[str] = Counter()
    for start in CALLS.finditer(page):
        depth, end, quoted = 1, start.end(), ""
        while depth:
            letter = page[end]
            if quoted:
                quoted = "" if letter == quoted else quoted
            elif letter in "\"'":
                quoted = letter
            else:
                depth += {"(": 1, ")": -1}.get(letter, 0)
            end += 1
        call = page[start.start() : end]
        call = re.sub(r',? ?text="[^"]*"', "", call)
        if call.startswith(("printed_table", "link")):  # the last text is a caption or a name
            call = re.sub(r', "[^"]*"\)$', ")", call)
        found[call] += 1
    return found


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_chapter_has_all_its_parts(chapter: str, language: str) -> None:
    page = text(chapter, language)
    places = [
        page.index(part)
        for part in ('class="claim"', '<div class="goals"', "{: #question }", "{: #lab }",
                     "{: #exercises }", "{: #reading }", '<div class="able"')
    ]  # fmt: skip
    assert places == sorted(places)
    assert len(re.findall(r'call exercise\("', page)) >= 6
    assert len(re.findall(r"call answer\(", page)) == len(re.findall(r'call exercise\("', page))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_both_languages_compute_and_quote_the_same(chapter: str) -> None:
    english, chinese = (calls(text(chapter, language)) for language in ("en", "zh"))
    assert english - chinese == Counter()
    assert chinese - english == Counter()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_two_exercises_at_least_ask_for_no_number(chapter: str) -> None:
    """They ask to derive, to find a mistake, to decide or to program, alike in both languages."""
    english, chinese = (
        re.findall(r'call exercise\("([\w-]+)", "(\w+)"\)', text(chapter, language))
        for language in ("en", "zh")
    )
    assert english == chinese
    assert len(english) >= 2
    assert {kind for _, kind in english} <= set(KINDS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_programs_that_answer_exercises_run(language: str) -> None:
    """Each holds itself against PyTorch. They are our own."""
    programs = [
        code
        for chapter in CHAPTERS
        for exercise in re.findall(
            r'(?s)call exercise\("[\w-]+", "program"\).*?(?=call exercise|\Z)',
            text(chapter, language),
        )
        for code in re.findall(r"(?s)```python\n(.*?)```", exercise)
    ]
    assert len(programs) >= 3
    for code in programs:
        assert "assert " in code
        exec(code, {})


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_exercises_and_figures_come_in_the_same_order(chapter: str) -> None:
    orders = [
        re.findall(r'call (?:exercise|figure|lab)\("([\w-]+)"', text(chapter, language))
        for language in ("en", "zh")
    ]
    assert orders[0] == orders[1]


def test_a_call_is_read_to_its_end() -> None:
    page = '{{ sums({"a)": calc("f(x)*2", x=net.row("c").macs)}) }} {{ link("a/", "Name") }}'
    assert calls(page) == Counter(['calc("f(x)*2", x=net.row("c").macs)', 'link("a/")'])
