"""What the sections of a model's page say, computed from the Report by rule.

Every function returns data for ``templates/model.md.j2``, and no number that the Report does not
hold. Sentences are HTML (`Markup`): the phrase's own markup, with its values escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count, takewhile
from math import prod

from markupsafe import Markup

from archreport.reading.layers import local_field
from archreport.reading.totals import bytes_per_activation, input_dtype, largest_row
from archreport.render.model_page.phrase_facts import facts
from archreport.render.table_lines import WrittenSum, row_sums
from archreport.render.template import html_phrases
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.arithmetic import Arithmetic
from archreport.report.arithmetic import words as sum_words
from archreport.report.kinds import CONVOLUTION_KINDS, WEIGHT_KINDS, has_weights
from archreport.report.model import Report, Row, TorchinfoView

#: Where no layer has this share of the parameters, none is named for having most.
EVEN = 0.05


@dataclass(frozen=True)
class Fact:
    """One number of the fact strip. ``href`` is where it comes from."""

    key: str
    value: str
    href: str
    note: str


@dataclass(frozen=True)
class Question:
    """A question that readers ask about one network, with the sums that answer it."""

    title: Markup
    text: Markup
    sums: tuple[tuple[Markup, Markup], ...]


def fact_strip(report: Report, t: Language) -> tuple[Fact, ...]:
    """Six numbers, each with a link to the row or the total it comes from."""
    totals = report.totals
    dtype = input_dtype(report)
    first = report.inputs[0].id if report.inputs else ""
    params_note = t("facts.params.note", mib=formatting.mib(totals.param_bytes), dtype=dtype)
    stored_note = t(
        "facts.activations.note", mib=formatting.mib(totals.activation_bytes), dtype=dtype
    )
    flops = formatting.si(totals.flops)
    return (
        Fact("params", formatting.number(totals.params), "#total", params_note),
        Fact("macs", formatting.si(totals.macs), "#total", t("facts.macs.note", flops=flops)),
        Fact("activations", formatting.number(totals.activations), "#total", stored_note),
        Fact("depth", formatting.number(totals.weight_layers), "#layers", _depth_note(report, t)),
        Fact("input", formatting.inputs(report), f"#{first}", dtype),
        _field_fact(report, t),
    )


def _depth_note(report: Report, t: Language) -> str:
    """ "13 conv + 3 linear" where these are all of the depth, else where the depth was counted."""
    layers = [row.kind for row in report.rows if has_weights(row)]
    counts = [(kind, layers.count(kind)) for kind in WEIGHT_KINDS]
    if sum(count for _, count in counts) != report.totals.weight_layers:
        return t("facts.depth.path")
    said = [t("stage.count", n=n, kind=t(f"kind.{kind}")) for kind, n in counts if n]
    return t("facts.plus").join(said)


def _field_fact(report: Report, t: Language) -> Fact:
    """The field of the last row that still has neighbours, and that of the last convolution."""
    spatial = [row for row in report.rows if local_field(row) and len(row.out_shape) > 2]
    if not spatial:
        return Fact("field", formatting.NONE, "#layers", "")
    last = spatial[-1]
    convs = [row for row in spatial if row.kind in CONVOLUTION_KINDS]
    note = t("facts.field.at", row=last.id)
    if convs and convs[-1].receptive != last.receptive:
        size = formatting.field(convs[-1].receptive)
        note = t("facts.field.note", n=size, row=convs[-1].id)
    value = t("facts.field.value", n=formatting.field(last.receptive)).replace(" ", formatting.NBSP)
    return Fact("field", value, f"#{last.id}", note)


def worked_rows(report: Report) -> tuple[tuple[Row, tuple[WrittenSum, ...]], ...]:
    """One row of each kind of operation with all its sums, in the order of first appearance.

    A grouped convolution is a kind of its own. Of each kind the row is taken whose sums tell most
    names apart: equal numbers (64 channels in, 64 out) teach nothing. Of equals, the one in the
    middle of the network.
    """
    with_sums = [row for row in report.rows if row.sums and row.kind != "io"]
    chosen = []
    for sort in dict.fromkeys(map(_sort, with_sums)):
        same = [row for row in with_sums if _sort(row) == sort]
        most = max(_distinct(row) for row in same)
        telling = [row for row in same if _distinct(row) == most]
        row = telling[(len(telling) - 1) // 2]
        chosen.append((row, row_sums(row)))
    return tuple(chosen)


def _sort(row: Row) -> tuple[str, bool]:
    return row.kind, row.groups != 1


def _distinct(row: Row) -> tuple[int, int]:
    values = [value for sum_ in row.sums.values() for value in sum_.values.values()]
    return len(row.sums), len(set(values))


def claim(report: Report, t: Language) -> Markup:
    """One line that says what the network is, its numbers filled in."""
    key = f"claim.{report.identity.key}"
    if not t.has(key):
        row = largest_row(report, "param_count")
        even = row is None or row.param_count < EVEN * report.totals.params
        key = "claim.even" if even else "claim.default"
    return html_phrases(t)(key, **facts(report, t))


def idea(report: Report, t: Language) -> Markup:
    """What is new in this network, or in its family; "" where nobody has written it."""
    known = [key for key in _keys(report, "idea") if t.has(key)]
    return html_phrases(t)(known[0], **facts(report, t)) if known else Markup()


def deviations(report: Report, t: Language) -> tuple[Markup, ...]:
    """Where this network is not the paper's: what is written of this model, else of its family."""
    phrase, values = html_phrases(t), facts(report, t)
    for key in _keys(report, "deviation"):
        if numbered := _numbered(key, t):
            return tuple(phrase(each, **values) for each in numbered)
    return ()


