"""The plot of errors over the years: the challenge's entries, and the human level.

Like the other plots (`archreport.render.compare.charts`) in a wide and a narrow version.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from archreport.render.compare.charts import (
    WIDE,
    Url,
    both_widths,
    field_of,
    points_along,
    trends,
)
from archreport.render.compare.contest import Contest, Entrant
from archreport.render.language import Language
from archreport.render.plot.axes import (
    Frame,
    Scale,
    bottom_axis,
    left_axis,
    linear_ticks,
    titles,
)
from archreport.render.plot.labels import Box, Point, points_on
from archreport.render.plot.scatter import Dot, Shape, scatter
from archreport.render.svg import drawing, element, group, path_data, text_width


def error_over_years(contest: Contest, t: Language, url: Url, prefix: str) -> Markup:
    """The challenge's errors year by year, one network alone beside them, and the human level."""
    everyone = (*contest.entries, *contest.alone)
    if len(everyone) < 2:
        return Markup()

    def draw(frame: Frame, id_: str) -> Markup:
        years = [entry.year for entry in everyone]
        left, right = frame.x_range
        x = Scale(min(years), max(years), left + 22, right - (125 if frame is WIDE else 34))
        highest = max(float(entry.quote.error) for entry in everyone)
        y = Scale(0, highest * 1.06, *frame.y_range)
        places = {
            entry: (x(entry.year) + shift, y(float(entry.quote.error)))
            for entry, shift in _shifts(everyone, 15 if frame is WIDE else 8).items()
        }
        lines = [[places[entry] for entry in contest.best]]
        dots = [
            _entrant_dot(entry, places[entry], t, url, entry in contest.entries, frame is WIDE)
            for entry in everyone
        ]
        human, walls, levels = _human(contest, frame, y, t)
        return drawing(
            frame.width,
            frame.height,
            bottom_axis(frame, x, linear_ticks(x, 1), lambda year: f"{year:.0f}"),
            left_axis(frame, y, linear_ticks(y, 5), lambda error: f"{error:.0f}"),
            titles(frame, t("plot.year"), t("plot.top5")),
            human,
            trends(lines),
            scatter(dots, field_of(frame), walls, points_along(lines) + levels),
            class_="plot",
            prefix=id_,
            title=t("plot.contest"),
            description=t("plot.contest.table"),
        )

    return both_widths(draw, prefix)


def _shifts(everyone: Sequence[Entrant], apart: float) -> dict[Entrant, float]:
    """Marks of one year stand side by side, ``apart`` from each other, around the year."""
    found: dict[Entrant, float] = {}
    for year in {entry.year for entry in everyone}:
        same = [entry for entry in everyone if entry.year == year]
        for number, entry in enumerate(same):
            found[entry] = (number - (len(same) - 1) / 2) * apart
    return found


def _entrant_dot(
    entry: Entrant,
    place: tuple[float, float],
    t: Language,
    url: Url,
    taking_part: bool,
    wide: bool,
) -> Dot:
    """A narrow plot labels the entries alone, without their depth."""
    error = entry.quote.short
    label = f"{entry.name} {error}" if wide or taking_part else ""
    if wide and taking_part and entry.depth:
        label = t("plot.entry.label", name=entry.name, error=error, n=entry.depth)
    said = t(
        "plot.entry" if taking_part else "plot.alone",
        name=entry.name,
        year=entry.year,
        error=error,
    )
    tone = "tone-entry" if taking_part else "tone-alone"
    shape: Shape = "circle" if taking_part else "diamond"
    href = url(entry.key) if entry.key else ""
    return Dot(*place, 5.0 if taking_part else 4.0, label, said, shape, tone, href)


def _human(
    contest: Contest, frame: Frame, y: Scale, t: Language
) -> tuple[Markup, list[Box], list[Point]]:
    """The two human levels with their labels; where no other label may, and none should, stand."""
    left, right = frame.x_range
    lines: list[Markup] = []
    walls: list[Box] = []
    levels: list[Point] = []
    places = (
        (contest.human_published, "human", "plot.human.published", -6.0),
        (contest.human_lecture, "human lecture", "plot.human.lecture", 14.0),
    )
    for quote, class_, key, shift in places:
        if quote is None:
            continue
        at = y(float(quote.error))
        text = t(key, error=quote.text)
        lines.append(element("path", class_=class_, d=path_data("M", left, at, "H", right)))
        lines.append(element("text", text, class_="t-sub halo", x=left + 4, y=at + shift))
        walls.append(Box(left, at + shift - 10, text_width(text, 10) + 8, 13))
        levels += points_on([(left, at), (right, at)])
    return group(lines), walls, levels
