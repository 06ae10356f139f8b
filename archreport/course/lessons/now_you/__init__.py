"""Chapter 8: a network of one's own.

Its figures:

* ``fine_tuning``: what is trained and what stays frozen, in four ways
* ``train_test_split``: pictures divided singly, and by whole series

What its lesson calculates with:

* ``plan``: a network on paper; ``planned`` is its table
* ``confusion``: a confusion matrix; ``confused`` is its table
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.now_you.confusion import Confusion, confusion, confusion_table
from archreport.course.lessons.now_you.design_table import Plan, plan, plan_table
from archreport.course.lessons.now_you.fine_tuning import fine_tuning
from archreport.course.lessons.now_you.train_test_split import train_test_split
from archreport.course.lessons.page import LessonPage


def _functions(page: LessonPage) -> Mapping[str, object]:
    def planned(network: Plan, caption: str) -> Markup:
        table_id = f"tbl-plan-{next(page.tables)}"
        return plan_table(network, caption, page.t, table_id=table_id)

    def confused(matrix: Confusion, names: Sequence[str], caption: str) -> Markup:
        table_id = f"tbl-confusion-{next(page.tables)}"
        return confusion_table(matrix, names, caption, page.t, table_id=table_id)

    return {"plan": plan, "planned": planned, "confusion": confusion, "confused": confused}


CHAPTER = Chapter(
    figures=(fine_tuning, train_test_split),
    functions=_functions,
)
