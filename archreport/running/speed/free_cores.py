"""Cores for threads that work beside PyTorch.

PyTorch's own threads wait for each other at every operation: where others need their cores they
lose more than half of their time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def cores_left_to(threads: int) -> Iterator[None]:
    """Let PyTorch compute with ``threads`` threads less, at least with one."""
    before = torch.get_num_threads()
    torch.set_num_threads(max(1, before - threads))
    try:
        yield
    finally:
        torch.set_num_threads(before)
