"""Which rows have learned weights, which values come out of learned weights alone, and both beside
an untrained run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from archreport.reading.representatives import stage_representatives
from archreport.report.model import Report, Row, Stage
from archreport.report.run import KernelStatistics, LayerRun, Weights

#: Of weights: "learned" from data, "untrained" (a seeded initialisation), "unknown" where a file
#: does not say. "mixed" where there are several kinds, "none" where there are no weights.
Origin = Literal["learned", "untrained", "unknown", "mixed", "none"]


def weight_origins(report: Report, weights: Weights) -> Mapping[str, Origin]:
    """Where the weights of each row come from, of ``report`` run with ``weights``."""
    return {row.id: _own(row, weights) for row in report.rows}


def value_origins(report: Report, weights: Weights) -> Mapping[str, Origin]:
    """All weights between the input and a row's values, the row's own among them.

    A normalisation that was not learned does not count: with a scale of 1 and a shift of 0, as it
    is initialised, it hands on what it is given, on another scale.
    """
    origins: dict[str, Origin] = {}
    for row in report.rows:
        before = [origins[name] for name in row.inputs if name in origins]
        own = _own(row, weights)
        neutral = row.kind == "norm" and own == "untrained"
        origins[row.id] = _together(before if neutral else [*before, own])
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


@dataclass(frozen=True)
class StageBeside:
    """What the last activation of a stage did, with learned weights and without."""

    stage: Stage
    row: Row
    learned: LayerRun
    untrained: LayerRun


@dataclass(frozen=True)
class KernelsBeside:
    """How the weights of one convolution are spread, learned and as they were initialised."""

    row: Row
    learned: KernelStatistics
    untrained: KernelStatistics


def stages_beside(report: Report) -> tuple[StageBeside, ...]:
    """Stage by stage, where the values are learned throughout and an untrained run is beside them.

    Of each stage it is the row that represents it, if that is an activation.
    """
    if not (report.run and report.untrained):
        return ()
    values = value_origins(report, report.run.weights)
    learned = {layer.row: layer for layer in report.run.layers}
    untrained = {layer.row: layer for layer in report.untrained.layers}
    drawn = stage_representatives(report)
    return tuple(
        StageBeside(stage, row, learned[row.id], untrained[row.id])
        for stage in report.stages
        for row in map(report.row, stage.rows)
        if row.id in drawn and row.kind == "act" and values[row.id] == "learned"
    )


def kernels_beside(report: Report) -> tuple[KernelsBeside, ...]:
    """Convolution by convolution, of those whose weights are learned."""
    if not (report.run and report.untrained):
        return ()
    own = weight_origins(report, report.run.weights)
    untrained = {one.row: one for one in report.untrained.kernels}
    return tuple(
        KernelsBeside(report.row(one.row), one, untrained[one.row])
        for one in report.run.kernels
        if own[one.row] == "learned"
    )
