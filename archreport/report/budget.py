"""Budgets: the most that a network may have or need, for a build that fails where it has more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from archreport.errors import BadInput, BudgetExceeded
from archreport.report.model import Report, Row, Totals

#: What a budget may limit of a whole network and of one row.
OF_TOTALS = tuple(Totals.__dataclass_fields__)
OF_ROWS = ("param_count", "macs", "flops", "activations", "activation_bytes", "saved_bytes")
_PREFIXES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12,
             "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}  # fmt: skip
_AMOUNT = re.compile(
    r"\s*(\d[\d_,]*(?:\.\d+)?(?:[eE]\+?\d{1,2})?)\s*(k|M|G|T|Ki|Mi|Gi|Ti)?B?\s*", re.A
)

#: A limit: a number, or text such as "30 M" or "100 MiB".
Amount = int | float | str


@dataclass(frozen=True)
class Excess:
    """One limit that is broken. ``row`` is "" for the whole network."""

    row: str
    name: str
    limit: int
    value: int


def amount(given: Amount, name: str) -> int:
    """A limit as a whole number: decimal prefixes (30 M), binary ones (100 MiB), powers (3e9).

    Raises `BadInput` for anything else.
    """
    if isinstance(given, int | float) and not isinstance(given, bool) and given >= 0:
        return int(given)
    match = _AMOUNT.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        raise BadInput("budget.no_amount", name=name, value=given)
    number, prefix = match[1].replace("_", "").replace(",", ""), match[2] or ""
    return int(Fraction(number) * _PREFIXES[prefix])


def excesses(
    report: Report,
    limits: Mapping[str, Amount],
    rows: Mapping[str, Mapping[str, Amount]] | None = None,
) -> list[Excess]:
    """The limits that ``report`` breaks, of the whole network and of single rows by their ids.

    Raises `BadInput` for a name that cannot be limited, and `UnknownRow`.
    """
    found = []
    for name, given in limits.items():
        if name not in OF_TOTALS:
            raise BadInput("budget.unknown", name=name, known=list(OF_TOTALS))
        limit, value = amount(given, name), getattr(report.totals, name)
        if value > limit:
            found.append(Excess("", name, limit, value))
    for row_id, limited in (rows or {}).items():
        row = report.row(row_id)
        for name, given in limited.items():
            limit, value = amount(given, name), _of_row(row, name)
            if value > limit:
                found.append(Excess(row_id, name, limit, value))
    return found


def _of_row(row: Row, name: str) -> int:
    field = "param_count" if name == "params" else name
    if field not in OF_ROWS:
        raise BadInput("budget.unknown", name=name, known=["params", *OF_ROWS[1:]])
    value: int = getattr(row, field)
    return value


def check_budget(
    report: Report,
    *,
    rows: Mapping[str, Mapping[str, Amount]] | None = None,
    **limits: Amount,
) -> None:
    """Fail where a network is over budget: a line for a test of your own.

    >>> from torch import nn
    >>> import archreport
    >>> report = archreport.analyze(nn.Conv2d(3, 8, 3), (1, 3, 32, 32))
    >>> check_budget(report, params=224, macs="0.2 M", peak_inference_bytes="1 MiB")

    Limits are those of `Totals` by name, in values, multiply-accumulates or bytes; ``rows`` limits
    single rows, as ``rows={"fc": {"params": "2.1 M"}}``.

    Raises:
        BudgetExceeded: naming every limit that is broken, its value, and by how much. It is an
            `AssertionError` too.
        BadInput: a name or an amount that is none.
    """
    if broken := excesses(report, limits, rows):
        raise BudgetExceeded(
            "budget.exceeded",
            title=report.identity.title,
            excesses=[_said(one) for one in broken],
        )


def _said(one: Excess) -> str:
    place = f"{one.row} " if one.row else ""
    over = one.value - one.limit
    return f"{place}{one.name}: {one.value:,} > {one.limit:,} (+{over:,})"
