"""One line for each network: the rows of the comparison's table, of its downloads and its plots."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import prod

from archreport.audit.claims import Claim
from archreport.reading.stages import side_stages
from archreport.reading.totals import input_shape
from archreport.render.compare_pages.error_rates import ErrorRate, ErrorRates
from archreport.render.compare_pages.selection import selection
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import ReceptiveField, Report, Shape


@dataclass(frozen=True)
class ComparedNetwork:
    """What is compared of one network. ``shape`` is its input, batch included.

    ``field`` is the largest receptive field of any convolution that leads to the main output: that
    of the last one, through its widest branch.
    """

    report: Report
    key: str
    title: str
    variant: str
    year: int | None
    task: str
    params: int
    macs: int
    activations: int
    depth: int
    shape: Shape
    field: ReceptiveField | None
    top5: ErrorRate | None
    top1: ErrorRate | None

    @property
    def pixels(self) -> int:
        """Input positions: height times width, 1 where there are none."""
        return max(1, prod(self.shape[2:]))

    @property
    def macs_per_pixel(self) -> float:
        return self.macs / self.pixels

    @property
    def macs_per_param(self) -> float:
        """How often a parameter is used in one pass, on average. 0 without parameters."""
        return self.macs / self.params if self.params else 0.0


def networks_by_year(
    reports: Iterable[Report], t: Language, claims: Iterable[Claim] = ()
) -> tuple[ComparedNetwork, ...]:
    """All networks by year, those of one year in the order given; without a year last."""
    rates = ErrorRates(claims, t)
    networks = [network_of(report, t, rates) for report in reports]
    return tuple(sorted(networks, key=lambda item: (item.year is None, item.year or 0)))


def side_by_side(
    reports: Sequence[Report], t: Language, claims: Iterable[Claim] = ()
) -> tuple[ComparedNetwork, ...]:
    """The networks in the order given, each with a title of its own."""
    rates = ErrorRates(claims, t)
    return tuple(
        replace(network_of(report, t, rates), title=title)
        for report, title in zip(reports, unique_titles(reports, t), strict=True)
    )


def network_of(report: Report, t: Language, rates: ErrorRates) -> ComparedNetwork:
    """The line of one network."""
    identity, totals, chosen = report.identity, report.totals, selection()
    return ComparedNetwork(
        report=report,
        key=identity.key,
        title=formatting.title(report, t),
        variant=formatting.variant(identity, t),
        year=identity.year,
        task=identity.task,
        params=totals.params,
        macs=totals.macs,
        activations=totals.activations,
        depth=totals.weight_layers,
        shape=input_shape(report),
        field=last_field(report),
        top5=rates.get(chosen.top5.get(identity.key, "")),
        top1=rates.get(chosen.top1.get(identity.key, "")),
    )


def last_field(report: Report) -> ReceptiveField | None:
    """The receptive field at the last convolution; None for a network without one."""
    sides = side_stages(report)
    fields = [
        row.receptive
        for row in report.rows
        if row.kind in ("conv", "local") and row.receptive and row.stage not in sides
    ]
    return max(fields, key=_extent, default=None)


def _extent(field: ReceptiveField) -> int:
    return math.prod(field.size)


def unique_titles(reports: Sequence[Report], t: Language) -> tuple[str, ...]:
    """A name for each report that tells it from the others: "Net", "Net (2)"."""
    names: list[str] = []
    for report in reports:
        title, number = formatting.title(report, t), 2
        name = title
        while name in names:
            name, number = f"{title} ({number})", number + 1
        names.append(name)
    return tuple(names)
