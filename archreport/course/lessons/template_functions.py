"""Hand-written pages with computed numbers: ``docs/en/*.md`` are Jinja templates over the reports.

A lesson may use

* ``r.vgg16`` (or ``r["alexnet-owt"]``): a Report, so ``{{ r.vgg16.totals.params | number }}``;
* the filters ``number``, ``si``, ``mib``, ``percent``, ``shape``;
* ``ribbon(key)``, ``excerpt(key, ids)``, ``shelf(key, …)``: figures and tables as HTML, without
  keys the whole shelf;
* ``worked(key, row, column)``: one sum in words, ``(3·3·64)·128 + 128 = 73,856``;
* ``compared(older, newer)``: a sentence with the ratios of parameters and MACs;
* ``model_url(key)``: the way from this page to a model's page; ``compare_url(name)`` to a
  comparison, ``""`` being the page of all networks.
* ``calc(formula, …)``, ``ratio(a, b)``, ``sums({label: sum})``: other sums (`course.sums`);
* ``softmax(scores, index)``, ``cosine(a, b)``: two more (`course.formulas`);
* ``products(list, list, extra)``: what two lists give, multiplied entry by entry and added;
* ``plan(layers, size=…)`` and ``planned(plan, caption)``: a design and its table (`course.plan`);
* ``confusion(counts)`` and ``confused(matrix, names, caption)``: the same for a confusion matrix;
* ``root(formula, …)``: the square root of a sum; ``claimed(id)``, ``claimed(id, spread=True)``: a
  printed figure, and what stands behind its ±, as numbers to calculate with;
* ``features``, ``faces``, ``toys``, ``known``: modules of `course` with what is calculated by hand,
  the small data it is done on, and the sizes of data sets;
* ``exercise(name)`` around a question and ``answer({label: sum})`` (`course.exercises`);
* ``printed(id)``, ``printed_table(ids, caption)``: what others printed (`course.quoted`), and
  ``gloss(id)``: the same in the words of the page's language, beside it;
* ``figure(name, drawing)`` around a caption, and ``draw.stacked(…)``: drawings of `ideas`;
* ``stages(key)``: one line a stage;
* ``lab(name)`` around what a laboratory shows;
* ``citation(key, row, format)``, ``frame(key, part, row, height=…)``, ``frame_code(…)``: what
  one takes to another place (`course.takeaway`);
* ``model(key)``, ``model(key, row)``, ``link(path, text)``: links to other pages. A page that is
  not part of this build is named without a link.

A name that does not exist is an error that says where, never an empty place on a page.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError
from markupsafe import Markup

from archreport.course.labs.names import LABORATORIES, lab_number
from archreport.course.lessons import figures, known_sizes, quoted_figures, small_data
from archreport.course.lessons.before_2012 import hand_made_features
from archreport.course.lessons.confusion import Confusion, confusion, confusion_table
from archreport.course.lessons.deepface import face_geometry
from archreport.course.lessons.design_table import Plan, plan, plan_table
from archreport.course.lessons.exercises import Exercises
from archreport.course.lessons.formulas import cosine, softmax
from archreport.course.lessons.stage_lines import stage_table
from archreport.course.lessons.sums import Sum, calc, products, ratio, root, sums_html
from archreport.course.lessons.take_away import TakeAway
from archreport.errors import ArchreportError, UnknownModel
from archreport.render.compare_pages.networks import side_by_side
from archreport.render.compare_pages.selection import pages_of
from archreport.render.compare_pages.sentences import size
from archreport.render.drawing.ribbon.ribbon import ribbon_svg
from archreport.render.model_page import tables
from archreport.render.model_page.shelf_cards import shelf_html
from archreport.render.template import render_html, text_environment
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report import arithmetic
from archreport.report.model import Report


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
    text: str,
    reports: Mapping[str, Report],
    t: Language,
    *,
    depth: int,
    page: str = "",
    built: Callable[[str], bool] = lambda path: True,
) -> str:
    """Fill a lesson's template. ``depth`` is how many folders its address lies below the root.

    ``page`` is the lesson's name, for messages and for the number of a chapter's exercises.
    ``built`` says whether the site has a page, by its path: "labs/01-counting/". Raises
    `LessonInvalid`, with page, line and name.
    """
    shelf = Shelf(reports)
    try:
        template = text_environment().from_string(text)
        filled = template.render(
            r=shelf,
            t=t,
            **_functions(shelf, t, depth),
            **_course_functions(t, depth, page, built, shelf),
        )
        return _SIZE.sub(formatting.TIMES, filled)
    except TemplateSyntaxError as error:
        place = _place(page, error.lineno)
        raise LessonInvalid(f"{place}: {error.message}.", _HINT) from error
    except ArchreportError as error:
        place = _place(page, _line(error))
        raise LessonInvalid(f"{place}: {error.message}", error.hint) from error
    except (TemplateError, LookupError, TypeError, ValueError) as error:
        raise LessonInvalid(f"{_place(page, _line(error))}: {error}.", _HINT) from error


#: "3 × 3" never breaks across lines.
_SIZE = re.compile(r"(?<=[\d>]) × (?=[\d<])")

_HINT = "Lessons may use what archreport/course/lessons/template_functions.py lists."


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

    def worked(key: str, row: str, column: str) -> Sum:
        sums = shelf[key].row(row).sums
        if column not in sums:
            known = ", ".join(sums) or "none"
            raise LessonInvalid(f"{key}, row {row} has no sum {column!r}.", f"It has: {known}.")
        return Sum(arithmetic.words(sums[column]))

    def compared(older: str, newer: str) -> str:
        first, second = side_by_side((shelf[older], shelf[newer]), t)
        return size(first, second, t)

    def compare_url(name: str = "") -> str:
        known = pages_of(shelf)
        if name and name not in known:
            there = ", ".join(known) or "none"
            raise LessonInvalid(f"There is no comparison {name!r}.", f"There are: {there}.")
        return f"{'../' * depth}compare/{name}{'/' if name else ''}"

    def shelf_cards(*keys: str) -> Markup:
        return shelf_html([shelf[key] for key in keys or shelf], t, model_url)

    return {
        "ribbon": ribbon,
        "excerpt": excerpt,
        "shelf": shelf_cards,
        "worked": worked,
        "compared": compared,
        "compare_url": compare_url,
        "model_url": model_url,
    }


class _Drawings:
    """``draw.stacked(3)``: the drawings of `ideas`, in the page's language, with unique ids.

    A first argument that is a model's key stands for its report.
    """

    def __init__(self, shelf: Shelf, t: Language) -> None:
        self._shelf, self._t, self._numbers = shelf, t, count(1)

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name not in figures.__all__:
            raise LookupError(
                f"there is no drawing {name!r}; there are {', '.join(figures.__all__)}"
            )
        function = getattr(figures, name)

        def draw(*values: Any, **options: Any) -> Markup:
            first = [self._shelf[value] if index == 0 and isinstance(value, str) else value
                     for index, value in enumerate(values)]  # fmt: skip
            drawn: Markup = function(
                *first, t=self._t, prefix=f"idea{next(self._numbers)}", **options
            )
            return drawn

        return draw


def _course_functions(
    t: Language, depth: int, page: str, built: Callable[[str], bool], shelf: Shelf
) -> dict[str, Any]:
    """What a chapter can call beside figures and tables of reports."""
    chapter = re.search(r"course/0*(\d+)-", page)
    exercises = Exercises(t, chapter[1] if chapter else "")
    figures, quotes = count(1), count(1)
    away = TakeAway(shelf, t, "../" * depth)

    def address(path: str) -> str:
        return f"{'../' * depth}{path}" if built(path.partition("#")[0]) else ""

    def link(path: str, text: str) -> Markup:
        url = address(path)
        return Markup('<a href="{}">{}</a>').format(url, text) if url else Markup(text)

    def model(key: str, row: str = "", text: str = "") -> Markup:
        identity = shelf[key].identity
        anchor = f"#{shelf[key].row(row).id}" if row else ""
        name = text or row or identity.title
        return Markup('<a href="{}models/{}/{}">{}</a>').format(
            "../" * depth, identity.key, anchor, name
        )

    def figure(name: str, drawing: Markup, caller: Callable[[], str]) -> Markup:
        number = t("course.figure", number=next(figures))
        return render_html(
            "course_figure.html.j2", t, name=name, drawing=drawing, number=Markup(number),
            caption=Markup(caller().strip()),
        )  # fmt: skip

    def lab(name: str, caller: Callable[[], str]) -> Markup:
        if name not in LABORATORIES:
            raise LookupError(f"there is no laboratory {name!r}; there are {LABORATORIES}")
        url = address(f"labs/{name}/")
        opening = Markup('<p><a href="{}">{}</a></p>').format(url, t("course.lab.open"))
        return Markup('<div class="lab" markdown>\n<p>{} {}</p>\n\n{}\n\n{}\n</div>').format(
            t("course.lab"), lab_number(name), Markup(caller().strip()), opening if url else ""
        )

    def printed_table(ids: Sequence[str], caption: str) -> Markup:
        table_id = f"tbl-printed-{next(quotes)}"
        return quoted_figures.printed_table(ids, caption, t, address, table_id)

    def planned(plan_: Plan, caption: str) -> Markup:
        return plan_table(plan_, caption, t, table_id=f"tbl-plan-{next(quotes)}")

    def confused(matrix: Confusion, names: Sequence[str], caption: str) -> Markup:
        table_id = f"tbl-confusion-{next(quotes)}"
        return confusion_table(matrix, names, caption, t, table_id=table_id)

    def stages(key: str) -> Markup:
        table_id = f"tbl-{key}-stages-{next(quotes)}"
        url = f"{'../' * depth}models/{shelf[key].identity.key}/"
        return stage_table(shelf[key], t, url=url, table_id=table_id)

    return {
        "stages": stages,
        "calc": calc,
        "confused": confused,
        "confusion": confusion,
        "cosine": cosine,
        "plan": plan,
        "planned": planned,
        "softmax": softmax,
        "ratio": ratio,
        "root": root,
        "products": products,
        "features": hand_made_features,
        "faces": face_geometry,
        "toys": small_data,
        "known": known_sizes,
        "sums": lambda labelled: sums_html(labelled, t),
        "exercise": exercises.exercise,
        "answer": exercises.answer,
        "printed": lambda claim_id: quoted_figures.printed(claim_id, t, address),
        "claimed": quoted_figures.claimed,
        "gloss": lambda claim_id: quoted_figures.gloss(claim_id, t),
        "printed_table": printed_table,
        "figure": figure,
        "draw": _Drawings(shelf, t),
        "lab": lab,
        "link": link,
        "model": model,
        "citation": away.citation,
        "permalink": away.address,
        "frame": away.frame,
        "frame_code": away.frame_code,
    }


def _place(page: str, line: int) -> str:
    return f"{page}, line {line}" if page else f"line {line}"


def _line(error: BaseException) -> int:
    """The lesson's line: the last frame of the traceback that lies in a template."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    return lines[-1] or 0 if lines else 0
