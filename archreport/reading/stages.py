"""The stages of a Report and the rows in each of them."""

from __future__ import annotations

from archreport.reading.graph import rows_by_id
from archreport.report.model import Report, Row, Stage


def rows_by_stage(report: Report) -> dict[str, tuple[Row, ...]]:
    """The rows of each stage by its id, in the order of execution.

    Under "" are those that belong to no stage, such as the inputs.
    """
    rows = rows_by_id(report)
    staged = {id_ for stage in report.stages for id_ in stage.rows}
    return {
        "": tuple(row for row in report.rows if row.id not in staged),
        **{stage.id: tuple(rows[id_] for id_ in stage.rows) for stage in report.stages},
    }


def stage_of(report: Report, row: Row) -> Stage | None:
    """The stage that a row belongs to; None for an input."""
    return next((stage for stage in report.stages if stage.id == row.stage), None)


def side_stages(report: Report) -> frozenset[str]:
    """The ids of the branches that do not lead to the main output, such as auxiliary heads."""
    return frozenset(stage.id for stage in report.stages if stage.kind == "side")
