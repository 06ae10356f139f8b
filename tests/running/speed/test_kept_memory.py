"""Freed memory that is kept for the next tensor.

Asked of the C library, as what Linux does with pages depends on what else the machine does.
"""

import ctypes
import json
import subprocess
import sys

import pytest

from tests.paths import ROOT

TENSOR = 80_000_000  # bytes
# In a process of its own, as pieces of memory that are kept may be used again later on.
_MEASURE = f"""
import ctypes, json

import torch

from archreport.running.speed.kept_memory import memory_kept


class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd",
        "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")]


ask = ctypes.CDLL(None).mallinfo2
ask.restype = Info


def held():
    # Bytes that the C library has from the system.
    info = ask()
    return info.arena + info.hblkhd


def round():
    # Bytes held while there is a tensor, and when there is none again.
    tensor = torch.ones({TENSOR} // 4)
    with_it = held()
    del tensor
    return with_it - start, held() - start


torch.ones(1)
start = held()
given_back = [round() for _ in range(3)]
with memory_kept():
    kept = [round() for _ in range(8)]
print(json.dumps([given_back, kept]))
"""


@pytest.mark.skipif(
    not (sys.platform == "linux" and hasattr(ctypes.CDLL(None), "mallinfo2")),
    reason="needs glibc 2.33",
)
def test_memory_kept_is_not_asked_for_again() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE], cwd=ROOT, check=True, capture_output=True, text=True
    )
    given_back, kept = json.loads(done.stdout)
    most, least = 0.75 * TENSOR, 0.25 * TENSOR  # as small pieces come and go
    for with_it, without in given_back:
        assert with_it > most and without < least
    assert min(min(one) for one in kept) > most
    # it takes some rounds until a piece that fits every request is free
    last = [bytes_held for one in kept[-3:] for bytes_held in one]
    assert max(last) - min(last) < least
