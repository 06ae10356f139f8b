"""Scales and their axes.

A scale turns a value into a place along a line. Logarithmic scales have ticks at 1, 2 and 5 of each
decade, or at 1 alone where there is little room.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.render.drawing.svg import element, group, path_data, text_width

NumberText = Callable[[float], str]
TICK = 10  # font size of the numbers, in units


@dataclass(frozen=True)
class AxisScale:
    """``value`` between ``low`` and ``high`` to a place between ``start`` and ``end``."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        low, high, at = self.low, self.high, value
        if self.log:
            low, high, at = math.log10(low), math.log10(high), math.log10(value)
        part = (at - low) / (high - low) if high != low else 0.5
        return self.start + part * (self.end - self.start)


@dataclass(frozen=True)
class PlotFrame:
    """The room of a plot: the whole drawing, and the margins around the field of the data."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def x_range(self) -> tuple[float, float]:
        return self.left, self.width - self.right

    @property
    def y_range(self) -> tuple[float, float]:
        """From the bottom up."""
        return self.height - self.bottom, self.top


def log_scale(values: Sequence[float], start: float, end: float, room: float = 0.07) -> AxisScale:
    """A scale that leaves a part ``room`` of its length free at both ends."""
    low, high = math.log10(min(values)), math.log10(max(values))
    margin = max((high - low) * room, 0.05)
    return AxisScale(10 ** (low - margin), 10 ** (high + margin), start, end, log=True)


def log_ticks(scale: AxisScale, most: int) -> list[float]:
    """1, 2 and 5 of each decade inside the scale, or fewer where they are more than ``most``."""
    for steps in ((1, 2, 5), (1, 3), (1,)):
        decades = range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1)
        ticks = [step * 10.0**decade for decade in decades for step in steps]
        inside = [value for value in ticks if scale.low <= value <= scale.high]
        if len(inside) <= most:
            return inside
    return inside


def linear_ticks(scale: AxisScale, step: float) -> list[float]:
    """The multiples of ``step`` inside the scale."""
    first, last = math.ceil(scale.low / step - 1e-9), math.floor(scale.high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def bottom_axis(
    frame: PlotFrame, scale: AxisScale, ticks: Sequence[float], text: NumberText
) -> Markup:
    """Vertical grid lines with their numbers below; a number that would touch another is left out.

    The lines run through the whole field.
    """
    base, top = frame.y_range
    parts: list[Markup] = []
    free_from = -math.inf
    for value in ticks:
        x, label = scale(value), text(value)
        half = text_width(label, TICK) / 2
        parts.append(element("path", class_="grid", d=path_data("M", x, top, "V", base)))
        if x - half > free_from:
            parts.append(
                element("text", label, class_="t-sub", x=x, y=base + 16, text_anchor="middle")
            )
            free_from = x + half + 6
    return group(parts)


def left_axis(
    frame: PlotFrame, scale: AxisScale, ticks: Sequence[float], text: NumberText
) -> Markup:
    """Horizontal grid lines with their numbers at the left."""
    left, right = frame.x_range
    return group(
        element("path", class_="grid", d=path_data("M", left, y, "H", right))
        + element("text", text(value), class_="t-sub", x=left - 7, y=y + 3.5, text_anchor="end")
        for value in ticks
        for y in [scale(value)]
    )


def titles(frame: PlotFrame, across: str, up: str) -> Markup:
    """What the axes mean: along the bottom right, and above the left axis."""
    return element(
        "text", across, class_="t-node", x=frame.width - 2, y=frame.height - 4, text_anchor="end"
    ) + element("text", up, class_="t-node", x=0, y=10)
