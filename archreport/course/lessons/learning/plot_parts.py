"""The axes that this chapter's plots share, wide enough for a phone, and lines in three kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.course.lessons.figure_parts import line
from archreport.render.drawing.geometry import Point
from archreport.render.drawing.scatter.axes import (
    AxisScale,
    PlotFrame,
    bottom_axis,
    left_axis,
    linear_ticks,
    titles,
)
from archreport.render.drawing.svg import group
from archreport.render.words import formatting

FRAME = PlotFrame(width=350, height=228, left=34, right=10, top=22, bottom=38)


@dataclass(frozen=True)
class Plot:
    """The field of a plot: two scales, and the axes drawn."""

    across: AxisScale
    up: AxisScale
    axes: Markup

    def at(self, x: float, y: float) -> Point:
        """Where a pair of values lies in the drawing."""
        return self.across(x), self.up(y)

    def curve(self, values: Iterable[tuple[float, float]], kind: str) -> Markup:
        """A line through pairs of values; ``kind`` names classes of `ideas.css`: "c2 train"."""
        return line((self.at(x, y) for x, y in values), kind=f"curve {kind}")


def plot(
    xs: tuple[float, float], ys: tuple[float, float], steps: tuple[float, float],
    names: tuple[str, str], text: Callable[[float], str] = formatting.number,
) -> Plot:  # fmt: skip
    """Axes from ``xs[0]`` to ``xs[1]`` and ``ys[0]`` to ``ys[1]``, a tick every ``steps``.

    ``names`` say what the axes mean, across and up.
    """
    across = AxisScale(*xs, *FRAME.x_range)
    up = AxisScale(*ys, *FRAME.y_range)

    def ticks(scale: AxisScale, step: float) -> Sequence[float]:
        return [round(value, 6) for value in linear_ticks(scale, step)]

    return Plot(
        across, up,
        group((
            bottom_axis(FRAME, across, ticks(across, steps[0]), text),
            left_axis(FRAME, up, ticks(up, steps[1]), text),
            titles(FRAME, *names),
        )),
    )  # fmt: skip
