"""``compare/<older>-<newer>/index.md``: two networks side by side, and what tells them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archreport.audit.claims import Claim
from archreport.reading.totals import largest_row
from archreport.render.compare_pages.error_rates import ErrorRates
from archreport.render.compare_pages.index import alignment, command, question
from archreport.render.compare_pages.layer_kinds import KindCount, kind_counts, kind_shares
from archreport.render.compare_pages.networks import ComparedNetwork, network_of
from archreport.render.compare_pages.quantities import Quantity, quantities
from archreport.render.compare_pages.ratios import proportion
from archreport.render.compare_pages.sentences import listed, sentences
from archreport.render.drawing.ribbon.several import ribbon_pair
from archreport.render.template import environment, front_matter, html_phrases, tidy
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Report

#: The quantities of the strip under the ribbons.
STRIP = ("params", "macs", "activations", "depth", "field", "top5")


def pair_page(older: Report, newer: Report, claims: Iterable[Claim], t: Language) -> str:
    """The whole page as Markdown; ``newer`` is seen from ``older``."""
    rates = ErrorRates(claims, t)
    shown = network_of(older, t, rates), network_of(newer, t, rates)
    template = environment().get_template("pair.md.j2")
    return tidy(template.render(t=html_phrases(t), **_values(shown, t)))


def model_url(report: Report) -> str:
    """From ``compare/<pair>/`` to a model's page."""
    return f"../../models/{report.identity.key}/"


def _values(shown: tuple[ComparedNetwork, ComparedNetwork], t: Language) -> Mapping[str, Any]:
    older, newer = shown
    reports = older.report, newer.report
    slug = f"{older.key}-{newer.key}"
    title = t("pair.title", older=older.title, newer=newer.title)
    lesson = f"pair.{slug}.lesson"
    lines = quantities(shown, t)
    table = alignment(reports, t, model_url)
    counts = kind_counts(reports, t)
    return {
        "front": front_matter(title, question(slug, t)),
        "title": title,
        "question": question(slug, t),
        "lesson": t(lesson) if t.has(lesson) else "",
        "shown": [(item, model_url(item.report)) for item in shown],
        "ribbons": ribbon_pair(reports, t, model_url),
        "strip": [_fact(line, t) for line in lines if line.key in STRIP],
        "sentences": sentences(older, newer, t),
        "quantities": [(line, line.label(t), line.proportion()) for line in lines],
        "alignment": {**table, "ratios": _ratios(table["lines"])},
        "counts": [(count, _difference(count)) for count in counts],
        "kinds_say": kinds_sentence(counts, older, newer, t),
        "shares": kind_shares(reports),
        "largest": [_largest(item) for item in shown],
        "command": command(older.key, newer.key),
    }


def _fact(line: Quantity, t: Language) -> Mapping[str, str]:
    """How many times more or fewer, and the two numbers."""
    older, newer = line.values
    texts = line.texts
    if line.key in ("params", "macs", "activations"):
        texts = tuple(formatting.si(value or 0) for value in line.values)
    return {
        "key": line.key,
        "label": t(f"pair.fact.{line.key}"),
        "value": _times(older, newer),
        "note": t("pair.fact", older=texts[0], newer=texts[1]),
    }


def _times(older: float | None, newer: float | None) -> str:
    """ "× 2.27", "÷ 6.59" or "= 1"; "–" where a number is missing."""
    if not older or not newer:
        return formatting.NONE
    parts = proportion(older, newer).replace(formatting.NBSP, "").split(":")
    if parts[0] == parts[1]:
        return f"={formatting.NBSP}1"
    if parts[0].startswith("≈"):
        return f"≈{formatting.NBSP}1"
    sign, factor = ("×", parts[1]) if newer > older else ("÷", parts[0])
    return f"{sign}{formatting.NBSP}{factor}"


def _ratios(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """The MACs of the two at each scale, as a proportion."""
    ratios = []
    for line in lines:
        cells = [cell for cell, _ in line["cells"]]
        both = all(cells)
        ratios.append(proportion(cells[0].macs, cells[1].macs) if both else formatting.NONE)
    return ratios


def _difference(count: KindCount) -> str:
    """ "=", "+5" or "−3": the second network against the first."""
    difference = count.counts[1] - count.counts[0]
    return "=" if not difference else f"{difference:+d}".replace("-", "−")


def kinds_sentence(
    counts: Sequence[KindCount], older: ComparedNetwork, newer: ComparedNetwork, t: Language
) -> tuple[str, ...]:
    """Which kinds of layer both have, and which only one of them."""
    both = [count.name for count in counts if all(count.counts)]
    only_older = [count.name for count in counts if not count.counts[1]]
    only_newer = [count.name for count in counts if not count.counts[0]]
    said = (
        ("pair.kinds.both", both, ""),
        ("pair.kinds.only", only_older, older.title),
        ("pair.kinds.only", only_newer, newer.title),
    )
    return tuple(
        formatting.spaced(t(key, names=listed(names, t), name=name))
        for key, names, name in said
        if names
    )


def _largest(item: ComparedNetwork) -> Mapping[str, str]:
    row = largest_row(item.report, "param_count")
    if row is None:
        return {"row": "", "share": formatting.NONE, "href": ""}
    share = formatting.percent(row.param_count / item.params)
    return {"row": row.id, "share": share, "href": f"{model_url(item.report)}#{row.id}"}
