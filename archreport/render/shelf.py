"""The shelf: one card a network, with its ribbon and three numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup

from archreport.render import words
from archreport.render.environment import render_html
from archreport.render.language import Language
from archreport.render.ribbon import ribbon_svg
from archreport.report import Report


def shelf_html(reports: Iterable[Report], t: Language, url: Callable[[str], str]) -> Markup:
    """The cards of ``reports``. ``url(key)`` leads to a model's page."""
    return render_html("shelf.html.j2", t, cards=[_card(report, t, url) for report in reports])


def _card(report: Report, t: Language, url: Callable[[str], str]) -> Mapping[str, object]:
    key = report.identity.key
    return {
        "url": url(key),
        "title": report.identity.title,
        "year": report.identity.paper.year if report.identity.paper else "",
        "ribbon": Markup(ribbon_svg(report, t, labels=False, prefix=f"card-{key}")),
        "params": words.si(report.totals.params),
        "macs": words.si(report.totals.macs),
        "depth": words.number(report.totals.weight_layers),
    }
