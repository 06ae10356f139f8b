"""``compare/index.md``: every network in one table, in plots, and aligned by resolution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archreport.audit.claims import Claim
from archreport.render.compare_pages import plots
from archreport.render.compare_pages.challenge import challenge_of, error_over_years
from archreport.render.compare_pages.networks import ComparedNetwork, networks_by_year
from archreport.render.compare_pages.selection import LOCAL_PAGE, pairs_of, selection
from archreport.render.compare_pages.sentences import size
from archreport.render.compare_pages.shelf_sentences import (
    better_for_less,
    human_sentences,
    size_sentences,
)
from archreport.render.compare_pages.stage_alignment import AlignedLine, aligned, scale_name
from archreport.render.model_page.tables import bars_of
from archreport.render.template import environment, front_matter, html_phrases, numbered, tidy
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report


def compare_page(reports: Iterable[Report], claims: Iterable[Claim], t: Language) -> str:
    """The whole page as Markdown. It lies beside its downloads (``compare.csv``, …).

    Networks of `selection` that are not among ``reports`` leave out their part and nothing else.
    """
    shelf = {report.identity.key: report for report in reports}
    template = environment().get_template("compare.md.j2")
    return tidy(template.render(t=html_phrases(t), **_values(shelf, tuple(claims), t)))


def model_url(key: str) -> str:
    """From ``compare/`` to a model's page."""
    return f"../models/{key}/"


def _values(shelf: Mapping[str, Report], claims: Sequence[Claim], t: Language) -> Mapping[str, Any]:
    shown = networks_by_year(shelf.values(), t, claims)
    by_key = {item.key: item for item in shown}
    families = [[by_key[key] for key in keys if key in by_key] for keys in selection().accuracy]
    challenge = challenge_of(shelf, claims, t)
    drawn = [item for family in families for item in family]
    drawings = {
        "size": plots.resources(shown, families, plots.SIZE_AND_WORK, t, model_url, "size"),
        "memory": plots.resources(shown, families, plots.MEMORY_AND_WORK, t, model_url, "mem"),
        "challenge": error_over_years(challenge, t, model_url, "years"),
        "accuracy": plots.accuracy(families, t, model_url, "acc"),
    }
    tables = (
        "networks",
        *(("error_rates",) if any(item.top5 or item.top1 for item in shown) else ()),
        *(("challenge",) if challenge.entries else ()),
        *(key for key in selection().aligned),
    )
    return {
        "front": front_matter(t("compare.title"), t("compare.description")),
        "networks": [_line(item, bars) for item, bars in zip(shown, _bars(shown), strict=True)],
        "count": formatting.number(len(shown)),
        "pairs": _pairs(by_key, t),
        "plots": drawings,
        "figure": numbered(name for name, plot in drawings.items() if plot),
        "table": numbered(tables),
        "size_says": size_sentences(shown, t),
        "human_says": human_sentences(challenge, t),
        "better_for_less": better_for_less(drawn, t),
        "quoted": [item for item in shown if item.top5 or item.top1],
        "challenge": challenge,
        "aligned": _aligned(shelf, t),
        "commands": _commands(by_key),
    }


def _bars(shown: Sequence[ComparedNetwork]) -> list[dict[str, Any]]:
    columns = {
        "params": bars_of([item.params for item in shown]),
        "macs": bars_of([item.macs for item in shown]),
        "activations": bars_of([item.activations for item in shown]),
    }
    return [{name: bars[i] for name, bars in columns.items()} for i in range(len(shown))]


def _line(item: ComparedNetwork, bars: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "item": item,
        "url": model_url(item.key),
        "bars": bars,
        "input": formatting.shape(item.shape),
        "field": formatting.field(item.field),
        "field_key": item.field.size[0] if item.field else -1,
    }


def _pairs(by_key: Mapping[str, ComparedNetwork], t: Language) -> list[Mapping[str, str]]:
    """The pages of pairs: their address, name, question and first sentence."""
    pages: list[Mapping[str, str]] = [
        {
            "url": f"{pair.slug}/",
            "older": by_key[pair.older].title,
            "newer": by_key[pair.newer].title,
            "title": t("pair.title", older=by_key[pair.older].title,
                       newer=by_key[pair.newer].title),
            "question": question(pair.slug, t),
            "size": size(by_key[pair.older], by_key[pair.newer], t),
        }
        for pair in pairs_of(by_key)
    ]  # fmt: skip
    if selection().local in by_key:
        pages.append(
            {
                "url": f"{LOCAL_PAGE}/",
                "title": t("local.title"),
                "question": t("local.question"),
                "size": "",
            }
        )
    return pages


def question(slug: str, t: Language) -> str:
    """Why two networks are set side by side."""
    key = f"pair.{slug}.question"
    return t(key) if t.has(key) else t("pair.question")


def _aligned(shelf: Mapping[str, Report], t: Language) -> list[Mapping[str, Any]]:
    """The aligned tables of which at least two networks are there."""
    tables: list[Mapping[str, Any]] = []
    for name, keys in selection().aligned.items():
        reports = [shelf[key] for key in keys if key in shelf]
        if len(reports) > 1:
            tables.append(
                {"id": name, "table": alignment(reports, t, lambda r: model_url(r.identity.key))}
            )
    return tables


def alignment(reports: Sequence[Report], t: Language, url: Any) -> Mapping[str, Any]:
    """An aligned table as the templates read it."""
    lines = aligned(reports, t)
    return {
        "heads": [(formatting.title(report, t), url(report)) for report in reports],
        "lines": [_aligned_line(line, reports, t, url) for line in lines],
        "two_ways": any(line.place.way == "up" for line in lines),
    }


def _aligned_line(
    line: AlignedLine, reports: Sequence[Report], t: Language, url: Any
) -> Mapping[str, Any]:
    way = line.place.way
    return {
        "id": line.place.id,
        "name": scale_name(line.place, t),
        "note": t(f"align.note.{way}", n=f"{line.place.jump:g}"),
        "way": t(f"align.way.{way}") if way in ("down", "up") else "",
        "cells": [(cell, url(report)) for cell, report in zip(line.cells, reports, strict=True)],
    }


def _commands(by_key: Mapping[str, ComparedNetwork]) -> tuple[str, ...]:
    """What to type: the first pair as a table and as Markdown, and a file of one's own."""
    pairs = pairs_of(by_key)
    names = (pairs[0].older, pairs[0].newer) if pairs else tuple(by_key)[:2]
    if not names:
        return ()
    return (
        command(*names),
        f"{command(*names)} --format markdown",
        command("mynet.json", names[-1]),
    )


def command(*names: str) -> str:
    """``archreport compare`` of these networks."""
    return f"archreport compare {' '.join(names)}"
