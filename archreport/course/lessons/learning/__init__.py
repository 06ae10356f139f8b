"""Chapter 1b: how a network learns.

Its figures:

* ``slope_of_loss``: the loss as one weight changes, with its tangent
* ``network_by_hand``: two layers with every value and every derivative
* ``learning_rates``: the loss step by step at three learning rates, really trained
* ``momentum_paths``: two ways down a narrow valley
* ``overfitting``: training and validation loss of a network that was really trained two ways
* ``batch_of_values``: the values of one channel before and after batch normalisation

What its lesson calculates with:

* ``small_network``: two layers, a picture, and what passes through them forwards and backwards
* ``two_layers``: forwards, backwards, descent
* ``exp``, ``ln``: for slopes that are felt for with a small step
* ``vector``: some numbers as a row, "(−1, 0.5)"
* ``valley``: a narrow valley of two parameters
* ``normalised``, ``moments``: batch normalisation of a list of values
* ``learned_curves``: what came of the real trainings; ``remedies`` is their table
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.learning import small_network, two_layers, valley
from archreport.course.lessons.learning.batch_of_values import (
    batch_of_values,
    moments,
    normalised,
)
from archreport.course.lessons.learning.learned_curves import learned_curves
from archreport.course.lessons.learning.learning_rates import learning_rates
from archreport.course.lessons.learning.momentum_paths import momentum_paths
from archreport.course.lessons.learning.network_by_hand import network_by_hand
from archreport.course.lessons.learning.overfitting import overfitting
from archreport.course.lessons.learning.slope_of_loss import slope_of_loss
from archreport.course.lessons.page import LessonPage
from archreport.render.template import html_phrases, render_html
from archreport.render.words import formatting


def _functions(page: LessonPage) -> Mapping[str, object]:
    def remedies() -> Markup:
        """What each remedy came to, one a line."""
        curves = learned_curves()
        caption = html_phrases(page.t)(
            "learning.remedies.caption", trained=curves.trained, validated=curves.validated,
            seeds=len(curves.remedies[0].validation_errors),
        )  # fmt: skip
        return render_html(
            "remedies.html.j2", page.t, id=f"tbl-remedies-{next(page.tables)}", caption=caption,
            remedies=curves.remedies,
        )  # fmt: skip

    def vector(values: Sequence[float]) -> str:
        return f"({', '.join(map(formatting.number, values))})".replace("-", "−")

    return {
        "vector": vector,
        "exp": math.exp,
        "ln": math.log,
        "small_network": small_network,
        "two_layers": two_layers,
        "valley": valley,
        "normalised": normalised,
        "moments": moments,
        "learned_curves": learned_curves,
        "remedies": remedies,
    }


CHAPTER = Chapter(
    figures=(
        slope_of_loss, network_by_hand, learning_rates, momentum_paths, overfitting,
        batch_of_values,
    ),
    functions=_functions,
)  # fmt: skip
