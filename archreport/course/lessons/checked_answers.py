"""Answers that a page checks by itself: fields for the results, and what wrong ones come from.

Each field carries the right result and the results of the usual mistakes, as the package computed
them, coded so that nobody reads them in passing (`coded`). ``exercises.js`` shows the fields and
judges what is typed; without script they stay hidden, and the folded answer is there as ever. What
the script says stands in the page once (`words_html`), in the page's language.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from archreport.course.lessons.mistakes import NAMES, mistakes
from archreport.course.lessons.sums import Evaluated, Sum
from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language

#: What the script says besides the names of mistakes: ``course.check.…``.
SAID = ("right", "rounded", "digits", "wrong", "close", "ten", "unread", "empty", "how")
_UNITS = {"percent": "%", "mib": "MiB"}

#: Wrong results that only this exercise has, each with its sentence.
Slips = Mapping[str, Sum]


@dataclass(frozen=True)
class Field:
    """One result that is asked for. ``id`` is the input's."""

    id: str
    label: str
    unit: str
    data: str


def fields(name: str, sums: Mapping[str, Sum], slips: Mapping[str, Slips]) -> list[Field]:
    """A field for each sum, except those that only repeat the value of one before.

    ``slips`` are further mistakes by the label of their sum. Raises `ValueError` for a label that
    no sum has, and for a slip that gives the right result.
    """
    if unknown := slips.keys() - sums.keys():
        raise ValueError(f"there is no sum {min(unknown)!r} that could go wrong")
    asked: dict[str, Evaluated] = {}
    for label, sum_ in sums.items():
        known = sum_.evaluated
        repeated = known.formula.isidentifier() and any(
            known.value == other.value for other in asked.values()
        )
        if not repeated:
            asked[label] = known
    return [
        Field(
            f"{name}-{number}", label, _UNITS.get(right.form, ""),
            coded(_field_data(right, slips.get(label, {}))),
        )
        for number, (label, right) in enumerate(asked.items(), 1)
    ]  # fmt: skip


def _field_data(right: Evaluated, slips: Slips) -> Mapping[str, Any]:
    for sentence, sum_ in slips.items():
        if sum_.evaluated.value == right.value:
            raise ValueError(f"{sentence!r} would be said of the right result")
    wrong = [[sum_.evaluated.value, sentence] for sentence, sum_ in slips.items()]
    wrong += [[mistake.value, mistake.name] for mistake in mistakes(right)]
    return {"right": [right.value, *_as_shown(right)], "form": right.form, "wrong": wrong}


def _as_shown(right: Evaluated) -> list[float]:
    """The result as the page prints it, rounded: a reader who finds just that has found it."""
    value = float(right.value)
    match right.form:
        case "percent":
            shown = round(value, 3) if 0.0005 <= value < 0.9995 else value
        case "mib":
            digits = formatting.mib(value).partition(formatting.NBSP)[0]
            shown = float(digits.replace(",", "")) * formatting.MIB
        case "":
            shown = value if isinstance(right.value, int) else float(f"{value:.4g}")
        case _:
            shown = float(f"{value:.4g}")
    return [] if shown == value else [shown]


def fields_html(asked: Sequence[Field], t: Language) -> Markup:
    """The fields with their button, hidden until the script is there."""
    return render_html("checked_fields.html.j2", t, fields=asked)


def choices_html(name: str, options: Sequence[tuple[str, str]], right: int, t: Language) -> Markup:
    """Statements to choose from; each says, once chosen, why it is right or wrong.

    ``right`` counts from 1. Raises `ValueError` where there is no such statement.
    """
    if not 1 <= right <= len(options):
        raise ValueError(f"of {len(options)} statements none is number {right}")
    data = coded({"right": right, "because": [because for _, because in options]})
    statements = [Markup(statement) for statement, _ in options]
    return render_html("checked_choices.html.j2", t, name=name, statements=statements, data=data)


def words_html(t: Language) -> Markup:
    """What the script says, in the page's language: once a page."""
    words = {name: t(f"course.check.{name}") for name in SAID}
    words |= {name: t(f"course.slip.{name}") for name in NAMES}
    return render_html("checked_words.html.j2", t, words=coded(words))


def coded(data: Mapping[str, Any]) -> str:
    """JSON in base64: no secret, but nothing that is read in passing."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
