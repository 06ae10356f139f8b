"""Seconds of a forward pass, as a whole and operation by operation."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from archreport.analysis.tracing.nested import tensors_in
from archreport.operations.function_names import operation_name
from archreport.running.device import synchronize

#: At most so many passes are timed, and none begins when they have taken `ENOUGH` seconds together.
PASSES = 3
ENOUGH = 0.15
#: Seconds. A pass that takes longer is timed once.
SLOW = 0.5

#: The function calls of one pass in their order: operation and seconds.
Laps = list[tuple[str, float]]


@dataclass(frozen=True)
class TimedPass:
    """Seconds of one pass, and of each function call in it."""

    seconds: float
    laps: Laps


def timed_passes(
    network: nn.Module, batch: Tensor, device: torch.device, passes: int | None
) -> list[TimedPass]:
    """Time ``passes`` passes; for None up to `PASSES`, as many as begin within `ENOUGH` seconds.

    There has to be a pass before them: the first takes longer, on devices that choose their kernels
    then many times as long.
    """
    timed = [_timed(network, batch, device)]
    while len(timed) < (passes or PASSES):
        if passes is None and sum(one.seconds for one in timed) > ENOUGH:
            break
        timed.append(_timed(network, batch, device))
    return timed


def median_seconds(timed: Sequence[TimedPass], operations: Sequence[str]) -> list[float]:
    """Median seconds of each of the traced ``operations``, given by name in their order.

    A pass has every function call, also those that the trace leaves out.
    """
    columns = [_seconds_of(one.laps, operations) for one in timed]
    return [median(values) for values in zip(*columns, strict=True)]


def _seconds_of(laps: Laps, operations: Sequence[str]) -> list[float]:
    position = 0
    seconds = []
    for name in operations:
        while position < len(laps) and laps[position][0] != name:
            position += 1
        seconds.append(laps[position][1] if position < len(laps) else 0.0)
        position += 1
    return seconds


def _timed(network: nn.Module, batch: Tensor, device: torch.device) -> TimedPass:
    """Time one pass as a whole and call by call.

    On a CPU one pass gives both. Elsewhere waiting for the device after every call would slow the
    whole, so that a second pass is timed without it.
    """
    synchronize(device)
    start = time.perf_counter()
    with Stopwatch(device) as watch:
        network(batch)
    synchronize(device)
    seconds = time.perf_counter() - start
    if device.type != "cpu":
        start = time.perf_counter()
        network(batch)
        synchronize(device)
        seconds = time.perf_counter() - start
    return TimedPass(seconds, watch.laps)


class Stopwatch(TorchFunctionMode):
    """Times every function that a network calls, waiting for the device before and after.

    ``look`` is told of each result, by the name of its operation, while the clock stands still.
    """

    def __init__(
        self, device: torch.device, look: Callable[[str, Any], None] | None = None
    ) -> None:
        super().__init__()
        self.device = device
        self.look = look
        self.laps: Laps = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        synchronize(self.device)
        start = time.perf_counter()
        result = func(*args, **(kwargs or {}))
        synchronize(self.device)
        seconds = time.perf_counter() - start
        if any(True for _ in tensors_in(result)):
            name = operation_name(func, args)
            self.laps.append((name, seconds))
            if self.look:
                self.look(name, result)
        return result
