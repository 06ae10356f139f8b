"""Which rows of a network are worth a picture."""

from __future__ import annotations

from archreport.report.model import Report

LONG = 120


def stage_representatives(report: Report) -> frozenset[str]:
    """The rows whose feature maps stand for their stage: the last before the closing pooling."""
    rows = {row.id: row for row in report.rows}
    shown = set()
    for stage in report.stages:
        candidates = [
            row.id
            for row in map(rows.__getitem__, stage.rows)
            if row.kind in ("act", "norm", "join", "conv", "up", "local", "linear")
        ]
        if candidates:
            shown.add(candidates[-1])
    return frozenset(shown)


def drawn_rows(report: Report) -> frozenset[str]:
    """The rows that get a sheet of all their channels.

    All of them, but in a network of more than `LONG` rows only the result of each composite module
    (an inception module, a residual block) and what stands outside of one.
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
