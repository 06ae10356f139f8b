"""The plots of the comparison page over all networks, each in a wide and a narrow version.

* parameters against MACs, and activations against MACs: two resources each, both axes logarithmic
* top-1 accuracy against MACs, with the circle's area for the parameters

The tables of the page hold every number, so a mark without room for its label loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.render.compare_pages.networks import ComparedNetwork
from archreport.render.drawing.geometry import Point, Rectangle
from archreport.render.drawing.lines import through
from archreport.render.drawing.scatter.axes import (
    AxisScale,
    PlotFrame,
    bottom_axis,
    left_axis,
    linear_ticks,
    log_scale,
    log_ticks,
    titles,
)
from archreport.render.drawing.scatter.labels import points_on
from archreport.render.drawing.scatter.marks import Dot, MarkShape, radius, scatter
from archreport.render.drawing.svg import drawing, element, group, wide_and_narrow
from archreport.render.words import formatting
from archreport.render.words.language import Language

Url = Callable[[str], str]

WIDE = PlotFrame(width=900, height=470, left=52, right=10, top=20, bottom=38)
NARROW = PlotFrame(width=350, height=430, left=40, right=4, top=20, bottom=38)

#: MarkShape and colour of a mark, by the network's task.
SHAPES: Mapping[str, tuple[MarkShape, str]] = {
    "classification": ("circle", "tone-image"),
    "segmentation": ("square", "tone-pixel"),
    "verification": ("diamond", "tone-face"),
}
_OTHER: tuple[MarkShape, str] = ("circle", "tone-image")


@dataclass(frozen=True)
class Axis:
    """One quantity of a plot, and how it is written on its axis."""

    key: str
    of: Callable[[ComparedNetwork], float]


PARAMS = Axis("params", lambda item: item.params)
MACS = Axis("macs", lambda item: item.macs)
ACTIVATIONS = Axis("activations", lambda item: item.activations)


def both_widths(draw: Callable[[PlotFrame, str], Markup], prefix: str) -> Markup:
    """The wide version and the phone's, of which one is shown."""
    return wide_and_narrow(draw(WIDE, prefix), draw(NARROW, f"{prefix}v"))


# -- two resources -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Resources:
    """Which quantity goes across, which up, and which is the area of a mark."""

    across: Axis
    up: Axis
    area: Axis


SIZE_AND_WORK = Resources(PARAMS, MACS, ACTIVATIONS)
MEMORY_AND_WORK = Resources(ACTIVATIONS, MACS, PARAMS)


def resources(
    shown: Sequence[ComparedNetwork],
    families: Sequence[Sequence[ComparedNetwork]],
    axes: Resources,
    t: Language,
    url: Url,
    prefix: str,
) -> Markup:
    """Two resources on logarithmic axes; a line joins one family, from shallow to deep."""
    across, up, area = axes.across, axes.up, axes.area
    counted = [item for item in shown if across.of(item) and up.of(item)]
    if len(counted) < 2:
        return Markup()

    def draw(frame: PlotFrame, id_: str) -> Markup:
        x = log_scale([across.of(item) for item in counted], *frame.x_range)
        y = log_scale([up.of(item) for item in counted], *frame.y_range)
        largest = max(area.of(item) for item in counted)
        most = 19.0 if frame is WIDE else 11.0
        dots = [
            _resource_dot(item, x, y, axes, radius(area.of(item), largest, most), t, url)
            for item in by_importance(counted)
        ]
        lines = _lines(families, lambda item: (x(across.of(item)), y(up.of(item))))
        return drawing(
            frame.width,
            frame.height,
            bottom_axis(frame, x, log_ticks(x, 9 if frame is WIDE else 6), si),
            left_axis(frame, y, log_ticks(y, 10), si),
            titles(frame, *_titles(across, up, t)),
            trends(lines),
            scatter(dots, field_of(frame), lines=points_along(lines)),
            class_="plot",
            prefix=id_,
            title=t("plot.resources", across=t(f"plot.{across.key}"), up=t(f"plot.{up.key}")),
            description=t("plot.table"),
        )

    return both_widths(draw, prefix)


def _titles(across: Axis, up: Axis, t: Language) -> tuple[str, str]:
    return (
        t("plot.log.across", name=t(f"plot.{across.key}")),
        t("plot.log.up", name=t(f"plot.{up.key}")),
    )


