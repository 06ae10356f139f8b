"""What a chapter's folder gives to the lessons: its figures, and what it calculates with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from archreport.course.lessons.page import LessonPage

#: Takes numbers or a report, the language as ``t`` and ``prefix``, which keeps ids apart on a page;
#: gives inline SVG. Colours are classes of the site's style sheets.
Figure = Callable[..., Markup]


def _nothing(page: LessonPage) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True)
class Chapter:
    """A chapter's part of what lessons may call.

    A figure is called ``draw.NAME(…)`` by its function's name. ``functions`` gives what else a
    lesson may use, by name: functions, and modules with small data.
    """

    figures: tuple[Figure, ...]
    functions: Callable[[LessonPage], Mapping[str, object]] = _nothing
