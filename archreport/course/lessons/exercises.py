"""Exercises: a question, and an answer that the reports give, hidden until it is opened.

In a chapter::

    {% call exercise("conv1-weights") %}
    How many parameters has conv1?
    {% call answer({"parameters": worked("alexnet", "conv1", "params")}) %}
    One bias for each kernel.
    {% endcall %}
    {% endcall %}

An exercise without an answer, and an answer without a computed sum, are errors. The id is
``ex-conv1-weights``, the same in both languages; the number is counted, as 1.1, 1.2 and so on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from archreport.course.lessons.sums import Sum, sums_html
from archreport.render.template import text_environment
from archreport.render.words.language import Language

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MARK = "\x00answer\x00"  # between question and answer while the block is put together


class Exercises:
    """The exercises of one page, numbered in order."""

    def __init__(self, t: Language, chapter: str) -> None:
        self._t = t
        self._chapter = chapter
        self._names: list[str] = []

    def exercise(self, name: str, caller: Callable[[], str]) -> str:
        """One exercise as Markdown. Raises `ValueError` if it is named twice or has no answer."""
        if not _ID.fullmatch(name) or name in self._names:
            raise ValueError(f"exercise {name!r} needs a name of its own, in small letters")
        self._names.append(name)
        question, mark, answer = caller().strip().partition(_MARK)
        if not mark:
            raise ValueError(f"exercise {name!r} has no answer")
        number = str(len(self._names))
        return (
            text_environment()
            .get_template("exercise.md.j2")
            .render(
                t=self._t,
                id=f"ex-{name}",
                number=f"{self._chapter}.{number}" if self._chapter else number,
                question=question.strip(),
                answer=answer.strip(),
            )
        )

    def answer(self, sums: Mapping[str, Sum], caller: Callable[[], str]) -> str:
        """The answer inside an exercise: its sums and the text below them."""
        if not sums:
            raise ValueError("an answer needs a sum that archreport computes")
        return f"{_MARK}\n{sums_html(sums, self._t)}\n\n{caller().strip()}\n"
