"""``draw.NAME(…)``: the figures of all chapters, by the names of their functions.

Each chapter's ``__init__`` names its figures and says what they show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from archreport.course.lessons.chapter import Chapter, Figure
from archreport.course.lessons.page import LessonPage


def figures_of(chapters: tuple[Chapter, ...]) -> Mapping[str, Figure]:
    """The figures by name. Raises `ValueError` where two chapters use the same name."""
    figures: dict[str, Figure] = {}
    for chapter in chapters:
        for figure in chapter.figures:
            name = figure.__name__
            if name in figures:
                raise ValueError(f"two chapters have a figure {name!r}")
            figures[name] = figure
    return figures


class Drawings:
    """``draw`` in a lesson: ``draw.stacked_windows(3)``, in the page's language, with unique ids.

    A first argument that is a network's key becomes its report: ``draw.u_shape("unet")``.
    """

    def __init__(self, page: LessonPage, figures: Mapping[str, Figure]) -> None:
        self._page, self._figures = page, figures

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name not in self._figures:
            raise LookupError(
                f"there is no drawing {name!r}; there are {', '.join(sorted(self._figures))}"
            )
        figure = self._figures[name]

        def draw(*values: Any, **options: Any) -> Markup:
            first = [self._page.shelf[value] if index == 0 and isinstance(value, str) else value
                     for index, value in enumerate(values)]  # fmt: skip
            prefix = f"idea{next(self._page.drawings)}"
            return figure(*first, t=self._page.t, prefix=prefix, **options)

        return draw
