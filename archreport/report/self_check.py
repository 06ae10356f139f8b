"""Checking a report against itself, on any machine: no torch needed."""

from __future__ import annotations

from collections.abc import Iterator

from archreport.errors import Phrase, phrase, text
from archreport.report.model import Report
from archreport.report.run import Run
from archreport.report.validity import invalidities


def check_report(report: Report) -> list[str]:
    """What does not add up in ``report``, one plain sentence each; empty when all is well."""
    failed = [
        phrase("report.fault.check", name=check.name, ours=check.ours, theirs=check.theirs)
        for check in report.checks
        if not check.ok
    ]
    runs = [run for run in (report.run, report.untrained) if run]
    learned = [fault for run in runs for fault in _weights_faults(report, run)]
    if report.untrained and report.untrained.weights.trained is not False:
        learned.append(phrase("report.fault.untrained"))
    return [text(fault) for fault in (*failed, *invalidities(report), *learned)]


def _weights_faults(report: Report, run: Run) -> Iterator[Phrase]:
    """Learned weights are those of modules that there are, and only learned ones predict."""
    owners = {param.name.rpartition(".")[0] for row in report.rows for param in row.params}
    for name in run.weights.modules:
        if name not in owners:
            yield phrase("report.fault.learned", name=name)
    if run.predictions and not run.weights.complete:
        yield phrase("report.fault.predictions")
