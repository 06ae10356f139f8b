"""The plot of errors over the years: the challenge's entries, and the human level.

Like the other plots (`archreport.render.compare_pages.plots`) in a wide and a narrow version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.audit.claims import Claim
from archreport.render.compare_pages.error_rates import ErrorRate, ErrorRates
from archreport.render.compare_pages.plots import (
    WIDE,
    Url,
    both_widths,
    field_of,
    points_along,
    trends,
)
from archreport.render.compare_pages.selection import SelectedEntry, selection
from archreport.render.drawing.geometry import Point, Rectangle
from archreport.render.drawing.scatter.axes import (
    AxisScale,
    PlotFrame,
    bottom_axis,
    left_axis,
    linear_ticks,
    titles,
)
from archreport.render.drawing.scatter.labels import points_on
from archreport.render.drawing.scatter.marks import Dot, MarkShape, scatter
from archreport.render.drawing.svg import drawing, element, group, path_data, text_width
from archreport.render.words.language import Language
from archreport.report.model import Report


def error_over_years(challenge: Challenge, t: Language, url: Url, prefix: str) -> Markup:
    """The challenge's errors year by year, one network alone beside them, and the human level."""
    everyone = (*challenge.entries, *challenge.alone)
    if len(everyone) < 2:
        return Markup()

    def draw(frame: PlotFrame, id_: str) -> Markup:
        years = [entry.year for entry in everyone]
        left, right = frame.x_range
        x = AxisScale(min(years), max(years), left + 22, right - (125 if frame is WIDE else 34))
        highest = max(float(entry.rate.error) for entry in everyone)
        y = AxisScale(0, highest * 1.06, *frame.y_range)
        places = {
            entry: (x(entry.year) + shift, y(float(entry.rate.error)))
            for entry, shift in _shifts(everyone, 15 if frame is WIDE else 8).items()
        }
        lines = [[places[entry] for entry in challenge.best]]
        dots = [
            _entry_dot(entry, places[entry], t, url, entry in challenge.entries, frame is WIDE)
            for entry in everyone
        ]
        human, walls, levels = _human(challenge, frame, y, t)
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


def _shifts(everyone: Sequence[ChallengeEntry], apart: float) -> dict[ChallengeEntry, float]:
    """Marks of one year lie side by side, ``apart`` from each other, around the year."""
    shifts: dict[ChallengeEntry, float] = {}
    for year in {entry.year for entry in everyone}:
        same = [entry for entry in everyone if entry.year == year]
        for number, entry in enumerate(same):
            shifts[entry] = (number - (len(same) - 1) / 2) * apart
    return shifts


def _entry_dot(
    entry: ChallengeEntry,
    place: tuple[float, float],
    t: Language,
    url: Url,
    taking_part: bool,
    wide: bool,
) -> Dot:
    """A narrow plot labels the entries alone, without their depth."""
    error = entry.rate.short
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
    shape: MarkShape = "circle" if taking_part else "diamond"
    href = url(entry.key) if entry.key else ""
    return Dot(*place, 5.0 if taking_part else 4.0, label, said, shape, tone, href)


def _human(
    challenge: Challenge, frame: PlotFrame, y: AxisScale, t: Language
) -> tuple[Markup, list[Rectangle], list[Point]]:
    """The two human levels with their labels; where no other label may, and none should, lie."""
    left, right = frame.x_range
    lines: list[Markup] = []
    walls: list[Rectangle] = []
    levels: list[Point] = []
    places = (
        (challenge.human_published, "human", "plot.human.published", -6.0),
        (challenge.human_lecture, "human lecture", "plot.human.lecture", 14.0),
    )
    for rate, class_, key, shift in places:
        if rate is None:
            continue
        at = y(float(rate.error))
        text = t(key, error=rate.text)
        lines.append(element("path", class_=class_, d=path_data("M", left, at, "H", right)))
        lines.append(element("text", text, class_="t-sub halo", x=left + 4, y=at + shift))
        walls.append(Rectangle(left, at + shift - 10, text_width(text, 10) + 8, 13))
        levels += points_on([(left, at), (right, at)])
    return group(lines), walls, levels


@dataclass(frozen=True)
class ChallengeEntry:
    """One published error in a year. ``key`` and ``depth`` are of the network, where it is here."""

    year: int
    name: str
    rate: ErrorRate
    key: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Challenge:
    """Entries to the challenge (ensembles, test set), single networks, and the human level.

    ``outside`` are ensembles on its test set that took no part, in the order of their papers.
    """

    entries: tuple[ChallengeEntry, ...]
    outside: tuple[ChallengeEntry, ...]
    alone: tuple[ChallengeEntry, ...]
    human_lecture: ErrorRate | None
    human_published: ErrorRate | None

    @property
    def best(self) -> tuple[ChallengeEntry, ...]:
        """The lowest error of each year."""
        years = sorted({entry.year for entry in self.entries})
        return tuple(
            min((e for e in self.entries if e.year == year), key=lambda entry: entry.rate.error)
            for year in years
        )


def challenge_of(reports: Mapping[str, Report], claims: Iterable[Claim], t: Language) -> Challenge:
    """The challenge as published. Names and depths of networks on the shelf are their reports'."""
    rates, chosen = ErrorRates(claims, t), selection()

    def entries_of(entries: Iterable[SelectedEntry]) -> tuple[ChallengeEntry, ...]:
        rated = ((entry, rates.get(entry.claim)) for entry in entries)
        return tuple(_entry_of(entry, rate, reports) for entry, rate in rated if rate)

    return Challenge(
        entries=entries_of(chosen.challenge),
        outside=entries_of(chosen.outside),
        alone=tuple(entry for entry in entries_of(chosen.alone) if entry.key),
        human_lecture=rates.get(chosen.human_lecture),
        human_published=rates.get(chosen.human_published),
    )


def _entry_of(
    entry: SelectedEntry, rate: ErrorRate, reports: Mapping[str, Report]
) -> ChallengeEntry:
    report = reports.get(entry.of)
    if report is None:
        return ChallengeEntry(entry.year, entry.name, rate)
    name = entry.name or report.identity.title
    return ChallengeEntry(entry.year, name, rate, entry.of, report.totals.weight_layers)
