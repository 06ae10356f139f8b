"""Which rows of a network are worth a picture."""

from __future__ import annotations

from archreport.reading.stages import rows_by_stage
from archreport.report.final_values import has_final_values
from archreport.report.kinds import WEIGHT_KINDS
from archreport.report.model import Report

#: More rows than this: only the results of modules get a sheet.
LONG = 120
#: Kinds whose result is what a stage has made of its input; a pooling only hands on less of it.
_RESULTS = (*WEIGHT_KINDS, "norm", "act", "join")


def stage_representatives(report: Report) -> frozenset[str]:
    """The rows whose feature maps represent their stage: the last before the closing pooling."""
    rows = rows_by_stage(report)
    final = has_final_values(report.rows)
    shown = set()
    for stage in report.stages:
        results = [r.id for r in rows[stage.id] if r.kind in _RESULTS and r.id in final]
        shown.update(results[-1:])
    return frozenset(shown)


def drawn_rows(report: Report) -> frozenset[str]:
    """The rows that get a sheet of all their channels.

    All of them, but in a network of more than `LONG` rows only the result of each composite module
    (an inception module, a residual block) and what is outside of one.
    """
    ids = frozenset(row.id for row in report.rows)
    if len(ids) <= LONG:
        return ids
    inside = {
        name
        for block in report.blocks
        if block.module_type
        for copy in block.copies
        for name in copy[:-1]
    }
    return ids - inside | stage_representatives(report)
