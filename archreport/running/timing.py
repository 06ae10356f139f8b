"""Seconds of a forward pass, as a whole and operation by operation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from archreport.analysis.tracing.nested import tensors_in
from archreport.operations.function_names import operation_name
from archreport.running.device import synchronize
from archreport.running.peak_memory import PeakMemory, peak_memory

PASSES = 3
#: Seconds. A pass that takes longer is timed once.
SLOW = 1.0

#: The function calls of one pass in their order: operation and seconds.
Laps = list[tuple[str, float]]


@dataclass(frozen=True)
class TimedPass:
    """Seconds of one pass, and of each function call in it."""

    seconds: float
    laps: Laps


def timed_passes(
    network: nn.Module, batch: Tensor, device: torch.device, passes: int | None
) -> tuple[list[TimedPass], PeakMemory]:
    """Time ``passes`` passes; for None `PASSES`, or one if it is `SLOW`.

    Returns them, and the memory that the first of them took. The first is slower than the next, by
    a tenth or so on a CPU: a median leaves it out. Other devices choose their kernels in the first
    pass of all, which then takes many times as long: there has to be one before.
    """
    with peak_memory(device) as peak:
        timed = [_timed(network, batch, device)]
    once = passes is None and timed[0].seconds > SLOW
    more = 0 if once else (passes or PASSES) - 1
    return timed + [_timed(network, batch, device) for _ in range(more)], peak


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
    watch = Stopwatch(device)
    synchronize(device)
    start = time.perf_counter()
    with watch:
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
    """Times every traced function, waiting for the device before and after."""

    def __init__(self, device: torch.device) -> None:
        super().__init__()
        self.device = device
        self.laps: Laps = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        synchronize(self.device)
        start = time.perf_counter()
        result = func(*args, **(kwargs or {}))
        synchronize(self.device)
        if any(True for _ in tensors_in(result)):
            self.laps.append((operation_name(func, args), time.perf_counter() - start))
        return result
