"""Passes at other sizes of the input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor, nn

from archreport.analysis.axes import layouts_of
from archreport.analysis.inputs.arguments import Arguments, described, with_tensors
from archreport.analysis.inputs.call import Call, Shape, as_call
from archreport.analysis.memory import Memory, memory_of
from archreport.analysis.rows import rows_of
from archreport.analysis.tracing.passes import Method, trace_passes
from archreport.analysis.tracing.records import MemoryTrace
from archreport.errors import ArchreportError
from archreport.report.model import Row

#: The value of each variable.
Sizes = Mapping[str, int]
#: Axes of inputs, as (number of the input, axis).
Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Trial:
    """One pass: its rows, and which memory it touched."""

    rows: tuple[Row, ...]
    inference: MemoryTrace
    training: MemoryTrace | None
    memory: Memory


@dataclass(frozen=True)
class Refused:
    """A size that the model refuses, in its own words."""

    reason: str


class Trials:
    """Passes of one model at sizes of its input, each made once."""

    def __init__(self, model: nn.Module, given: Any, method: Method, hooks: bool) -> None:
        self._model = model
        self._arguments = _all_shapes(described(as_call(given)))
        self._method = method
        self._hooks = hooks
        self._made: dict[tuple[tuple[int, int, int], ...], Trial | Refused] = {}

    def at(self, extents: Mapping[tuple[int, int], int]) -> Trial | Refused:
        """The pass with ``extents`` at these axes of the inputs, as (input, axis)."""
        key = tuple(sorted((*place, extent) for place, extent in extents.items()))
        if key not in self._made:
            self._made[key] = self._trial(extents)
        return self._made[key]

    @property
    def passes(self) -> int:
        return sum(isinstance(one, Trial) for one in self._made.values())

    def _trial(self, extents: Mapping[tuple[int, int], int]) -> Trial | Refused:
        number = iter(range(10**6))

        def resized(shape: Shape | Tensor) -> Any:
            assert isinstance(shape, Shape)
            at = next(number)
            return replace(
                shape,
                extents=tuple(
                    extents.get((at, axis), extent) for axis, extent in enumerate(shape.extents)
                ),
            )

        args, kwargs = with_tensors(self._arguments, resized)
        try:
            passes = trace_passes(
                self._model, Call(args, kwargs), method=self._method, hooks=self._hooks
            )
            inference = passes.inference.memory()
            memory = memory_of(inference, passes.training)
            rows = rows_of(passes.inference, layouts_of(passes.inference), memory.saved_by)
        except (ArchreportError, RuntimeError) as error:
            return Refused(str(error))
        return Trial(rows, inference, passes.training, memory)


def _all_shapes(arguments: Arguments) -> Arguments:
    """The arguments with a `Shape` for each tensor: what it holds does not matter here."""

    def shape_of(given: Shape | Tensor) -> Shape:
        return given if isinstance(given, Shape) else Shape(tuple(given.shape), given.dtype)

    return with_tensors(arguments, shape_of)
