"""Freed memory that is kept for the next tensor."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

# In a process of its own, as pieces of memory that are kept may be used again later on.
_MEASURE = """
import resource

import torch

from archreport.running.speed.kept_memory import memory_kept


def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(5):
        torch.ones(20_000_000)  # 80 MB, 19,500 pages
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


given_back = faults()
with memory_kept():  # it takes some rounds until a piece that fits every request is free
    kept = min(faults() for _ in range(8))
print(given_back, kept)
"""


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="needs Linux's /proc/self/clear_refs"
)
def test_memory_kept_is_not_asked_for_again() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE], cwd=ROOT, check=True, capture_output=True, text=True
    )
    given_back, kept = map(int, done.stdout.split())
    assert kept < given_back / 4
