"""How many threads PyTorch computes with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

#: The threads of every pass whose values are kept, on whatever machine. With one thread PyTorch
#: computes 1×1 convolutions by another algorithm than with several, and how a sum is split among
#: threads is the libraries' affair: both show in the last digits, and these in pictures and tables.
FIXED = 2


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let PyTorch compute with ``count`` threads in this block."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
