"""Exercises: a question, fields that check a result, and an answer hidden until it is opened.

In a chapter::

    {% call exercise("conv1-weights") %}
    How many parameters has conv1?
    {% call answer({"parameters": worked("alexnet", "conv1", "params")}) %}
    One bias for each kernel.
    {% endcall %}
    {% endcall %}

Each sum of the answer gets a field, which tells a right result from the usual mistakes; these are
found from the sum's own formula (`archreport.course.lessons.mistakes`). ``ask=2`` gives a field to
the first two sums only, ``ask=0`` to none. A mistake that only this exercise has is given with the
label of its sum: ``slips={"parameters": {"You counted one tower.": calc(…)}}``.

An exercise that asks for no number says what it asks for: ``exercise("flip", "derive")``, or
"error" (find it), "decide", "program". Its answer may do without sums, and may be preceded by
statements to choose from: ``{{ choices([("a statement", "why it is right or wrong"), …], right=2)
}}``. An exercise without an answer, and an answer with typed numbers for sums, are errors.

The id is ``ex-conv1-weights``, the same in both languages; the number is counted, as 1.1, 1.2 and
so on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from markupsafe import Markup

from archreport.course.lessons.checked_answers import (
    Slips,
    choices_html,
    fields,
    fields_html,
    words_html,
)
from archreport.course.lessons.page import LessonPage
from archreport.course.lessons.scripts import script
from archreport.course.lessons.sums import Sum, sums_html
from archreport.render.template import text_environment

#: What an exercise asks for that asks for no number.
KINDS = ("derive", "error", "decide", "program")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MARK = "\x00answer\x00"  # between question and answer while the block is put together


class Exercises:
    """The exercises of one page, numbered in order."""

    def __init__(self, page: LessonPage) -> None:
        self._page = page
        self._t = page.t
        self._names: list[str] = []
        self._kind = ""
        self._checks = False

    def exercise(self, name: str, kind: str = "", *, caller: Callable[[], str]) -> str:
        """One exercise as Markdown.

        Raises `ValueError` if it is named twice, is of no known kind or has no answer.
        """
        if not _ID.fullmatch(name) or name in self._names:
            raise ValueError(f"exercise {name!r} needs a name of its own, in small letters")
        if kind and kind not in KINDS:
            raise ValueError(f"exercise {name!r}: {kind!r} is none of {', '.join(KINDS)}")
        self._names.append(name)
        self._kind = kind
        question, mark, answer = caller().strip().partition(_MARK)
        if not mark:
            raise ValueError(f"exercise {name!r} has no answer")
        chapter, number = self._page.chapter, str(len(self._names))
        return (
            text_environment()
            .get_template("exercise.md.j2")
            .render(
                t=self._t,
                id=self._id,
                number=f"{chapter}.{number}" if chapter else number,
                kind=self._t(f"course.exercise.{kind}") if kind else "",
                question=question.strip(),
                answer=answer.strip(),
            )
        )

    def answer(
        self,
        sums: Mapping[str, Sum] | None = None,
        *,
        ask: int | None = None,
        slips: Mapping[str, Slips] | None = None,
        caller: Callable[[], str],
    ) -> str:
        """The fields of an exercise, and its answer: its sums and the text below them."""
        if not sums and not self._kind:
            raise ValueError("an answer needs a sum that archreport computes")
        html = f"{sums_html(sums, self._t)}\n\n" if sums else ""
        asked = fields(self._id, dict(islice((sums or {}).items(), ask)), slips or {})
        check = f"{self._checked(fields_html(asked, self._t))}\n\n" if asked else ""
        return f"\n{check}{_MARK}\n{html}{caller().strip()}\n"

    def choices(self, options: Sequence[tuple[str, str]], right: int) -> Markup:
        """Statements to choose from: each with why it is right or wrong; ``right`` counts from 1.

        Raises `ValueError` where there is no such statement.
        """
        return self._checked(choices_html(self._id, options, right, self._t))

    @property
    def _id(self) -> str:
        return f"ex-{self._names[-1]}"

    def _checked(self, html: Markup) -> Markup:
        """``html``, behind the script that brings it to life where it is the page's first."""
        if self._checks:
            return html
        self._checks = True
        return script(self._page, "exercises") + words_html(self._t) + Markup("\n") + html
