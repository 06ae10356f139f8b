"""One pass for values, memory and times, where a second one would cost most.

The pass that looks at values also tells how much memory a pass takes. Of a slow network it tells
the times too, call by call, without the looking: such a network runs once. Saves a fifth of the
clock of a cold build.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from archreport.running.peak_memory import PeakMemory, peak_memory
from archreport.running.threads import FIXED
from archreport.running.timing import SLOW, TimedPass
from archreport.running.values import Seen


@dataclass(frozen=True)
class Told:
    """What a pass whose values were looked at tells about one that nobody looks at; None is what it
    does not."""

    peak: PeakMemory | None = None
    timed: TimedPass | None = None


def watched(look: Callable[[], Seen], device: torch.device, *, alone: bool) -> tuple[Seen, Told]:
    """Make the pass ``look`` and see what it tells of others.

    That is nothing where something is drawn beside it (it is not ``alone``), and elsewhere than on
    the processor, as devices choose their kernels in the first pass; and nothing of their time
    where they have another number of threads.
    """
    if not alone or device.type != "cpu":
        return look(), Told()
    with peak_memory(device) as peak:
        seen = look()
    seconds = sum(lap for _, lap in seen.laps)
    slow = torch.get_num_threads() == FIXED and seconds > SLOW
    return seen, Told(peak, TimedPass(seconds, seen.laps) if slow else None)
