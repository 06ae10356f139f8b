"""Checking a report against itself, on any machine: no torch needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from archreport.report.arithmetic import evaluate
from archreport.report.model import Report, Row
from archreport.report.run import Run


def check_report(report: Report) -> list[str]:
    """What does not add up in ``report``, one plain sentence each; empty when all is well."""
    faults = [
        f"the check {check.name} failed: {check.ours:,} against {check.theirs:,}"
        for check in report.checks
        if not check.ok
    ]
    for name, ours, theirs in (
        ("parameters", report.totals.params, sum(row.param_count for row in report.rows)),
        ("MACs", report.totals.macs, sum(row.macs for row in report.rows)),
        ("FLOPs", report.totals.flops, 2 * report.totals.macs),
        ("activations", report.totals.activations, sum(row.activations for row in report.rows)),
    ):
        if ours != theirs:
            faults.append(f"the total of {name} is {ours:,}, its rows add up to {theirs:,}")
    ids = Counter(row.id for row in report.rows)
    faults += [f"the row id {name} is used twice" for name in sorted(ids) if ids[name] > 1]
    for row in report.rows:
        faults += _row_faults(row, ids.keys())
    if report.run:
        faults += _weights_faults(report, report.run)
    return faults


def _weights_faults(report: Report, run: Run) -> list[str]:
    """Learned weights are those of modules that there are, and only learned ones predict."""
    owners = {param.name.rpartition(".")[0] for row in report.rows for param in row.params}
    faults = [
        f"the weights of {name} are said to be learned, and no row has them"
        for name in run.weights.modules
        if name not in owners
    ]
    if run.predictions and not run.weights.complete:
        faults.append("there are predictions, but not all weights are learned")
    return faults


def _row_faults(row: Row, ids: Collection[str]) -> list[str]:
    faults = [f"{row.id} reads {name}, which is no row" for name in row.inputs if name not in ids]
    numbers = {"params": row.param_count, "macs": row.macs, "activations": row.activations}
    for column, sum_ in row.sums.items():
        value = evaluate(sum_.formula, sum_.values)
        if value != sum_.result or value != numbers.get(column, value):
            faults.append(
                f"{row.id}: the sum of {column} gives {value:,}, "
                f"the row has {numbers.get(column, sum_.result):,}"
            )
    return faults
