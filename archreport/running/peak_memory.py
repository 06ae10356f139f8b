"""How much memory a pass takes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import torch

from archreport.running.device import synchronize
from archreport.running.resident_set import ResidentSet
from archreport.running.speed.kept_memory import give_back_free_memory

PeakMethod = Literal["cuda allocator", "resident set", "not measured"]


@dataclass
class PeakMemory:
    """What `peak_memory` measured, filled in when its block ends."""

    bytes: int = 0
    method: PeakMethod = "not measured"


@contextmanager
def peak_memory(device: torch.device, resident: ResidentSet | None = None) -> Iterator[PeakMemory]:
    """Measure by how many bytes memory grew, at its highest, above where the block began.

    What was there before (weights, an input already on the device) is not counted, so the number
    can be set beside a Report's ``peak_inference_bytes``.

    * CUDA, "cuda allocator": what tensors held; exact.
    * CPU on Linux, "resident set": what the process held in RAM (``resident``, this process by
      default). It includes the libraries' working space and start-up, so measure a pass and not
      the first use of torch.
    * elsewhere, "not measured" and 0.

    >>> with peak_memory(torch.device("cpu")) as peak:
    ...     values = torch.ones(1_000_000)
    >>> peak.method in ("resident set", "not measured")
    True
    """
    peak = PeakMemory()
    if device.type == "cuda":
        synchronize(device)
        torch.cuda.reset_peak_memory_stats(device)
        before = torch.cuda.memory_allocated(device)
        yield peak
        synchronize(device)
        peak.bytes = torch.cuda.max_memory_allocated(device) - before
        peak.method = "cuda allocator"
    elif device.type == "cpu" and sys.platform == "linux":
        resident = resident or ResidentSet()
        give_back_free_memory()
        start = resident.now()
        highest_before = 0 if resident.reset() else resident.highest()
        yield peak
        highest = resident.highest()
        # Where the mark cannot be reset, a higher peak earlier on hides this one.
        if start and highest > highest_before:
            peak.bytes = max(0, highest - start)
            peak.method = "resident set"
    else:
        yield peak
