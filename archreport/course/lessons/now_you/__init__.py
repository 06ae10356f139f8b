"""Chapter 8: a network of one's own.

Its figures:

* ``fine_tuning``: what is trained and what stays frozen, in four ways
* ``train_test_split``: pictures divided singly, and by whole series

What its lesson calculates with:

* ``plan``: a network on paper; ``planned`` is its table
* ``confusion``: a confusion matrix; ``confused`` is its table

* ``designer(designs, …)``: a design to be changed in the page, counted as it is written
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.live_figures import live, phrases
from archreport.course.lessons.now_you.confusion import Confusion, confusion, confusion_table
from archreport.course.lessons.now_you.design_table import (
    Layer,
    Plan,
    design_text,
    plan,
    plan_table,
)
from archreport.course.lessons.now_you.fine_tuning import fine_tuning
from archreport.course.lessons.now_you.train_test_split import train_test_split
from archreport.course.lessons.page import LessonPage
from archreport.errors import sentences

_WORDS = (
    "start", "side", "text", "caption", "budget_params", "budget_macs", "budget_field", "kept",
    "broken",
)  # fmt: skip


def _functions(page: LessonPage) -> Mapping[str, object]:
    def planned(network: Plan, caption: str) -> Markup:
        table_id = f"tbl-plan-{next(page.tables)}"
        return plan_table(network, caption, page.t, table_id=table_id)

    def confused(matrix: Confusion, names: Sequence[str], caption: str) -> Markup:
        table_id = f"tbl-confusion-{next(page.tables)}"
        return confusion_table(matrix, names, caption, page.t, table_id=table_id)

    def designer(
        designs: Mapping[str, Sequence[Layer]],
        caption: str,
        *,
        size: int,
        params: int,
        macs: int,
        field: int,
    ) -> Markup:
        """The last design's table; a script lets the reader change it within the budget."""
        settings = {
            "designs": [
                {"name": name, "text": design_text(layers)} for name, layers in designs.items()
            ],
            "size": size,
            "channels": 3,
            "budget": {"params": params, "macs": macs, "field": field},
            "sentences": {**sentences("design.", page.t.code), **sentences("known.", page.t.code)},
            "separator": page.t("now_you.designer.separator"),
        }
        words = {
            **phrases(page, "now_you.plan", "layer", "output", "field", "jump"),
            **phrases(page, "table", "params", "macs", "total"),
            **phrases(page, "now_you.designer", *_WORDS),
        }
        last = list(designs.values())[-1]
        table = planned(plan(last, size=size), caption)
        return live(page, "design-network", table, settings, words)

    return {
        "plan": plan,
        "planned": planned,
        "confusion": confusion,
        "confused": confused,
        "designer": designer,
    }


CHAPTER = Chapter(
    figures=(fine_tuning, train_test_split),
    functions=_functions,
)
