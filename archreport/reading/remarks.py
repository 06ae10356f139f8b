"""What a reader of a report must be told besides its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archreport.report.model import Report


@dataclass(frozen=True)
class Remark:
    """One thing to say: ``key`` names its phrase, ``values`` fill it.

    ``grave`` where a number of the report may be wrong or lacks something.
    """

    key: str
    grave: bool
    values: Mapping[str, object] = field(default_factory=dict)


def remarks(report: Report) -> tuple[Remark, ...]:
    """What is to be said of ``report``, the grave things first; empty for a plain, whole count."""
    return (*_grave(report), *_by_the_way(report))


def _grave(report: Report) -> list[Remark]:
    coverage = report.coverage
    said = []
    if coverage.unknown:
        said.append(Remark("unknown", True, {"names": ", ".join(coverage.unknown)}))
    if coverage.uncounted:
        said.append(Remark("uncounted", True, {"names": ", ".join(coverage.uncounted)}))
    said += [
        Remark("check", True, {"check": check.name, "ours": check.ours, "theirs": check.theirs})
        for check in report.checks
        if not check.ok
    ]
    if coverage.unwatched:
        said.append(Remark("unwatched", True))
    if coverage.uncalled:
        said.append(Remark("uncalled", True, {"names": ", ".join(coverage.uncalled)}))
    if coverage.unregistered:
        said.append(Remark("unregistered", True, {"n": coverage.unregistered}))
    return said


def _by_the_way(report: Report) -> list[Remark]:
    coverage = report.coverage
    said = []
    if coverage.by_value:
        said.append(Remark("by_value", False, {"names": ", ".join(coverage.by_value)}))
    if coverage.integers:
        said.append(Remark("integers", False))
    if coverage.hooks:
        said.append(Remark("hooks", False, {"n": coverage.hooks}))
    if coverage.method != "meta":
        said.append(Remark(coverage.method, False))
    return said
