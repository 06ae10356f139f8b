"""Two networks compared in sentences. Every number in them is computed from the two reports.

The newer network is seen from the older one: "ResNet-34 has 6.6 times fewer parameters than VGG-19
and 5.4 times fewer MACs."
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archreport.reading.totals import largest_row
from archreport.render.compare_pages.error_rates import ErrorRate
from archreport.render.compare_pages.layer_kinds import KindShare, kind_shares
from archreport.render.compare_pages.networks import ComparedNetwork
from archreport.render.compare_pages.ratios import Ratio, compared, figure
from archreport.render.words import formatting
from archreport.render.words.language import Language

APART = 0.1  # shares that differ by this much are told apart
MOST = 0.5  # from this share on, "most"


@dataclass(frozen=True)
class Said:
    """One or two sentences about one thing; ``topic`` is the end of a phrase's key."""

    topic: str
    text: str


def sentences(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> tuple[Said, ...]:
    """All that can be said of the two, the sizes first."""
    said = (
        ("size", size(older, newer, t)),
        ("where", f"{where(older, newer, t)}{t('say.space')}{largest(older, newer, t)}".strip()),
        ("reuse", reuse(older, newer, t)),
        ("memory", memory(older, newer, t)),
        ("depth", f"{depth(older, newer, t)}{t('say.space')}{field(older, newer, t)}".strip()),
        ("input", inputs(older, newer, t)),
        ("error", errors(older, newer, t)),
    )
    return tuple(Said(topic, text) for topic, text in said if text)


def said_of(shown: Sequence[ComparedNetwork], t: Language) -> tuple[tuple[str, str], ...]:
    """Topic and sentence: all of them for two networks, the sizes for more."""
    first, *others = shown
    if len(others) == 1:
        return tuple(
            (t(f"say.topic.{said.topic}"), said.text) for said in sentences(first, others[0], t)
        )
    return tuple((other.title, size(first, other, t)) for other in others)


def size(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> str:
    """Parameters and MACs."""
    ratios = (
        ("params", compared(newer.params, older.params)),
        ("macs", compared(newer.macs, older.macs)),
    )
    return t("say.size", newer=newer.title, clauses=clauses(ratios, older.title, t))


def clauses(ratios: Sequence[tuple[str, Ratio]], other: str, t: Language) -> str:
    """ "6.6 times fewer parameters than VGG-19 and 5.4 times fewer MACs".

    Where one is more and the other is less, they are set against each other.
    """
    parts = [
        t(f"clause.{'next' if index else 'first'}.{ratio.kind}",
          n=ratio.n, noun=t(f"noun.{noun}"), other=other)
        for index, (noun, ratio) in enumerate(ratios)
    ]  # fmt: skip
    directions = {_direction(ratio) for _, ratio in ratios}
    joint = t("clause.but" if {"more", "fewer"} <= directions else "clause.and")
    return joint.join(parts)


def _direction(ratio: Ratio) -> str:
    return ratio.kind.rpartition("_")[2]


def where(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> str:
    """The kind of layer whose share of the parameters differs most, or the one both share."""
    shares = kind_shares((older.report, newer.report))
    if not shares or not (older.params and newer.params):
        return ""
    apart = max(shares, key=lambda share: abs(share.params[0] - share.params[1]))
    both = max(shares, key=lambda share: min(share.params))
    if abs(apart.params[0] - apart.params[1]) < APART and min(both.params) >= MOST:
        return t("say.where.alike", **_shares(older, newer, both, t))
    return t("say.where.apart", **_shares(older, newer, apart, t))


def _shares(
    older: ComparedNetwork, newer: ComparedNetwork, share: KindShare, t: Language
) -> dict[str, str]:
    return {
        "older": older.title,
        "newer": newer.title,
        "kind": t(f"kinds.{share.kind}"),
        "older_share": formatting.percent(share.params[0]),
        "newer_share": formatting.percent(share.params[1]),
    }


def largest(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> str:
    """The layer with the most parameters in each."""
    rows = [largest_row(item.report, "param_count") for item in (older, newer)]
    if not all(rows):
        return ""
    first, second = (
        t("say.largest.row", row=row.id, n=formatting.number(row.param_count),
          share=formatting.percent(row.param_count / item.params))
        for row, item in zip(rows, (older, newer), strict=True) if row
    )  # fmt: skip
    return t("say.largest", older=older.title, newer=newer.title, older_row=first, newer_row=second)


def reuse(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> str:
    """How often a parameter is used in one pass."""
    if not (older.macs_per_param and newer.macs_per_param):
        return ""
    return t(
        "say.reuse",
        older=older.title,
        newer=newer.title,
        older_times=figure(older.macs_per_param),
        newer_times=figure(newer.macs_per_param),
    )


def memory(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> str:
    """Values that one pass stores."""
    ratio = compared(newer.activations, older.activations)
    return t(
        "say.memory",
        newer=newer.title,
        clauses=clauses((("activations", ratio),), older.title, t),
        newer_values=formatting.number(newer.activations),
        older_values=formatting.number(older.activations),
    )


def depth(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> str:
    """Layers with weights on the longest path."""
    return t(
        "say.depth.same" if older.depth == newer.depth else "say.depth",
        older=older.title,
        newer=newer.title,
        older_depth=formatting.number(older.depth),
        newer_depth=formatting.number(newer.depth),
    )


def field(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> str:
    """What one value of the last convolution sees."""
    if older.field is None or newer.field is None:
        return ""
    same = older.field.size == newer.field.size
    said = t(
        "say.field.same" if same else "say.field",
        older=older.title,
        newer=newer.title,
        older_field=formatting.field(older.field),
        newer_field=formatting.field(newer.field),
    )
    beyond = [item.title for item in (older, newer) if _sees_beyond(item)]
    if not beyond:
        return said
    key = "say.field.beyond.both" if len(beyond) > 1 else "say.field.beyond"
    return said + t("say.space") + t(key, name=beyond[0])


def _sees_beyond(item: ComparedNetwork) -> bool:
    """True where the field is larger than the whole input."""
    if item.field is None or len(item.shape) < 4:
        return False
    return all(map(operator.gt, item.field.size, item.shape[2:]))


def inputs(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> str:
    """Where the inputs differ: the work for one input pixel, which can be compared."""
    if older.pixels == newer.pixels:
        return ""
    ratio = compared(newer.macs_per_pixel, older.macs_per_pixel)
    return t(
        "say.input",
        older=older.title,
        newer=newer.title,
        older_input=formatting.shape(older.shape),
        newer_input=formatting.shape(newer.shape),
        clauses=clauses((("macs", ratio),), older.title, t),
    )


def errors(older: ComparedNetwork, newer: ComparedNetwork, t: Language) -> str:
    """Published top-5 errors, with the conditions they were measured under."""
    if older.top5 is None or newer.top5 is None:
        return ""
    alike = _condition(older.top5) == _condition(newer.top5)
    return t(
        "say.error.alike" if alike else "say.error",
        older=older.title,
        newer=newer.title,
        older_error=older.top5.short,
        newer_error=newer.top5.short,
        older_setting=older.top5.setting,
        newer_setting=newer.top5.setting,
    )


def _condition(rate: ErrorRate) -> tuple[str, str, str]:
    return rate.source, rate.place, rate.setting


def listed(names: Iterable[str], t: Language, limit: int = 6) -> str:
    """ "a, b and c"; where there are more than ``limit``, the first of them and how many more."""
    every = list(names)
    shown = every[:limit] if len(every) > limit + 1 else every
    if left := len(every) - len(shown):
        return t("list.more", names=t("list.comma").join(shown), n=left)
    if len(shown) < 2:
        return "".join(shown)
    return formatting.spaced(t("list.and", names=t("list.comma").join(shown[:-1]), last=shown[-1]))
