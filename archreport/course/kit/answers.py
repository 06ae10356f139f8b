"""What a reader has written in a notebook, set against what is right or was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from archreport.course.kit.display import table
from archreport.language.choice import current
from archreport.render.words.language import Language

__all__ = ["WrongAnswer", "check", "compare"]


class WrongAnswer(AssertionError):
    """An answer that is not right yet. A notebook shows its sentence and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def check(answer: Any, right: Any, hint: str, within: float = 1e-5) -> None:
    """Say whether ``answer`` is ``right``; where the gap is still open, say that and go on.

    Both are numbers, texts, arrays or tensors of one shape, or lists, tuples or dictionaries of
    these. Numbers may differ by the share ``within``, and by as much around zero. ``hint`` says
    what to look at again.

    Raises `WrongAnswer`.
    """
    t = Language(current())
    if answer is None or answer is ...:
        print(t("kit.open"))
    elif _same(answer, right, within):
        print(t("kit.right"))
    else:
        raise WrongAnswer(t("kit.wrong", given=_shown(answer), hint=hint))


def compare(
    caption: str,
    predicted: Mapping[str, float | None],
    measured: Mapping[str, float],
    form: str = "",
) -> None:
    """Display what was ``predicted`` beside what was ``measured``, by the names of the latter.

    ``form`` is how numbers are written, as in a format string: ``".3f"``, ``".0%"``. What was not
    predicted is left empty. Raises `ValueError` for a prediction of something not measured.
    """
    t = Language(current())
    if unknown := [name for name in predicted if name not in measured]:
        raise ValueError(f"compare: {unknown[0]!r} was not measured.")
    rows = [
        [name, _number(predicted.get(name), form), _number(value, form)]
        for name, value in measured.items()
    ]
    table(caption, [t("kit.what"), t("kit.predicted"), t("kit.measured")], rows)
    if all(predicted.get(name) is None for name in measured):
        print(t("kit.no_prediction"))


def _number(value: float | None, form: str) -> str:
    if value is None:
        return "–"
    return format(value, form or ("," if isinstance(value, int) else ".4g"))


def _same(answer: Any, right: Any, within: float) -> bool:
    if isinstance(right, str) or isinstance(answer, str):
        return bool(answer == right)
    if isinstance(right, Mapping):
        return (
            isinstance(answer, Mapping)
            and answer.keys() == right.keys()
            and all(_same(answer[key], right[key], within) for key in right)
        )
    try:
        given, wanted = _array(answer), _array(right)
    except (TypeError, ValueError):
        return False
    return given.shape == wanted.shape and bool(
        np.allclose(given, wanted, rtol=within, atol=within)
    )


def _array(value: Any) -> Any:
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return np.asarray(value, dtype=np.float64)


def _shown(answer: Any) -> str:
    text = " ".join(str(answer).split())
    return text if len(text) <= 80 else f"{text[:79]}…"