def question(report: Report, t: Language) -> Question | None:
    """The question that readers ask about this network, if there is one."""
    key = f"note.{report.identity.key}"
    if not t.has(f"{key}.title"):
        return None
    phrase, values = html_phrases(t), facts(report, t)
    sums = tuple(
        (phrase(each, **values), phrase(f"{each}.is", **values))
        for each in _numbered(f"{key}.sum", t)
    )
    return Question(phrase(f"{key}.title", **values), phrase(f"{key}.text", **values), sums)


def torchinfo_notes(
    report: Report, view: TorchinfoView, t: Language
) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """torchinfo's totals against ours, as phrase keys with their values. The rule decides."""
    return (
        _params_note(report, view),
        _macs_note(report, view),
        _memory_note(report, view, t),
    )


def _params_note(report: Report, view: TorchinfoView) -> tuple[str, Mapping[str, str]]:
    ours, theirs = report.totals.params, view.params
    if ours == theirs:
        return "torchinfo.params.same", {"n": formatting.number(ours)}
    return "torchinfo.params.other", {
        "ours": formatting.number(ours),
        "theirs": formatting.number(theirs),
    }


def _macs_note(report: Report, view: TorchinfoView) -> tuple[str, Mapping[str, str]]:
    ours, theirs = report.totals.macs, view.mult_adds
    if ours == theirs:
        return "torchinfo.macs.same", {"n": formatting.number(ours)}
    values = {
        "ours": formatting.number(ours),
        "theirs": formatting.number(theirs),
        "difference": formatting.number(abs(theirs - ours)),
        "predicted": formatting.number(view.predicted_macs),
    }
    if view.predicted_macs != theirs:
        return "torchinfo.macs.unexplained", values
    return ("torchinfo.macs.more" if theirs > ours else "torchinfo.macs.less"), values


def _memory_note(report: Report, view: TorchinfoView, t: Language) -> tuple[str, Mapping[str, str]]:
    size = t("torchinfo.megabytes", n=formatting.decimal(view.forward_backward_bytes / 1e6))
    values = sum(prod(row.out_shape) for row in report.rows if row.params)
    each = bytes_per_activation(report)
    if 2 * values * each != view.forward_backward_bytes:
        return "torchinfo.memory.other", {"size": size}
    named: dict[str, int | float] = {"values": values, "bytes": each}
    product = Arithmetic("2*values*bytes", named, view.forward_backward_bytes)
    return "torchinfo.memory.explained", {"size": size, "sum": sum_words(product)}


def _keys(report: Report, prefix: str) -> tuple[str, str]:
    return f"{prefix}.{report.identity.key}", f"{prefix}.family.{report.identity.family}"


def _numbered(key: str, t: Language) -> list[str]:
    """The keys ``key.1``, ``key.2``, … as far as there are phrases for them."""
    return list(takewhile(t.has, (f"{key}.{number}" for number in count(1))))
