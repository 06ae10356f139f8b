"""The plot of errors over the years: the challenge's entries, and the human level.

Like the other plots (`archreport.render.compare_pages.plots`) in a wide and a narrow version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.audit.claims import Claim
from archreport.render.compare_pages.error_rates import Quote, Quotes
from archreport.render.compare_pages.plots import (
    WIDE,
    Url,
    both_widths,
    field_of,
    points_along,
    trends,
)
from archreport.render.compare_pages.selection import Entry, selection
from archreport.render.drawing.scatter.axes import (
    Frame,
    Scale,
    bottom_axis,
    left_axis,
    linear_ticks,
    titles,
)
from archreport.render.drawing.scatter.labels import Box, Point, points_on
from archreport.render.drawing.scatter.marks import Dot, Shape, scatter
from archreport.render.drawing.svg import drawing, element, group, path_data, text_width
from archreport.render.words.language import Language
from archreport.report.model import Report


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


@dataclass(frozen=True)
class Entrant:
    """One published error in a year. ``key`` and ``depth`` are of the network, where it is here."""

    year: int
    name: str
    quote: Quote
    key: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Contest:
    """Entries to the challenge (ensembles, test set), single networks, and the human level."""

    entries: tuple[Entrant, ...]
    alone: tuple[Entrant, ...]
    human_lecture: Quote | None
    human_published: Quote | None

    @property
    def best(self) -> tuple[Entrant, ...]:
        """The lowest error of each year."""
        years = sorted({entry.year for entry in self.entries})
        return tuple(
            min((e for e in self.entries if e.year == year), key=lambda entry: entry.quote.error)
            for year in years
        )


def contest(reports: Mapping[str, Report], claims: Iterable[Claim], t: Language) -> Contest:
    """The contest as published. Names and depths of networks on the shelf are their reports'."""
    quotes, chosen = Quotes(claims, t), selection()

    def entrants(entries: Iterable[Entry]) -> tuple[Entrant, ...]:
        found = ((entry, quotes.get(entry.claim)) for entry in entries)
        return tuple(_entrant(entry, quote, reports) for entry, quote in found if quote)

    return Contest(
        entries=entrants(chosen.contest),
        alone=tuple(entrant for entrant in entrants(chosen.alone) if entrant.key),
        human_lecture=quotes.get(chosen.human_lecture),
        human_published=quotes.get(chosen.human_published),
    )


def _entrant(entry: Entry, quote: Quote, reports: Mapping[str, Report]) -> Entrant:
    report = reports.get(entry.of)
    if report is None:
        return Entrant(entry.year, entry.name, quote)
    name = entry.name or report.identity.title
    return Entrant(entry.year, name, quote, entry.of, report.totals.weight_layers)
