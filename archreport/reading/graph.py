"""The rows of a Report as a graph: by id, who reads whom, and the longest path."""

from __future__ import annotations

from collections import Counter

from archreport.reading.layers import has_weights
from archreport.report.model import Report, Row


def rows_by_id(report: Report) -> dict[str, Row]:
    return {row.id: row for row in report.rows}


def readers_of(report: Report) -> Counter[str]:
    """How many rows read each row's result."""
    return Counter(source for row in report.rows for source in set(row.inputs))


def main_path(report: Report) -> frozenset[str]:
    """The ids on the path to the first output that has the most weight layers."""
    depth: dict[str, int] = {}
    before: dict[str, str] = {}
    for row in report.rows:
        deepest = max((i for i in row.inputs if i in depth), key=depth.__getitem__, default="")
        depth[row.id] = depth.get(deepest, 0) + has_weights(row)
        before[row.id] = deepest
    end = next((output for output in report.outputs if output in depth), "")
    path = []
    while end:
        path.append(end)
        end = before[end]
    return frozenset(path)
