"""Comparisons in prose: silent while they are true, an error with the numbers once they are not."""

from __future__ import annotations

import pytest

from archreport.course.lessons.comparisons import holds
from archreport.course.lessons.lesson import render_lesson
from archreport.errors import ArchreportError
from archreport.render.words.language import Language
from archreport.report.model import Report


@pytest.mark.parametrize(
    "statement",
    ["a > b", "b < a", "a >= 2*b", "a == 2*b", "c == a/2/b", "b < a <= 6",
     "max(a, b) < 3*min(a, b)"],
)  # fmt: skip
def test_a_true_comparison_writes_nothing(statement: str) -> None:
    assert holds(statement, a=6, b=3, c=1) == ""


def test_equal_sums_of_fractions_are_equal() -> None:
    assert holds("a + b == c", a=0.1, b=0.2, c=0.3) == ""


@pytest.mark.parametrize(
    ("statement", "said"),
    [("a < b", "12,000 < 3"), ("b < a < b", "12,000 < 3"), ("a == b", "12,000 = 3"),
     ("b >= a - 1", "3 ≥ 11,999")],
)  # fmt: skip
def test_a_false_comparison_says_its_numbers(statement: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"the prose says {statement}, and {said} is not so"):
        holds(statement, a=12_000, b=3)


@pytest.mark.parametrize("statement", ["a", "a + b", "a in b", "a != b", "a and b"])
def test_what_compares_nothing_is_refused(statement: str) -> None:
    with pytest.raises(ValueError, match="compares nothing"):
        holds(statement, a=1, b=2)


def test_a_page_with_a_false_comparison_is_not_built(report: Report, t: Language) -> None:
    text = 'one\n{{ holds("p > m", p=r.tiny.totals.params, m=r.tiny.totals.macs) }}'
    with pytest.raises(ArchreportError, match=r"docs/en/test.md, line 2: the prose says p > m"):
        render_lesson(text, {"tiny": report}, t, depth=0, page="docs/en/test.md")
