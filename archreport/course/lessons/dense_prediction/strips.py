"""Columns of photographs beside each other: what was given, what was answered, and the truth.

The same photograph stands in the same row of each column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from archreport.course.album import photographs
from archreport.course.lessons.dense_prediction.regression import Colouring, Denoising
from archreport.course.lessons.dense_prediction.segmentation import Segmentation
from archreport.course.lessons.page import LessonPage
from archreport.render.template import render_html

FOLDER = "assets/dense-prediction/"


class Strips:
    """``strips.NAME()`` in the lesson: what stands in a figure."""

    def __init__(
        self, page: LessonPage, noise: Denoising, colour: Colouring, animals: Segmentation
    ) -> None:
        self._t, self._root = page.t, page.root
        self._noise, self._colour, self._animals = noise, colour, animals

    def noise(self) -> Markup:
        """Noise taken away in three ways."""
        return self._columns(self._noise.pictures)

    def colour(self) -> Markup:
        """Grey photographs coloured in three ways."""
        return self._columns(self._colour.pictures)

    def animals(self) -> Markup:
        """Animals found at three strides, and with untrained convolutions."""
        return self._columns(self._animals.pictures)

    def credits(self, names: Sequence[str]) -> Markup:
        """Who took the photographs of the album with these ``names``, and their licences.

        Raises `KeyError` for a name that the album does not have.
        """
        known = {one.name: one for one in photographs()}
        shown = [
            {
                "title": known[name].title[self._t.code],
                "origin": known[name].origin,
                "author": known[name].author or self._t("dense_prediction.strip.author_unknown"),
                "licence": self._licence(known[name].licence),
            }
            for name in names
        ]
        return render_html("picture_credits.html.j2", self._t, photographs=shown).strip()

    def _licence(self, name: str) -> str:
        key = f"dense_prediction.strip.licence.{name}"
        return self._t(key) if self._t.has(key) else name

    def _columns(self, pictures: Mapping[str, tuple[int, int]]) -> Markup:
        columns = []
        for file, (width, height) in pictures.items():
            kind, _, name = file.partition("-")
            title = self._t(f"dense_prediction.strip.{kind}.{name}")
            columns.append(
                {
                    "address": f"{self._root}{FOLDER}{file}.webp",
                    "width": width,
                    "height": height,
                    "title": title,
                    "alt": self._t(f"dense_prediction.strip.{kind}.alt", title=title),
                }
            )
        return render_html("picture_strips.html.j2", self._t, columns=columns)
