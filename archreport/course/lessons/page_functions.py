"""What a lesson may call for the parts of a page: exercises, captions, quotations, links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from archreport.course.labs.names import LABORATORIES, lab_number
from archreport.course.lessons import quoted_figures, reading_time
from archreport.course.lessons.exercises import Exercises
from archreport.course.lessons.page import LessonPage
from archreport.course.lessons.sums import Sum, sums_html
from archreport.course.lessons.take_away import TakeAway
from archreport.render.template import render_html


def page_functions(page: LessonPage) -> dict[str, object]:
    """Exercises, figures, laboratories, what others printed, links, what one takes away."""
    t = page.t
    exercises = Exercises(page)
    away = TakeAway(page.shelf, t, page.root)

    def sums(labelled: Mapping[str, Sum]) -> Markup:
        return sums_html(labelled, t)

    def figure(name: str, drawing: Markup, caller: Callable[[], str]) -> Markup:
        number = t("course.figure", number=next(page.captions))
        return render_html(
            "figure.html.j2", t, name=name, drawing=drawing, number=Markup(number),
            caption=Markup(caller().strip()),
        )  # fmt: skip

    def reading(short: Sequence[str], caller: Callable[[], str]) -> Markup:
        parts = reading_time.sections(page.text)
        way, less = reading_time.short_way(parts, short)
        return render_html(
            "reading.html.j2", t, whole=reading_time.whole_way(parts), short=less, way=way,
            for_whom=Markup(caller().strip()),
        )  # fmt: skip

    def lab(name: str, caller: Callable[[], str]) -> Markup:
        if name not in LABORATORIES:
            raise LookupError(f"there is no laboratory {name!r}; there are {LABORATORIES}")
        url = page.address(f"labs/{name}/")
        opening = Markup('<p><a href="{}">{}</a></p>').format(url, t("course.lab.open"))
        return Markup('<div class="lab" markdown>\n<p>{} {}</p>\n\n{}\n\n{}\n</div>').format(
            t("course.lab"), lab_number(name), Markup(caller().strip()), opening if url else ""
        )

    def printed(claim_id: str) -> Markup:
        return quoted_figures.printed(claim_id, t, page.address)

    def printed_table(ids: Sequence[str], caption: str) -> Markup:
        table_id = f"tbl-printed-{next(page.tables)}"
        return quoted_figures.printed_table(ids, caption, t, page.address, table_id)

    def gloss(claim_id: str) -> str:
        return quoted_figures.gloss(claim_id, t)

    def link(path: str, text: str) -> Markup:
        url = page.address(path)
        return Markup('<a href="{}">{}</a>').format(url, text) if url else Markup(text)

    return {
        "sums": sums,
        "exercise": exercises.exercise,
        "answer": exercises.answer,
        "choices": exercises.choices,
        "figure": figure,
        "reading": reading,
        "lab": lab,
        "printed": printed,
        "printed_table": printed_table,
        "claimed": quoted_figures.claimed,
        "gloss": gloss,
        "link": link,
        "citation": away.citation,
        "permalink": away.address,
        "frame": away.frame,
        "frame_code": away.frame_code,
    }
