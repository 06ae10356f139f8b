"""What a pass may touch outside of the model: random generators and the modes of this thread."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


@contextmanager
def undisturbed() -> Iterator[None]:
    """Run within plain tensors and give the random generators back as they were.

    Under the caller's ``torch.inference_mode`` PyTorch's functions cannot be watched, so that mode
    is left for the time being; gradients and autocasting stay as the caller has them.
    """
    python_state, numpy_state = random.getstate(), np.random.get_state()
    try:
        with torch.inference_mode(False), torch.random.fork_rng(), _uncompiled_attention():
            yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)


_FLEX = "torch.nn.attention.flex_attention"
_SWITCH = "_FLEX_ATTENTION_DISABLE_COMPILE_DEBUG"
_LOCK = threading.Lock()
_switched: list[bool] = []  # one entry for each analysis that is going on; the first set the switch


@contextmanager
def _uncompiled_attention() -> Iterator[None]:
    """``flex_attention`` compiles itself, which it cannot do while it is watched; PyTorch has a
    switch, for the whole process, that lets it run as it is written."""
    module = sys.modules.get(_FLEX)
    if module is None or not hasattr(module, _SWITCH):
        yield
        return
    with _LOCK:
        if not _switched:
            _switched.append(bool(getattr(module, _SWITCH)))
            setattr(module, _SWITCH, True)
        _switched.append(True)
    try:
        yield
    finally:
        with _LOCK:
            _switched.pop()
            if len(_switched) == 1:
                setattr(module, _SWITCH, _switched.pop())
