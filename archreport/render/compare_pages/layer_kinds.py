"""What two networks are made of: which kinds of layer, and where parameters and work are.

Everything is counted from the rows, so that "same" and "different" are results, not opinions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from archreport.reading.totals import share_of, subtotal
from archreport.render.words import formatting
from archreport.render.words.language import Language
from archreport.report.model import Kind, Report, Row

ORDER: tuple[Kind, ...] = (
    "conv", "local", "up", "linear", "embed", "pool", "norm", "act", "join", "drop", "shape",
    "reduce", "math", "index", "create", "other",
)  # fmt: skip
#: Steps that no design is told by: each is told as one of its kind, not by its name.
_COUNTED_TOGETHER = ("linear", "drop", "math", "index")
#: Changes of shape that are part of a design; flattening and the like are not.
_SHAPING = frozenset({"crop", "center_crop", "pad"})


@dataclass(frozen=True)
class KindCount:
    """How many rows of one kind each network has."""

    kind: Kind
    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class KindShare:
    """What part of each network's parameters and MACs is in one kind of layer."""

    kind: Kind
    params: tuple[float, ...]
    macs: tuple[float, ...]


def kind_counts(reports: Sequence[Report], t: Language) -> tuple[KindCount, ...]:
    """The kinds of layer of all ``reports``: convolutions first, larger kernels before smaller."""
    counted: list[Counter[str]] = []
    first: dict[str, Row] = {}
    for report in reports:
        counter: Counter[str] = Counter()
        for row in report.rows:
            if name := _name(row, t):
                counter[name] += 1
                first.setdefault(name, row)
        counted.append(counter)
    names = sorted(first, key=lambda name: (ORDER.index(first[name].kind), -_window(first[name])))
    return tuple(
        KindCount(first[name].kind, name, tuple(counter[name] for counter in counted))
        for name in names
    )


def kind_shares(reports: Sequence[Report]) -> tuple[KindShare, ...]:
    """The shares by kind, for every kind that holds parameters or does work in some network."""
    shares = []
    for kind in ORDER:
        subtotals = [subtotal(row for row in r.rows if row.kind == kind) for r in reports]
        params = tuple(
            share_of(own.params, report.totals.params)
            for own, report in zip(subtotals, reports, strict=True)
        )
        macs = tuple(
            share_of(own.macs, report.totals.macs)
            for own, report in zip(subtotals, reports, strict=True)
        )
        if any(params) or any(macs):
            shares.append(KindShare(kind, params, macs))
    return tuple(shares)


def _name(row: Row, t: Language) -> str:
    """The kind of layer in words: "conv 3×3", "linear"; "" for what is no layer of its own."""
    plain = formatting.plain_op(row.op)
    match row.kind:
        case "io":
            return ""
        case "shape" if plain not in _SHAPING:
            return ""
        case "create":
            return ""
        case kind if kind in _COUNTED_TOGETHER:
            return t(f"kind.{kind}")
        case "conv" | "up" | "local" if row.groups > 1:
            head = formatting.operation_parts(row, t)[0]
            return t("kinds.grouped", head=head, n=row.groups)
        case _:
            return formatting.operation_parts(row, t)[0]


def _window(row: Row) -> int:
    return prod(row.window.kernel) if row.window else 0
