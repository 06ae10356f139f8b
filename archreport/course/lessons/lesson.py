"""Filling a lesson: ``docs/en/**/*.md`` and ``docs/zh/**/*.md`` are Jinja templates over reports.

What they may call is listed in `archreport.course.lessons.template_functions`. A name that does
not exist is an error that says where, never an empty place on a page.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping

from jinja2 import TemplateError, TemplateSyntaxError

from archreport.course.lessons.page import LessonInvalid, LessonPage
from archreport.course.lessons.shelf import Shelf
from archreport.course.lessons.template_functions import template_functions
from archreport.errors import ArchreportError, Phrase, phrase
from archreport.render.template import text_environment
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

#: "3 × 3" never breaks across lines.
_SIZE = re.compile(r"(?<=[\d>]) × (?=[\d<])")

_HINT = phrase("lesson.functions")


def render_lesson(
    text: str,
    reports: Mapping[str, Report],
    t: Language,
    *,
    depth: int,
    page: str = "",
    built: Callable[[str], bool] = lambda path: True,
    example: Report | None = None,
) -> str:
    """The lesson ``text`` as Markdown, its numbers, figures and tables filled in from ``reports``.

    ``depth``, ``page`` (the lesson's file, for messages and for the chapter's number) and ``built``
    are those of `LessonPage`, as is ``example``. Raises `LessonInvalid`, with page, line and name.
    """
    context = LessonPage(Shelf(reports), t, depth, page, built, text, example)
    try:
        template = text_environment().from_string(text)
        return _SIZE.sub(formatting.TIMES, template.render(**template_functions(context)))
    except TemplateSyntaxError as error:
        place = _place(page, error.lineno)
        raise LessonInvalid("lesson.invalid", _HINT, place=place, said=error.message) from error
    except ArchreportError as error:
        place = _place(page, _line(error))
        raise LessonInvalid("lesson.told", error.hint, place=place, said=error.message) from error
    except (TemplateError, LookupError, TypeError, ValueError) as error:
        place = _place(page, _line(error))
        raise LessonInvalid("lesson.invalid", _HINT, place=place, said=error) from error


def _place(page: str, line: int) -> Phrase:
    if page:
        return phrase("lesson.page", page=page, line=line)
    return phrase("lesson.line", line=line)


def _line(error: BaseException) -> int:
    """The lesson's line: the last frame of the traceback that lies in a template."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    return lines[-1] or 0 if lines else 0
