"""A pass of a network, row by row: what each row of its report computes, when it has just been
computed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from torch import Tensor, nn

from archreport.analysis.tracing.nested import tensors_in
from archreport.errors import ForwardFailed
from archreport.report.model import Report, Row
from archreport.running.timing import Laps, Stopwatch


def watch_rows(
    report: Report, network: nn.Module, batch: Tensor, look: Callable[[Row, Tensor], None]
) -> Laps:
    """Run the network and show ``look`` what each row computes, when it has just been computed.

    Returns how long its calls took, without the looking. Raises `ForwardFailed` where this pass
    takes another way than the one that was reported.
    """
    waiting = deque(report.rows[len(report.inputs) :])

    def watched(name: str, result: Any) -> None:
        """Calls that the trace leaves out are no row's: they have another name or shape."""
        shapes = tuple(tuple(tensor.shape) for tensor in tensors_in(result))
        if waiting and (name, shapes) == (waiting[0].op, waiting[0].out_shapes):
            look(waiting.popleft(), next(tensors_in(result)))

    with Stopwatch(batch.device, watched) as watch:
        network(batch)
    if waiting:
        raise ForwardFailed("running.other_rows", title=report.identity.title, row=waiting[0].id)
    laps: Laps = watch.laps
    return laps
