"""Chapter 2: VGG, small kernels stacked.

Its figures:

* ``stacked_windows``: a stack of convolutions from the side: what one output sees
* ``field_stairs``: the receptive field of every layer of a network

What its lesson may call besides:

* ``growing_field(keys)``: the field, layer by layer, of networks to choose from
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from markupsafe import Markup

from archreport.course.lessons.chapter import Chapter
from archreport.course.lessons.live_figures import live, phrases
from archreport.course.lessons.page import LessonPage
from archreport.course.lessons.vgg.field_stairs import field_stairs, field_steps
from archreport.course.lessons.vgg.stacked_windows import stacked_windows

_WORDS = ("network", "layer", "picture", "stairs", "axis", "field", "more")


def _functions(page: LessonPage) -> Mapping[str, object]:
    def growing_field(*keys: str) -> Markup:
        """The stairs of the first network; a script lets the reader choose and climb."""
        reports = [page.shelf[key] for key in keys]
        networks = [
            {
                "name": report.identity.title,
                "size": report.inputs[0].shape[2],
                "steps": [dataclasses.asdict(step) for step in field_steps(report, page.t)],
            }
            for report in reports
        ]
        stairs = field_stairs(reports[0], page.t, prefix=f"idea{next(page.drawings)}")
        words = phrases(page, "vgg.growing_field", *_WORDS)
        return live(page, "receptive-field", stairs, {"networks": networks}, words)

    return {"growing_field": growing_field}


CHAPTER = Chapter(figures=(stacked_windows, field_stairs), functions=_functions)
