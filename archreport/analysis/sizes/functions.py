"""`size_functions`: every number of a report as a function of its input's size.

Passes are made at several sizes, on tensors without values. Each extent is followed from the input
on: by the closed form of its operation where there is one, else by the one rule that fits every
pass. Where several rules fit, another pass tells them apart. What is found is held against passes
that it was not made from.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from torch import nn

from archreport.analysis.sizes.conditions import Demand, demands_of, rhythms
from archreport.analysis.sizes.expressions import (
    Expression,
    Variable,
    added,
    number,
    simple,
    value_at,
)
from archreport.analysis.sizes.fitting import Space
from archreport.analysis.sizes.peaks import peaks_of
from archreport.analysis.sizes.rows import NoRule, SizedRow, first_difference, sized_rows
from archreport.analysis.sizes.trials import Trial, Trials
from archreport.analysis.sizes.tried import Sizes, Tried
from archreport.analysis.sizes.variables import axes_of, variables_of
from archreport.analysis.sizes.written import condition, row_formulas, shared, text
from archreport.report.model import Report
from archreport.report.size_functions import FixedExtent, Peaks, SizeFunctions, SizeVariable

#: Passes in which all variables differ from the report's: some to find rules, some to hold them
#: against.
_TOGETHER = 6
_HELD_AGAINST = 4
#: Rounds in which further passes tell rules apart, and passes of one round.
_ROUNDS = 16
_A_ROUND = 4
#: Sizes at which two rules are compared.
_SAMPLES = 4000
#: Half of them are no further from the report's, where small differences show.
_CLOSE = 96
#: Largest batch among them.
_BATCH = 9


@dataclass(frozen=True)
class _Fit:
    variables: tuple[SizeVariable, ...]
    sizes: tuple[Sizes, ...]
    trials: tuple[Trial, ...]
    rows: tuple[SizedRow, ...]
    demands: tuple[Demand, ...]


class _Refused(NoRule):
    """A size was refused for a reason that shapes do not tell."""

    def __init__(self, said: str) -> None:
        super().__init__("", branches=True)
        self.said = said


def size_functions(model: nn.Module, given: Any, report: Report, hooks: bool) -> SizeFunctions:
    """The functions of size of ``report``, which is that of ``model`` and the input ``given``.

    Call it where the passes of the report were made, see `archreport.analysis.analyze.analyze`.
    """
    axes = axes_of(report)
    coverage = report.coverage
    if coverage.by_value or coverage.method == "real":
        by = ", ".join(coverage.by_value)
        fixed = [FixedExtent(axis.name, axis.traced, "branches", "", by) for axis in axes]
        return _written(None, fixed, 1)
    tried = Tried(Trials(model, given, coverage.method, hooks), axes)
    tried.at({})
    variables, fixed = variables_of(axes, tried)
    while variables:
        try:
            return _written(_fitted(report, variables, tried), fixed, tried.passes)
        except NoRule as error:
            at, failure = _culprit(report, variables, tried, error)
            one = variables.pop(at)
            narrower = _narrower(one, tried) if failure.branches else None
            if narrower is None:
                fixed.append(_fixed(one, failure))
            else:
                variables.insert(at, narrower)
    return _written(None, fixed, tried.passes)


def _culprit(
    report: Report, variables: Sequence[SizeVariable], tried: Tried, error: NoRule
) -> tuple[int, NoRule]:
    """Which variable has no functions by itself; the last where each has some."""
    if len(variables) > 1:
        for at, one in enumerate(variables):
            try:
                _fitted(report, [one], tried)
            except NoRule as alone:
                return at, alone
    return len(variables) - 1, error


def _narrower(variable: SizeVariable, tried: Tried) -> SizeVariable | None:
    """The variable between values around the report's at which the same operations run; None where
    these are too few, or no fewer than before."""
    name = variable.name
    base = _made(tried, {}).rows
    values = sorted(one[name] for one in _within(tried.legal([name]), [variable]))
    same = {v: first_difference(base, _made(tried, {name: v}).rows) is None for v in values}
    if all(same.values()):
        return None
    low = max((v for v in values if v < variable.traced and not same[v]), default=0)
    high = min((v for v in values if v > variable.traced and not same[v]), default=values[-1] + 1)
    kept = [v for v in values if low < v < high]
    return replace(variable, lowest=kept[0], highest=kept[-1]) if len(kept) > 2 else None


def _within(sizes: Sequence[Sizes], variables: Sequence[SizeVariable]) -> list[Sizes]:
    return [
        size
        for size in sizes
        if all(one.lowest <= size[one.name] <= one.highest for one in variables)
    ]


def _fixed(variable: SizeVariable, error: NoRule) -> FixedExtent:
    return FixedExtent(
        variable.name,
        variable.traced,
        "branches" if error.branches else "no rule",
        error.row,
        error.said if isinstance(error, _Refused) else "",
    )


def _fitted(report: Report, variables: Sequence[SizeVariable], tried: Tried) -> _Fit:
    """Rows and demands that fit every pass and were held against new ones. Raises `NoRule`."""
    draw = random.Random(0)  # the same passes each time
    names = [one.name for one in variables]
    values = {
        name: sorted({size[name] for size in _within(tried.legal(names), variables)})
        for name in names
    }
    for _ in range(_TOGETHER):
        tried.at({name: draw.choice(some) for name, some in values.items()})
    untrue: set[tuple[Expression, bool, Expression]] = set()
    was_held_against = False
    for _ in range(_ROUNDS):
        fit = _fit(report, variables, tried, untrue)
        samples = _samples(variables, len(fit.trials))
        more = [one for one in _telling_apart(fit, samples) if tried.is_new(one)]
        more += _testing(fit, samples, tried, untrue)
        if not more and not was_held_against:
            was_held_against = True
            more = _some(samples, _all_hold(fit.demands, samples), _HELD_AGAINST)
        if not more:
            return fit
        for sizes in more:
            tried.at(sizes)
    raise NoRule(fit.rows[-1].id)


def _fit(
    report: Report,
    variables: Sequence[SizeVariable],
    tried: Tried,
    untrue: set[tuple[Expression, bool, Expression]],
) -> _Fit:
    names = [one.name for one in variables]
    sizes = _within(tried.legal(names), variables)
    trials = tuple(_made(tried, one) for one in sizes)
    space = Space(sizes)
    inputs: list[list[Expression]] = [
        [number(extent) for extent in given.shape] for given in report.inputs
    ]
    for one in variables:
        for at, axis in one.places:
            inputs[at][axis] = Variable(one.name)
    rows = sized_rows([trial.rows for trial in trials], inputs, space)
    demands = [
        one
        for one in demands_of(rows, trials[0].rows, space)
        if (one.left, one.is_least, one.right) not in untrue
    ]
    unmet = _unexplained(_refused(tried, variables), demands)
    if unmet:
        demands += rhythms(sizes, names)
        unmet = _unexplained(unmet, demands)
    if unmet:
        raise _Refused(unmet[0][1])
    return _Fit(tuple(variables), tuple(sizes), trials, tuple(rows), tuple(demands))


def _refused(tried: Tried, variables: Sequence[SizeVariable]) -> list[tuple[Sizes, str]]:
    return [
        (size, said)
        for size, said in tried.refused([one.name for one in variables])
        if _within([size], variables)
    ]


def _made(tried: Tried, sizes: Sizes) -> Trial:
    trial = tried.at(sizes)
    assert isinstance(trial, Trial)
    return trial


def _unexplained(
    refused: Sequence[tuple[Sizes, str]], demands: Sequence[Demand]
) -> list[tuple[Sizes, str]]:
    return [one for one in refused if all(demand.holds(one[0]) for demand in demands)]


#: Values of each variable at many sizes.
_Samples = Mapping[str, Any]


def _samples(variables: Sequence[SizeVariable], seed: int) -> _Samples:
    """Sizes at random between the smallest and the largest that were tried."""
    draw = np.random.default_rng(seed)
    samples = {}
    for one in variables:
        high = min(one.highest, _BATCH) if one.name == "batch" else one.highest
        wide = draw.integers(one.lowest, high + 1, _SAMPLES)
        low, close = max(one.lowest, one.traced - _CLOSE), min(high, one.traced + _CLOSE)
        near = draw.integers(low, max(low, close) + 1, _SAMPLES)
        samples[one.name] = np.where(draw.random(_SAMPLES) < 0.5, wide, near)
    return samples


def _all_hold(demands: Sequence[Demand], samples: _Samples) -> Any:
    hold = np.ones(_SAMPLES, dtype=bool)
    for demand in demands:
        hold &= np.asarray(demand.holds(samples))
    return hold


def _some(samples: _Samples, chosen: Any, most: int) -> list[Sizes]:
    return [
        {name: int(values[at]) for name, values in samples.items()}
        for at in np.flatnonzero(chosen)[:most]
    ]


def _telling_apart(fit: _Fit, samples: _Samples) -> list[Sizes]:
    """Sizes that the model takes at which rules differ that fit so far."""
    hold = _all_hold(fit.demands, samples)
    chosen: list[Sizes] = []
    for first, *others in dict.fromkeys(choice for row in fit.rows for choice in row.doubts):
        for other in others:
            if any(value_at(first, one) != value_at(other, one) for one in chosen):
                continue
            apart = np.asarray(value_at(first, samples) != value_at(other, samples))
            chosen += _some(samples, hold & apart, 1)
    return chosen[:_A_ROUND]


def _testing(
    fit: _Fit,
    samples: _Samples,
    tried: Tried,
    untrue: set[tuple[Expression, bool, Expression]],
) -> list[Sizes]:
    """Sizes that break one demand alone, and that the model takes all the same: it was none."""
    held = [np.broadcast_to(np.asarray(one.holds(samples)), _SAMPLES) for one in fit.demands]
    broken = sum((~one).astype(int) for one in held)
    taken: list[Sizes] = []
    for demand, holds in zip(fit.demands, held, strict=True):
        for sizes in _some(samples, ~holds & (broken == 1), 1):
            if not demand.is_least and isinstance(tried.at(sizes), Trial):
                untrue.add((demand.left, demand.is_least, demand.right))
                taken.append(sizes)
    return taken


def _written(fit: _Fit | None, fixed: Sequence[FixedExtent], passes: int) -> SizeFunctions:
    if fit is None:
        return SizeFunctions((), tuple(fixed), (), (), (), {}, Peaks(), None, passes)
    formulas, rows = shared([row_formulas(row) for row in fit.rows])
    peaks, peaks_of_one = peaks_of(fit.trials, fit.sizes, fit.rows)
    return SizeFunctions(
        variables=fit.variables,
        fixed=tuple(fixed),
        conditions=tuple(map(condition, fit.demands)),
        formulas=formulas,
        rows=rows,
        totals={
            name: text(simple(added(getattr(row, name) for row in fit.rows)))
            for name in ("macs", "activations", "activation_bytes", "saved_bytes")
        },
        peaks=peaks,
        peaks_of_one=peaks_of_one,
        passes=passes,
    )