def _resource_dot(
    item: ComparedNetwork,
    x: AxisScale,
    y: AxisScale,
    axes: Resources,
    size: float,
    t: Language,
    url: Url,
) -> Dot:
    across, up = axes.across, axes.up
    shape, tone = SHAPES.get(item.task, _OTHER)
    said = t(
        "plot.said",
        name=item.title,
        across=si(across.of(item)),
        across_what=t(f"plot.{across.key}"),
        up=si(up.of(item)),
        up_what=t(f"plot.{up.key}"),
    )
    place = x(across.of(item)), y(up.of(item))
    return Dot(*place, size, item.title, said, shape, tone, url(item.key) if item.key else "")


def by_importance(shown: Sequence[ComparedNetwork]) -> list[ComparedNetwork]:
    """Who is labelled first: short names, which are the papers' own networks."""
    return sorted(shown, key=lambda item: len(item.title) > 12)


# -- accuracy against work -----------------------------------------------------------------------


def accuracy(
    families: Sequence[Sequence[ComparedNetwork]], t: Language, url: Url, prefix: str
) -> Markup:
    """Top-1 accuracy of one crop against MACs; a line joins one family, from shallow to deep."""
    quoted = [[item for item in family if item.top1] for family in families]
    everyone = [item for family in quoted for item in family]
    if len(everyone) < 2:
        return Markup()

    def draw(frame: PlotFrame, id_: str) -> Markup:
        x = log_scale([item.macs for item in everyone], *frame.x_range)
        accuracies = [_accuracy(item) for item in everyone]
        y = AxisScale(min(accuracies) - 4, max(accuracies) + 4, *frame.y_range)
        largest = max(item.params for item in everyone)
        most = 26.0 if frame is WIDE else 15.0
        dots = [
            _accuracy_dot(item, x, y, radius(item.params, largest, most), t, url)
            for item in everyone
        ]
        lines = _lines(quoted, lambda item: (x(item.macs), y(_accuracy(item))))
        return drawing(
            frame.width,
            frame.height,
            bottom_axis(frame, x, log_ticks(x, 9 if frame is WIDE else 6), si),
            left_axis(frame, y, linear_ticks(y, 5), lambda value: f"{value:.0f}"),
            titles(frame, t("plot.log.across", name=t("plot.macs")), t("plot.top1")),
            trends(lines),
            scatter(dots, field_of(frame), lines=points_along(lines)),
            class_="plot",
            prefix=id_,
            title=t("plot.accuracy"),
            description=t("plot.accuracy.table"),
        )

    return both_widths(draw, prefix)


def _accuracy(item: ComparedNetwork) -> float:
    return float(100 - item.top1.error) if item.top1 else 0.0


def _accuracy_dot(
    item: ComparedNetwork, x: AxisScale, y: AxisScale, size: float, t: Language, url: Url
) -> Dot:
    assert item.top1 is not None
    said = t(
        "plot.accuracy.said",
        name=item.title,
        accuracy=item.top1.accuracy_short,
        macs=si(item.macs),
        params=si(item.params),
    )
    shape, tone = SHAPES.get(item.task, _OTHER)
    return Dot(x(item.macs), y(_accuracy(item)), size, item.title, said, shape, tone, url(item.key))


# -- shared --------------------------------------------------------------------------------------


def _lines(
    families: Sequence[Sequence[ComparedNetwork]], place: Callable[[ComparedNetwork], Point]
) -> list[list[Point]]:
    """The corners of a line through each family that has more than one member."""
    return [[place(item) for item in family] for family in families if len(family) > 1]


def trends(lines: Sequence[Sequence[Point]]) -> Markup:
    return group(element("path", class_="trend", d=through(line)) for line in lines)


def points_along(lines: Sequence[Sequence[Point]]) -> list[Point]:
    """Points on the lines, where labels should not lie."""
    return [point for line in lines for point in points_on(line)]


def field_of(frame: PlotFrame) -> Rectangle:
    """Where labels may lie: the field of the data."""
    left, right = frame.x_range
    base, top = frame.y_range
    return Rectangle(left + 2, top - 4, right - left - 2, base - top + 2)


def si(value: float) -> str:
    """A round number with a prefix and as few digits as it needs: "500 M", "1.58 G"."""
    scaled, prefix = float(value), ""
    for bigger in ("k", "M", "G", "T"):
        if scaled < 999.5:
            break
        scaled, prefix = scaled / 1000, bigger
    text = f"{float(f'{scaled:.3g}'):g}"
    return f"{text}{formatting.NBSP}{prefix}" if prefix else text
