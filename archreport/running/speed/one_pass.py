"""One pass for values and times, where a second one would cost most.

Of a network that takes longer than a second the pass that looks at its values is timed too, call by
call, without the looking; so it need not run again. Saves a fifth of the clock of a cold build.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import torch

from archreport.running.peak_memory import PeakMemory, peak_memory
from archreport.running.threads import FIXED
from archreport.running.timing import SLOW, Stopwatch, TimedPass


@dataclass
class Watched:
    """What was measured of the pass that looked at values: filled in when its block ends.

    None where it says nothing of a pass that nobody looks at."""

    timed: TimedPass | None = None
    peak: PeakMemory | None = None


@contextmanager
def watched(device: torch.device, *, alone: bool) -> Iterator[Watched]:
    """Measure the pass in this block, calls of functions only.

    It tells how long a pass takes where it computes with as many threads as any other, on the
    processor, ``alone``: with nothing drawn beside it.
    """
    found = Watched()
    if not (alone and device.type == "cpu" and torch.get_num_threads() == FIXED):
        yield found
        return
    with ExitStack() as stack:
        peak = stack.enter_context(peak_memory(device))
        watch = stack.enter_context(Stopwatch(device))
        yield found
    seconds = sum(lap for _, lap in watch.laps)
    if seconds > SLOW:
        found.timed, found.peak = TimedPass(seconds, watch.laps), peak
