"""Exercises as Markdown: fields, kinds, statements, and what is refused."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from archreport.course.lessons.lesson import render_lesson
from archreport.course.lessons.page import LessonInvalid
from archreport.render.words.language import Language

PAGE = "docs/en/course/01-alexnet/index.md"
ANSWER = '{% call answer({"result": calc("a*b + b", a=3, b=4)}) %}So it is.{% endcall %}'


def lesson(text: str, language: str = "en") -> str:
    return render_lesson(text, {}, Language(language), depth=2, page=PAGE)


def exercise(inner: str, head: str = '"one"') -> str:
    return f"{{% call exercise({head}) %}}\nHow many?\n{inner}\n{{% endcall %}}\n"


def decoded(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(base64.b64decode(text))
    return data


def fields(html: str) -> list[dict[str, Any]]:
    return [decoded(data) for data in re.findall(r'data-check="([^"]+)"', html)]


def test_a_sum_gets_a_field_with_its_mistakes() -> None:
    html = lesson(exercise(ANSWER))
    (field,) = fields(html)
    assert field == {
        "right": [16],
        "form": "",
        "wrong": [
            [12, "no_bias"], [13, "one_bias"],
            [4, "term_missing"], [8, "factor_missing"], [7, "factor_missing"],
        ],
    }  # fmt: skip
    assert '<label for="ex-one-1">result</label>' in html
    assert html.index("<form") < html.index("<details")
    assert "<form" in html.partition("hidden>")[0] + "<form"


def test_a_number_that_is_only_repeated_is_not_asked_for() -> None:
    sums = '{"sum": calc("a + a", a=2), "by machine": calc("b", b=4), "other": calc("c", c=5)}'
    html = lesson(exercise(f"{{% call answer({sums}) %}}x{{% endcall %}}"))
    assert [field["right"] for field in fields(html)] == [[4], [5]]


@pytest.mark.parametrize(("ask", "count"), [(0, 0), (1, 1), (2, 2)])
def test_an_exercise_says_how_many_sums_it_asks_for(ask: int, count: int) -> None:
    sums = '{"a": calc("a + 1", a=2), "b": calc("b + 1", b=4)}'
    html = lesson(exercise(f"{{% call answer({sums}, ask={ask}) %}}x{{% endcall %}}"))
    assert len(fields(html)) == count
    assert html.count("<form") == min(count, 1)
    assert "2 + 1 = 3" in html and "4 + 1 = 5" in html


def test_a_mistake_of_the_exercise_comes_before_the_usual_ones() -> None:
    slips = '{"result": {"You took five.": calc("a*b + b", a=5, b=4)}}'
    answer = ANSWER.replace("b=4)}", f"b=4)}}, slips={slips}", 1)
    (field,) = fields(lesson(exercise(answer)))
    assert field["wrong"][0] == [24, "You took five."]


def test_a_share_may_be_given_as_it_is_printed() -> None:
    answer = '{% call answer({"s": calc("a/b", "percent", a=1, b=3)}) %}x{% endcall %}'
    (field,) = fields(lesson(exercise(answer)))
    assert field["right"] == [1 / 3, 0.333]
    assert field["form"] == "percent"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_script_and_words_stand_on_a_page_once(language: str) -> None:
    text = exercise(ANSWER) + exercise(ANSWER, '"two"')
    html = lesson(text, language)
    assert html.count('<script defer src="../../assets/js/exercises.js">') == 1
    words = decoded(re.findall(r'data-words="([^"]+)"', html)[0])
    assert words["no_bias"] == Language(language)("course.slip.no_bias")
    assert "<script" not in lesson("No exercise here.", language)


@pytest.mark.parametrize(
    ("kind", "word"),
    [("derive", "Derive"), ("error", "Find the mistake"), ("decide", "Decide"),
     ("program", "Program")],
)  # fmt: skip
def test_an_exercise_that_asks_for_no_number_says_what_it_asks_for(kind: str, word: str) -> None:
    html = lesson(exercise("{% call answer() %}Thus.{% endcall %}", f'"one", "{kind}"'))
    assert f"<b>Exercise 1.1 · {word}</b>" in html
    assert "<form" not in html and "<script" not in html


def test_statements_say_why() -> None:
    choices = '{{ choices([("A.", "No."), ("B.", "Yes.")], right=2) }}'
    inner = f"{choices}\n{{% call answer() %}}B.{{% endcall %}}"
    html = lesson(exercise(inner, '"one", "decide"'))
    data = decoded(re.findall(r'data-choose="([^"]+)"', html)[0])
    assert data == {"right": 2, "because": ["No.", "Yes."]}
    assert '<label for="ex-one-1">A.</label>' in html
    assert "Yes." not in html.replace(re.findall(r'data-choose="[^"]+"', html)[0], "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (exercise("no answer"), "has no answer"),
        (exercise("{% call answer() %}x{% endcall %}"), "needs a sum"),
        (exercise('{% call answer({"a": "4"}) %}x{% endcall %}'), "not a computed sum"),
        (exercise(ANSWER, '"one", "guess"'), "is none of"),
        (exercise(ANSWER) + exercise(ANSWER), "a name of its own"),
        (exercise(ANSWER.replace("}) %}", '}, slips={"no": {}}) %}')), "could go wrong"),
        (
            exercise(ANSWER.replace("}) %}", '}, slips={"result": {"x": calc("16")}}) %}')),
            "of the right result",
        ),
        (
            exercise(
                '{{ choices([("A.", "No.")], right=2) }}{% call answer() %}x{% endcall %}',
                '"one", "decide"',
            ),
            "none is number 2",
        ),
    ],
)
def test_what_is_no_exercise_is_refused(text: str, said: str) -> None:
    with pytest.raises(LessonInvalid, match=said):
        lesson(text)
