"""How much memory a pass takes, and keeping what it frees for the next one."""

from __future__ import annotations

import ctypes
import gc
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch

from archreport.running.device import synchronize

# glibc's mallopt: what to set, and bytes. Both settings are 128 KiB when a process begins.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3


_NEVER, _AT_START = 2**31 - 1, 128 * 2**10


PeakMethod = Literal["cuda allocator", "resident set", "not measured"]


@contextmanager
def memory_kept() -> Iterator[None]:
    """Let the C library keep what is freed within, to be used again.

    As it is, glibc gives every large tensor's memory back to Linux and asks for it anew, page by
    page: of a forward pass on a CPU that is a fifth to a third. Elsewhere this does nothing. The
    C library cannot tell its settings, so that afterwards they are those it begins with.
    """
    _give_back_from(_NEVER)
    try:
        yield
    finally:
        _give_back_from(_AT_START)
        _call_glibc("malloc_trim", 0)


def _give_back_from(size: int) -> None:
    """Let freed memory go back to the system where it is a piece of ``size`` bytes or more."""
    for setting in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
        _call_glibc("mallopt", setting, size)


def _call_glibc(function: str, *arguments: int) -> None:
    """Call a function that only glibc has; elsewhere do nothing."""
    if sys.platform == "linux":
        found = getattr(ctypes.CDLL(None), function, None)
        if found is not None:
            found(*arguments)


@dataclass
class PeakMemory:
    """What `peak_memory` found, filled in when its block ends."""

    bytes: int = 0
    method: PeakMethod = "not measured"


@contextmanager
def peak_memory(device: torch.device) -> Iterator[PeakMemory]:
    """Measure by how many bytes memory grew, at its highest, above where the block began.

    What was there before (weights, an input already on the device) is not counted, so the number
    can be set beside a Report's ``peak_inference_bytes``.

    * CUDA, "cuda allocator": what tensors held; exact.
    * CPU on Linux, "resident set": what the process held in RAM. It includes the libraries'
      working space and start-up, so measure a pass and not the first use of torch.
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
        _return_free_memory()
        start = _resident("VmRSS")
        reset = _reset_resident_peak()
        highest_before = 0 if reset else _highest_ever()
        yield peak
        highest = _resident("VmHWM") if reset else _highest_ever()
        # Where the counter cannot be reset, a higher peak earlier on hides this one.
        if start and highest > highest_before:
            peak.bytes = max(0, highest - start)
            peak.method = "resident set"
    else:
        yield peak


def _return_free_memory() -> None:
    """Give memory that was freed back to the system; a later use of it would not show as growth."""
    gc.collect()
    _call_glibc("malloc_trim", 0)


def _reset_resident_peak() -> bool:
    """Set the kernel's mark of the highest resident set back to the present. False if refused."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


def _resident(field: str) -> int:
    """``VmRSS`` (now) or ``VmHWM`` (the highest) of this process in bytes; 0 if not told."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(rf"^{field}:\s*(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _highest_ever() -> int:
    """The highest resident set since this process began, in bytes."""
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
