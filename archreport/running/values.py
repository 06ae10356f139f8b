"""What a network computes on a photograph: statistics of every row, and values to be drawn.

One traced pass gives both. A result is let go as soon as the network and its drawing are done with
it, so that the pass takes hardly more memory than one that nobody watches.

The same weights and photograph give the same bits on any number of threads and at any load: the
pass has a number of threads of its own, and what is summed here is summed by one. Another kind of
processor or device, or another release of PyTorch or NumPy, may give other last digits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from archreport.analysis.tracing.nested import tensors_in
from archreport.analysis.tracing.records import TracedCall
from archreport.analysis.tracing.tracer import trace_forward
from archreport.report.final_values import has_final_values
from archreport.report.model import Report, Row
from archreport.report.run import LayerRun
from archreport.running.threads import FIXED, threads

Floats = NDArray[np.float32]

_NEAR = 2**17  # values that stay in a processor's own cache


class Drawing(Protocol):
    """Takes values while the network runs.

    With ``later`` it may draw them beside the computation: the arrays that it is given are not
    changed any more.
    """

    @property
    def later(self) -> bool: ...

    def wants(self, row: Row) -> bool:
        """Whether it draws this row."""

    def maps(self, row: Row, maps: Floats) -> None:
        """Draw what a row computed, ``(C, H, W)``."""

    def filters(self, row: Row, kernels: Floats) -> None:
        """Draw the kernels of a convolution, ``(c_out, c_in, kh, kw)``."""


def values_of(
    report: Report, network: nn.Module, batch: Tensor, drawing: Drawing
) -> tuple[tuple[LayerRun, ...], Tensor]:
    """Run ``network`` once; return the statistics of every row and the main output.

    The rows whose values are final are given to ``drawing``, where it wants them.
    """
    rows = report.rows[len(report.inputs) :]
    final = has_final_values(report.rows)
    changing = changed_later(report.rows) if drawing.later else ()
    layers: list[LayerRun] = []
    output: list[Tensor] = []

    def observe(position: int, result: Any, operation: TracedCall) -> None:
        row = rows[position]
        with torch._C.DisableTorchFunction():  # looking is no step, for whoever listens too
            values = next(tensors_in(result), None)
            if values is None or not values.is_floating_point():
                return
            first = values[0].float().cpu().numpy()
        layers.append(_statistics(row, first))
        if row.id == report.outputs[0]:
            output[:] = [values]
        if row.id in final and drawing.wants(row):
            maps = _maps(first)
            drawing.maps(row, maps.copy() if row.id in changing else maps)

    with threads(FIXED):
        trace_forward(network, (batch,), observe=observe)
    return tuple(layers), output[0]


def draw_filters(report: Report, network: nn.Module, drawing: Drawing) -> None:
    """Draw the kernels of the first convolution: the only ones that are pictures themselves."""
    parameters = dict(network.named_parameters())
    for row in report.rows:
        if row.kind == "conv" and row.params:
            weight = parameters[row.params[0].name].detach().float().cpu().numpy()
            if weight.ndim == 4:
                drawing.filters(row, weight)
            return


def changed_later(rows: Sequence[Row]) -> set[str]:
    """Rows in whose memory a later row works in place, directly or through a view."""
    memory: dict[str, str] = {}
    changed: set[str] = set()
    for row in rows:
        shares = row.storage in ("in place", "view") and row.inputs
        memory[row.id] = memory[row.inputs[0]] if shares else row.id
        if row.storage == "in place":
            touched = {memory[source] for source in row.inputs}
            changed |= {name for name, place in memory.items() if place in touched} - {row.id}
    return changed


def _maps(first: Floats) -> Floats:
    """The first picture's values as ``(C, H, W)``."""
    if first.ndim == 1:
        return first[:, None, None]
    return first if first.ndim == 3 else first.reshape(1, 1, -1)


def _statistics(row: Row, first: Floats) -> LayerRun:
    """Numbers of the first picture's values, some channels at a time: no copy of them is made, and
    what is looked at several times is near the processor.

    In NumPy, since the trace would listen to each of PyTorch's operations.
    """
    channels = first.reshape(len(first), -1) if first.ndim > 1 else first[:, None]
    lowest, highest = np.empty((2, len(channels)), np.float32)
    step = max(1, _NEAR // channels.shape[1])
    work = np.empty_like(channels[:step])
    squares, zeros = 0.0, 0
    with np.errstate(invalid="ignore", over="ignore"):  # infinities are for the reader to see
        mean = first.mean()
        for start in range(0, len(channels), step):
            some = slice(start, start + step)
            values = channels[some]
            values.min(axis=1, out=lowest[some])
            values.max(axis=1, out=highest[some])
            zeros += int(np.count_nonzero(values == 0))
            apart = np.subtract(values, mean, out=work[: len(values)])
            squares += float(np.einsum("ij,ij->", apart, apart))
    return LayerRun(
        row=row.id,
        mean=round(float(mean), 6),
        std=round(math.sqrt(squares / first.size), 6),
        minimum=round(float(lowest.min()), 6),
        maximum=round(float(highest.max()), 6),
        zeros=round(zeros / first.size, 6),
        dead=int(((lowest == 0) & (highest == 0)).sum()),
        channels=len(channels),
    )
