"""What a lesson may call to show a report: figures, tables, sums and links."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.course.lessons.page import LessonInvalid, LessonPage
from archreport.course.lessons.stage_lines import stage_table
from archreport.course.lessons.sums import Evaluated, Sum
from archreport.errors import known
from archreport.render.compare_pages.networks import side_by_side
from archreport.render.compare_pages.selection import pages_of
from archreport.render.compare_pages.sentences import size
from archreport.render.drawing.ribbon.ribbon import ribbon_svg
from archreport.render.model_page import tables
from archreport.render.model_page.sections import fact_strip
from archreport.render.model_page.shelf_cards import shelf_html
from archreport.render.template import render_html
from archreport.report import arithmetic


def report_functions(page: LessonPage) -> dict[str, object]:
    """``ribbon``, ``excerpt``, ``stages``, ``shelf``, ``worked``, ``compared`` and the links."""
    shelf, t = page.shelf, page.t

    def ribbon(key: str) -> Markup:
        report, base = shelf[key], page.model_url(key)
        number = next(page.of_reports)
        wide = ribbon_svg(report, t, base=base, prefix=f"rib{number}")
        narrow = ribbon_svg(report, t, vertical=True, base=base, prefix=f"rib{number}v")
        return render_html("ribbon.html.j2", t, wide=Markup(wide), narrow=Markup(narrow))

    def example() -> Markup:
        report, base = page.example, page.address("example/")
        if report is None or not base:
            return Markup()
        number = next(page.of_reports)
        wide = ribbon_svg(report, t, base=base, prefix=f"rib{number}")
        narrow = ribbon_svg(report, t, vertical=True, base=base, prefix=f"rib{number}v")
        return render_html(
            "example.html.j2", t, title=report.identity.title, base=base, wide=Markup(wide),
            narrow=Markup(narrow), strip=fact_strip(report, t),
        )  # fmt: skip

    def excerpt(key: str, ids: Sequence[str]) -> Markup:
        table_id = f"tbl-{key}-excerpt-{next(page.of_reports)}"
        return tables.excerpt(shelf[key], t, ids, url=page.model_url(key), table_id=table_id)

    def stages(key: str) -> Markup:
        table_id = f"tbl-{key}-stages-{next(page.tables)}"
        return stage_table(shelf[key], t, url=page.model_url(key), table_id=table_id)

    def shelf_cards(*keys: str) -> Markup:
        return shelf_html([shelf[key] for key in keys or shelf], t, page.model_url)

    def worked(key: str, row: str, column: str) -> Sum:
        sums = shelf[key].row(row).sums
        if column not in sums:
            raise LessonInvalid("lesson.no_sum", names=list(sums), key=key, row=row, column=column)
        this = sums[column]
        others = {name: sum_.result for name, sum_ in sums.items() if name != column}
        return Sum(
            arithmetic.words(this),
            Evaluated(this.result, this.formula, this.values, of=column, others=others),
        )

    def compared(older: str, newer: str) -> str:
        first, second = side_by_side((shelf[older], shelf[newer]), t)
        return size(first, second, t)

    def compare_url(name: str = "") -> str:
        there = pages_of(shelf)
        if name and name not in there:
            raise LessonInvalid("lesson.no_comparison", known(there), name=name)
        return f"{page.root}compare/{name}{'/' if name else ''}"

    def model(key: str, row: str = "", text: str = "") -> Markup:
        report = shelf[key]
        anchor = f"#{report.row(row).id}" if row else ""
        return Markup('<a href="{}{}">{}</a>').format(
            page.model_url(key), anchor, text or row or report.identity.title
        )

    return {
        "ribbon": ribbon,
        "example": example,
        "excerpt": excerpt,
        "stages": stages,
        "shelf": shelf_cards,
        "worked": worked,
        "compared": compared,
        "model": model,
        "model_url": page.model_url,
        "compare_url": compare_url,
    }
