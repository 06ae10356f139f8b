"""The rows of a report as other tools see them: operations inside calls of modules."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from archreport.report.model import Param, Report, Row


@dataclass(frozen=True)
class Step:
    """One row as a tool sees it.

    ``leaf`` is True inside a module without submodules; where the row is the last one of that
    module's call, ``own`` are the parameters that the call used.
    """

    row: Row
    leaf: bool
    own: tuple[Param, ...]

    @property
    def read(self) -> int:
        """How many values the step reads from its first input."""
        return prod(self.row.in_shapes[0]) if self.row.in_shapes else 0

    @property
    def written(self) -> int:
        """How many values its result holds."""
        return prod(self.row.out_shape)

    @property
    def biased(self) -> bool:
        return any(own_name(param) == "bias" for param in self.row.params)

    @property
    def affine(self) -> bool:
        """True for a normalisation with a scale and shift of its own."""
        return bool(self.row.params)


def steps_of(report: Report) -> tuple[Step, ...]:
    """The rows of a report, without its inputs, as steps."""
    parents = {module.path.rpartition(".")[0] for module in report.modules if module.path}
    rows = [row for row in report.rows if row.kind != "io"]
    calls: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        calls.setdefault((row.module, row.call), []).append(row)
    steps = []
    for row in rows:
        call = calls[row.module, row.call]
        leaf = row.module not in parents
        last = leaf and row is call[-1]
        own = {param.name: param for each in call for param in each.params} if last else {}
        steps.append(Step(row, leaf, tuple(own.values())))
    return tuple(steps)


def own_name(param: Param) -> str:
    """ "weight" of "layer1.0.conv1.weight"."""
    return param.name.rpartition(".")[2]
