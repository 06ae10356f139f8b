"""How much work something is, in what Python executes: the same on a busy machine as on a quiet
one.

Seconds are not, nor are those of the processor: caches and cores are shared.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


def calls(work: Callable[[], object]) -> int:
    """How many functions ``work`` calls, Python's and those written in C."""
    count = 0

    def one(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(one)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def lines(work: Callable[[], object]) -> int:
    """How many lines of Python ``work`` executes, each as often as it does."""
    count = 0

    def one(frame: FrameType, event: str, arg: object) -> object:
        nonlocal count
        count += event == "line"
        return one

    before = sys.gettrace()
    sys.settrace(one)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
