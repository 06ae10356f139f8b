"""The pictures of chapter 7's experiments, side by side with their controls, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.course.kit.emoji import CLASSES, CLASSES_ZH
from archreport.course.lessons.inside_vgg.measured import Measured
from archreport.course.lessons.page import LessonPage
from archreport.render.template import render_html
from archreport.render.words import formatting

FOLDER = "assets/inside-vgg/"


@dataclass(frozen=True)
class Picture:
    """One file, its size in pixels, what it is called and what it shows."""

    address: str
    width: int
    height: int
    title: str
    alt: str


@dataclass(frozen=True)
class Line:
    """Pictures beside each other under one name; the name may be empty."""

    name: str
    pictures: Sequence[Picture]


class Pictures:
    """``pictures.NAME()`` in the lesson: what stands in a figure."""

    def __init__(self, page: LessonPage, measured: Measured) -> None:
        self._t, self._root, self._measured = page.t, page.root, measured

    def filters(self) -> Markup:
        """The kernels of conv1_1, learned and untrained."""
        return self._grid([self._pair("", "filters")])

    def maps(self) -> Markup:
        """The strongest maps of each stage for one photograph, learned and untrained."""
        rows = [stage.row for stage in self._measured.stages]
        return self._grid([self._pair(row, f"maps-{row}", row=row) for row in rows])

    def nearest(self) -> Markup:
        """Test pictures and their nearest, by three kinds of vectors."""
        return self._grid(
            [Line("", [self._picture(f"nearest-{name}", name)
                       for name in ("learned", "untrained", "pixels")])]
        )  # fmt: skip

    def looking(self) -> Markup:
        """Pictures, and four heat maps of each, of the learned network and of one that has learned
        nothing."""
        lines = [Line("", [self._picture("looking-pictures", "pictures")])]
        for name in self._measured.maps:
            told = {"method": self.method(name)}
            lines.append(
                Line(self.method(name), [self._picture(f"looking-{name}-{which}", which, **told)
                                         for which in ("learned", "nothing")])
            )  # fmt: skip
        return self._grid(lines)

    def answers(self) -> Markup:
        """Four test pictures with their five best classes."""
        cards = [
            {
                "picture": self._picture(f"answer-{number}", "answer", name=self._class(one.label)),
                "label": self._class(one.label),
                "right": one.best[0] == one.label,
                "best": [
                    (self._class(index), share, formatting.percent(share))
                    for index, share in zip(one.best, one.shares, strict=True)
                ],
            }
            for number, one in enumerate(self._measured.answers)
        ]
        return render_html("inside_vgg_answers.html.j2", self._t, cards=cards)

    def method(self, name: str) -> str:
        """The name of a kind of heat map, of a control or of a map without a network."""
        return self._t(f"inside_vgg.method.{name}")

    def _class(self, label: int) -> str:
        return (CLASSES_ZH if self._t.code == "zh" else CLASSES)[label]

    def _pair(self, name: str, stem: str, **told: str) -> Line:
        return Line(name, [self._picture(f"{stem}-{which}", which, **told)
                           for which in ("learned", "untrained")])  # fmt: skip

    def _picture(self, file: str, title: str, **told: str) -> Picture:
        width, height = self._measured.pictures[file]
        kind = file.partition("-")[0]
        return Picture(
            f"{self._root}{FOLDER}{file}.webp",
            width,
            height,
            self._t(f"inside_vgg.sheet.{title}") if title != "answer" else "",
            self._t(f"inside_vgg.alt.{kind}.{title}", **told),
        )

    def _grid(self, lines: Sequence[Line]) -> Markup:
        return render_html("inside_vgg_sheets.html.j2", self._t, lines=lines)
