"""Timing and tables for the benchmarks."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from statistics import median


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Median time of ``work``, after one run of it that counts for nothing."""
    work()
    measured = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        work()
        measured.append(time.perf_counter() - start)
    return median(measured)


def processor_seconds(work: Callable[[], object], times: int = 5) -> float:
    """Least processor time of ``work``, after one run of it: what a busy machine disturbs least."""
    work()
    measured = []
    for _ in range(times):
        start = time.process_time()
        work()
        measured.append(time.process_time() - start)
    return min(measured)


def table(title: str, head: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    widths = [max(len(line[i]) for line in (head, *lines)) for i in range(len(head))]
    print(f"\n{title}\n")
    for line in (head, ["─" * width for width in widths], *lines):
        first, *others = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join([first.strip().ljust(widths[0]), *others]))
    print(flush=True)
