"""Which rows have learned weights, and which values come out of learned weights alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from archreport.report.model import Report, Row
from archreport.report.run import Weights

#: Of weights: "learned" from data, "untrained" (a seeded initialisation), "unknown" where a file
#: does not say. "mixed" where there are several kinds, "none" where there are no weights.
Origin = Literal["learned", "untrained", "unknown", "mixed", "none"]


def weight_origins(report: Report, weights: Weights) -> Mapping[str, Origin]:
    """Where the weights of each row come from, of ``report`` run with ``weights``."""
    return {row.id: _own(row, weights) for row in report.rows}


def value_origins(report: Report, weights: Weights) -> Mapping[str, Origin]:
    """All weights between the input and a row's values, the row's own among them."""
    origins: dict[str, Origin] = {}
    for row in report.rows:
        before = (origins[name] for name in row.inputs if name in origins)
        origins[row.id] = _together([*before, _own(row, weights)])
    return origins


def _own(row: Row, weights: Weights) -> Origin:
    return _together(_of_module(param.name.rpartition(".")[0], weights) for param in row.params)


def _of_module(module: str, weights: Weights) -> Origin:
    if weights.trained is None:
        return "unknown"
    learned = weights.trained and (not weights.modules or module in weights.modules)
    return "learned" if learned else "untrained"


def _together(origins: Iterable[Origin]) -> Origin:
    kinds = set(origins) - {"none"}
    if len(kinds) > 1:
        return "mixed"
    return kinds.pop() if kinds else "none"
