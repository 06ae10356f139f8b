"""Hand-written pages with computed numbers: ``docs/en/*.md`` are Jinja templates over the reports.

A lesson may use

* ``r.vgg16`` (or ``r["alexnet-owt"]``): a Report, so ``{{ r.vgg16.totals.params | number }}``;
* the filters ``number``, ``si``, ``mib``, ``percent``, ``shape``;
* ``ribbon(key)``, ``excerpt(key, ids)``, ``shelf()``: figures and tables as HTML;
* ``worked(key, row, column)``: one sum in words, ``(3·3·64)·128 + 128 = 73,856``;
* ``compared(older, newer)``: a sentence with the ratios of parameters and MACs;
* ``model_url(key)``: the way from this page to a model's page; ``compare_url(name)`` to a
  comparison, ``""`` being the page of all networks.

A name that does not exist is an error that says where, never an empty place on a page.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError
from markupsafe import Markup

from archreport import arithmetic
from archreport.errors import ArchreportError, UnknownModel
from archreport.render import tables
from archreport.render.compare.selection import pages_of
from archreport.render.compare.sentences import size
from archreport.render.compare.variants import side_by_side
from archreport.render.environment import render_html, text_environment
from archreport.render.language import Language
from archreport.render.ribbon import ribbon_svg
from archreport.render.shelf import shelf_html
from archreport.report import Report


class LessonInvalid(ArchreportError):
    """A lesson that names something that does not exist, or is no template."""


class Shelf(Mapping[str, Report]):
    """The reports by key, as attributes too. An unknown key is an error, not an empty value."""

    def __init__(self, reports: Mapping[str, Report]) -> None:
        self._reports = dict(reports)

    def __getitem__(self, key: str) -> Report:
        if key not in self._reports:
            known = ", ".join(self._reports) or "none"
            raise UnknownModel(f"There is no report {key!r}.", f"There are: {known}.")
        return self._reports[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._reports)

    def __len__(self) -> int:
        return len(self._reports)


def render_lesson(
    text: str, reports: Mapping[str, Report], t: Language, *, depth: int, page: str = ""
) -> str:
    """Fill a lesson's template. ``depth`` is how many folders its address lies below the root.

    ``page`` is the lesson's name for messages. Raises `LessonInvalid`, with page, line and name.
    """
    shelf = Shelf(reports)
    try:
        template = text_environment().from_string(text)
        return template.render(r=shelf, t=t, **_functions(shelf, t, depth))
    except TemplateSyntaxError as error:
        place = _place(page, error.lineno)
        raise LessonInvalid(f"{place}: {error.message}.", _HINT) from error
    except ArchreportError as error:
        place = _place(page, _line(error))
        raise LessonInvalid(f"{place}: {error.message}", error.hint) from error
    except (TemplateError, LookupError, TypeError, ValueError) as error:
        raise LessonInvalid(f"{_place(page, _line(error))}: {error}.", _HINT) from error


_HINT = "Lessons may use what archreport/render/lesson.py lists."


def _functions(shelf: Shelf, t: Language, depth: int) -> dict[str, Any]:
    """What a lesson can call. Figures and tables are numbered, so that no id appears twice."""
    numbers = count(1)

    def model_url(key: str) -> str:
        return f"{'../' * depth}models/{shelf[key].identity.key}/"

    def ribbon(key: str) -> Markup:
        drawn, base = shelf[key], model_url(key)
        number = next(numbers)
        wide = ribbon_svg(drawn, t, base=base, prefix=f"rib{number}")
        narrow = ribbon_svg(drawn, t, vertical=True, base=base, prefix=f"rib{number}v")
        return render_html("lesson_ribbon.html.j2", t, wide=Markup(wide), narrow=Markup(narrow))

    def excerpt(key: str, ids: Sequence[str]) -> Markup:
        table_id = f"tbl-{key}-excerpt-{next(numbers)}"
        return tables.excerpt(shelf[key], t, ids, url=model_url(key), table_id=table_id)

    def worked(key: str, row: str, column: str) -> str:
        sums = shelf[key].row(row).sums
        if column not in sums:
            known = ", ".join(sums) or "none"
            raise LessonInvalid(f"{key}, row {row} has no sum {column!r}.", f"It has: {known}.")
        return arithmetic.words(sums[column])

    def compared(older: str, newer: str) -> str:
        first, second = side_by_side((shelf[older], shelf[newer]), t)
        return size(first, second, t)

    def compare_url(name: str = "") -> str:
        known = pages_of(shelf)
        if name and name not in known:
            there = ", ".join(known) or "none"
            raise LessonInvalid(f"There is no comparison {name!r}.", f"There are: {there}.")
        return f"{'../' * depth}compare/{name}{'/' if name else ''}"

    def shelf_cards() -> Markup:
        return shelf_html(shelf.values(), t, model_url)

    return {
        "ribbon": ribbon,
        "excerpt": excerpt,
        "shelf": shelf_cards,
        "worked": worked,
        "compared": compared,
        "compare_url": compare_url,
        "model_url": model_url,
    }


def _place(page: str, line: int) -> str:
    return f"{page}, line {line}" if page else f"line {line}"


def _line(error: BaseException) -> int:
    """The lesson's line: the last frame of the traceback that lies in a template."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    return lines[-1] or 0 if lines else 0
