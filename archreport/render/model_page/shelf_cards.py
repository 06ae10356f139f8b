"""The shelf: one card a network, with its ribbon and three numbers, family by family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from archreport.render.drawing.ribbon.ribbon import ribbon_svg
from archreport.render.template import render_html
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

#: The shelf's families in order, each with those of `Identity.family` that it takes in.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "alexnet": ("alexnet", "zfnet"),
    "vgg": ("vgg",),
    "googlenet": ("googlenet", "inception"),
    "resnet": ("resnet",),
    "fcn": ("fcn",),
    "deepface": ("deepface",),
    "unet": ("unet", "deconvnet"),
}


@dataclass(frozen=True)
class Family:
    """Networks that belong together. ``name`` is a key of `FAMILIES`, "" for all others."""

    name: str
    reports: tuple[Report, ...]


def families(reports: Iterable[Report]) -> tuple[Family, ...]:
    """The reports by family, in the shelf's order; within one in the order given. None is lost."""
    every = tuple(reports)
    known = [
        Family(name, tuple(each for each in every if each.identity.family in members))
        for name, members in FAMILIES.items()
    ]
    held = {member for members in FAMILIES.values() for member in members}
    rest = Family("", tuple(each for each in every if each.identity.family not in held))
    return tuple(family for family in (*known, rest) if family.reports)


def shelf_by_family(reports: Sequence[Report], t: Language, url: Callable[[str], str]) -> Markup:
    """The cards of ``reports`` under a heading for each family, with the id ``family-vgg``."""
    groups = [
        {
            "name": family.name,
            "title": t(f"shelf.family.{family.name}") if family.name else t("shelf.family.others"),
            "cards": shelf_html(family.reports, t, url),
        }
        for family in families(reports)
    ]
    return render_html("shelf_families.html.j2", t, groups=groups)


def shelf_html(reports: Iterable[Report], t: Language, url: Callable[[str], str]) -> Markup:
    """The cards of ``reports``. ``url(key)`` leads to a model's page."""
    return render_html("shelf.html.j2", t, cards=[_card(report, t, url) for report in reports])


def _card(report: Report, t: Language, url: Callable[[str], str]) -> Mapping[str, object]:
    key = report.identity.key
    return {
        "url": url(key),
        "title": formatting.title(report, t),
        "year": report.identity.year or "",
        "ribbon": Markup(ribbon_svg(report, t, labels=False, prefix=f"card-{key}")),
        "params": formatting.si(report.totals.params),
        "macs": formatting.si(report.totals.macs),
        "depth": formatting.number(report.totals.weight_layers),
    }
