"""The rows of a Report as a graph: by id, who reads whom, and the path that a paper counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from archreport.report.kinds import has_weights
from archreport.report.longest_path import longest_path
from archreport.report.model import Report, Row


def rows_by_id(report: Report) -> dict[str, Row]:
    """Every row by its id, in the order of execution."""
    return {row.id: row for row in report.rows}


def readers_of(report: Report) -> Counter[str]:
    """How many rows read each row's result."""
    return Counter(source for row in report.rows for source in set(row.inputs))


def first_source(row: Row, rows: Mapping[str, Row]) -> Row | None:
    """The row whose result this one reads first; None for an input."""
    return rows.get(row.inputs[0]) if row.inputs else None


def main_path(report: Report) -> tuple[Row, ...]:
    """The path to the first output with the most weight layers, in the order of execution.

    Its weight layers are the network's depth in a paper's sense. Empty without an output.
    """
    ids = {row.id for row in report.rows}
    end = next((output for output in report.outputs if output in ids), "")
    return longest_path(report.rows, has_weights, end)
