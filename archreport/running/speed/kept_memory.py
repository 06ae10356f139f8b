"""What the C library does with freed memory: keep it for the next tensor, or give it back.

As it is, glibc gives every large tensor's memory back to Linux and asks for it anew, page by page:
a fifth to a third of a forward pass on a CPU. With another C library nothing here does anything.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# glibc's mallopt: what to set, and bytes. Both settings are 128 KiB when a process begins.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_NEVER, _AT_START = 2**31 - 1, 128 * 2**10


@contextmanager
def memory_kept() -> Iterator[None]:
    """Keep what is freed within, to be used again.

    The C library does not say what its settings are, so that afterwards they are those it begins
    with.
    """
    _give_back_from(_NEVER)
    try:
        yield
    finally:
        _give_back_from(_AT_START)
        _call_glibc("malloc_trim", 0)


def give_back_free_memory() -> None:
    """Give what was freed back to the system; a later use of it would not show as growth."""
    gc.collect()
    _call_glibc("malloc_trim", 0)


def _give_back_from(size: int) -> None:
    """Let freed memory go back to the system where it is a piece of ``size`` bytes or more."""
    for setting in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
        _call_glibc("mallopt", setting, size)


def _call_glibc(function: str, *arguments: int) -> None:
    """Call a function that only glibc has; elsewhere do nothing."""
    if sys.platform == "linux":
        in_glibc = getattr(ctypes.CDLL(None), function, None)
        if in_glibc is not None:
            in_glibc(*arguments)
