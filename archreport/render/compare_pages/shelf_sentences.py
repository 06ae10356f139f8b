"""What the whole shelf shows: sentences about the extremes, found by rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

from archreport.render.compare_pages.challenge import Challenge
from archreport.render.compare_pages.networks import ComparedNetwork
from archreport.render.compare_pages.ratios import compared, figure
from archreport.render.words import formatting
from archreport.render.words.language import Language


def size_sentences(shown: Sequence[ComparedNetwork], t: Language) -> tuple[str, ...]:
    """The widest spans of parameters and MACs, and two networks for which they disagree."""
    said = (
        _span(shown, lambda item: item.params, "params", t),
        _span(shown, lambda item: item.macs, "macs", t),
        _disagreement(shown, t),
    )
    return tuple(text for text in said if text)


def _span(
    shown: Sequence[ComparedNetwork], of: Callable[[ComparedNetwork], int], noun: str, t: Language
) -> str:
    counted = sorted((item for item in shown if of(item)), key=of)
    if len(counted) < 2 or of(counted[0]) == of(counted[-1]):
        return ""
    least, most = counted[0], counted[-1]
    return t(
        "overview.span",
        most=most.title,
        least=least.title,
        noun=t(f"noun.{noun}"),
        most_value=formatting.number(of(most)),
        least_value=formatting.number(of(least)),
        factor=figure(of(most) / of(least)),
    )


def _disagreement(shown: Sequence[ComparedNetwork], t: Language) -> str:
    """Of two networks for one task and input: more parameters, and less work."""
    pairs = [
        (large.params / small.params * small.macs / large.macs, large, small)
        for large, small in permutations(shown, 2)
        if (large.task, large.shape) == (small.task, small.shape)
        and large.params > small.params > 0
        and 0 < large.macs < small.macs
    ]
    if not pairs:
        return ""
    _, large, small = max(pairs, key=lambda item: item[0])
    return t(
        "overview.disagree",
        large=large.title,
        small=small.title,
        params=t(f"clause.first.{compared(large.params, small.params).kind}",
                 n=compared(large.params, small.params).n, noun=t("noun.params"),
                 other=small.title),
        macs=t(f"clause.next.{compared(large.macs, small.macs).kind}",
               n=compared(large.macs, small.macs).n, noun=t("noun.macs")),
    )  # fmt: skip


def better_for_less(shown: Iterable[ComparedNetwork], t: Language) -> str:
    """The network that is better than another one for fewer parameters and fewer MACs."""
    quoted = [item for item in shown if item.top1]
    pairs = [
        (other.params / item.params * other.macs / item.macs, item, other)
        for item, other in permutations(quoted, 2)
        if item.top1
        and other.top1
        and item.top1.error < other.top1.error
        and item.params < other.params
        and item.macs < other.macs
    ]
    if not pairs:
        return ""
    _, item, other = max(pairs, key=lambda each: each[0])
    assert item.top1
    assert other.top1
    return t(
        "overview.bargain",
        item=item.title,
        other=other.title,
        accuracy=item.top1.accuracy_short,
        other_accuracy=other.top1.accuracy_short,
        params=figure(other.params / item.params),
        macs=figure(other.macs / item.macs),
    )


def human_sentences(challenge: Challenge, t: Language) -> tuple[str, ...]:
    """The human level as the lecture prints it and as it was published; who first was below it."""
    lecture, published = challenge.human_lecture, challenge.human_published
    said = []
    if lecture and published:
        said.append(
            t(
                "overview.human",
                lecture=lecture.text,
                published=published.text,
                lecture_place=lecture.place,
                source=published.source,
                published_place=published.place,
                setting=published.setting,
            )
        )
    below = [e for e in challenge.best if published and e.rate.error < published.error]
    if below and published:
        first = below[0]
        said.append(
            t("overview.below", name=first.name, year=first.year, error=first.rate.short,
              published=published.text)
        )  # fmt: skip
        others = [
            t("overview.earlier.one", name=e.name, error=e.rate.short)
            for e in challenge.outside
            if e.year <= first.year and e.rate.error < published.error
        ]
        if others:
            said.append(t("overview.earlier", others=t("op.separator").join(others)))
    return tuple(said)
