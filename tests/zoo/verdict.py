"""One foreign network: built, analysed, counted again, compared. Plain data comes out."""

from __future__ import annotations

import re
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

import torch
from torch import nn

import archreport
from archreport.analysis.tracing.passes import METHODS
from archreport.analysis.tracing.remembered import nothing_remembered
from archreport.errors import ArchreportError
from archreport.report.arithmetic import evaluate
from archreport.report.model import Report, Row
from tests.zoo import reference
from tests.zoo.left_behind import differences, state_of
from tests.zoo.registries import built

#: "unusable": the registry's constructor or the network itself fails on our input, so that there
#: is nothing to compare. "refused": the network runs, and analyze says in a sentence that it
#: cannot. "crashed": it runs, and analyze raises something else.
Outcome = Literal["report", "unusable", "refused", "crashed", "too slow"]


@dataclass(frozen=True)
class Verdict:
    """What came of one network."""

    registry: str
    name: str
    outcome: Outcome
    said: str = ""
    method: str = ""
    rows: int = 0
    macs: int = 0
    true_macs: int | None = None
    params: int = 0
    true_params: int = 0
    other_rows: int = 0
    other_ops: dict[str, int] = field(default_factory=dict)
    without_sum: dict[str, int] = field(default_factory=dict)
    wrong_sums: tuple[str, ...] = ()
    failed_checks: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    by_value: tuple[str, ...] = ()
    left_behind: tuple[str, ...] = ()
    unequal_roads: tuple[str, ...] = ()
    roads: tuple[str, ...] = ()
    unrendered: str = ""
    seconds: float = 0.0

    @property
    def is_said(self) -> bool:
        """True where the report itself says that its MACs may not be all, or not always."""
        return bool(self.uncounted or self.unknown or self.failed_checks or self.by_value)

    @property
    def wrong_macs(self) -> bool:
        return self.true_macs is not None and self.macs != self.true_macs


def judge(registry: str, name: str, all_roads: bool) -> Verdict:
    """Build and judge one network. ``all_roads`` forces meta, fake and real passes too."""
    torch.set_num_threads(1)
    try:
        net, call = built(registry, name)
        true_macs = reference.macs(net, call, on_processor=all_roads)
    except Exception as error:
        return Verdict(registry, name, "unusable", said=f"{type(error).__name__}: {error}"[:300])
    given = archreport.call(*call.args, **(call.kwargs or {}))
    before = state_of(net, call)
    start = time.process_time()
    try:
        report = archreport.analyze(net, given, checks="all")
    except ArchreportError as error:
        return Verdict(registry, name, "refused", said=str(error)[:400])
    except Exception:
        return Verdict(registry, name, "crashed", said=traceback.format_exc()[-1500:])
    seconds = time.process_time() - start
    left = differences(before, state_of(net, call))
    unrendered = _unrendered(report)
    is_light = reference.parameters(net) < 25_000_000
    roads, unequal = _roads(net, given, report) if all_roads and is_light else ((), ())
    return Verdict(
        registry,
        name,
        "report",
        method=report.coverage.method,
        rows=len(report.rows),
        macs=report.totals.macs,
        true_macs=true_macs,
        params=report.totals.params + _uncalled(net, report),
        true_params=reference.parameters(net),
        other_rows=sum(row.kind == "other" for row in report.rows),
        other_ops=dict(Counter(row.op for row in report.rows if row.kind == "other")),
        without_sum=dict(
            Counter(row.op for row in report.rows if row.macs and not _is_worked(row))
        ),
        wrong_sums=tuple(_wrong_sums(report)),
        failed_checks=tuple(
            f"{check.name} {check.ours} {check.theirs}" for check in report.checks if not check.ok
        ),
        uncounted=report.coverage.uncounted,
        unknown=report.coverage.unknown,
        by_value=report.coverage.by_value,
        left_behind=tuple(left),
        unequal_roads=unequal,
        roads=roads,
        unrendered=unrendered,
        seconds=seconds,
    )


def _uncalled(net: nn.Module, report: Report) -> int:
    """Parameters that no operation read: the report counts those that did."""
    read = {param.name for row in report.rows for param in row.params}
    return sum(p.numel() for name, p in net.named_parameters() if name not in read)


def _is_worked(row: Row) -> bool:
    """True where the MACs have a sum that says more than their number."""
    return "macs" in row.sums and not re.fullmatch(r"n1_0", row.sums["macs"].formula)


def _wrong_sums(report: Report) -> list[str]:
    found = []
    for row in report.rows:
        numbers = {"params": row.param_count, "macs": row.macs, "activations": row.activations}
        for column, worked in row.sums.items():
            value = evaluate(worked.formula, worked.values)
            if value != worked.result or value != numbers.get(column, value):
                found.append(f"{row.id} {column}: {worked.formula} = {value}")
    return found


def _unrendered(report: Report) -> str:
    """What goes wrong when the report is printed, shown in a notebook, written and read back."""
    from archreport.report.report_file import from_json, to_json

    try:
        str(report)
        report._repr_html_()
        if from_json(to_json(report)).content_hash != report.content_hash:
            return "the report read back is another one"
    except Exception:
        return traceback.format_exc()[-800:]
    return ""


def _roads(net: nn.Module, given: Any, plain: Report) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The methods that work on this network when forced, and those whose rows differ; on meta also
    without results that are remembered."""
    works, unequal = [], []
    expected = _countable(plain)
    for method in METHODS:
        try:
            report = archreport.analyze(net, given, method=method)
        except ArchreportError:
            continue
        works.append(method)
        if _countable(report) != expected:
            unequal.append(f"{method}: {_first_difference(expected, _countable(report))}")
    if "meta" in works:
        with nothing_remembered():
            report = archreport.analyze(net, given, method="meta")
        if _countable(report) != expected:
            unequal.append(f"not remembered: {_first_difference(expected, _countable(report))}")
    return tuple(works), tuple(unequal)


def _countable(report: Report) -> list[tuple[object, ...]]:
    return [(row.id, row.op, row.macs, row.param_count, row.out_shapes) for row in report.rows]


def _first_difference(one: list[Any], other: list[Any]) -> str:
    for left, right in zip(one, other, strict=False):
        if left != right:
            return f"{left} against {right}"
    return f"{len(one)} rows against {len(other)}"
