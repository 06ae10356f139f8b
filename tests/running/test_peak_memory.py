"""How much memory a block of code took."""

import gc
import sys
from pathlib import Path

import pytest
import torch

from archreport.running.device import choose_device, device_name
from archreport.running.peak_memory import peak_memory
from archreport.running.resident_set import ResidentSet

CPU = torch.device("cpu")
MEGABYTE = 1_000_000

linux = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="needs Linux's /proc/self/clear_refs"
)


@linux
def test_peak_memory_counts_what_was_freed_again() -> None:
    if not ResidentSet().reset():
        pytest.skip("the kernel refuses to reset the peak here")
    with peak_memory(CPU) as peak:
        for _ in range(2):
            values = torch.ones(20 * MEGABYTE)  # 80 MB
            del values
    assert peak.method == "resident set"
    assert 75 * MEGABYTE < peak.bytes < 140 * MEGABYTE


@linux
def test_peak_memory_does_not_count_what_was_there() -> None:
    if not ResidentSet().reset():
        pytest.skip("the kernel refuses to reset the peak here")
    held = torch.ones(20 * MEGABYTE)
    with peak_memory(CPU) as peak:
        held.add_(1)
    assert peak.bytes < 20 * MEGABYTE


class Counted(ResidentSet):
    """Holds 300 bytes; its highest marks are given, and it cannot be reset."""

    def __init__(self, *marks: int, resets: bool = False) -> None:
        self.marks = iter(marks)
        self.resets = resets

    def now(self) -> int:
        return 300

    def highest(self) -> int:
        return next(self.marks)

    def reset(self) -> bool:
        return self.resets


@pytest.mark.parametrize(
    ("resident", "growth", "method"),
    [
        (Counted(900, resets=True), 600, "resident set"),
        (Counted(200, resets=True), 0, "resident set"),
        (Counted(900, 900), 0, "not measured"),  # an earlier peak hides this one
        (Counted(900, 1000), 700, "resident set"),
    ],
)
def test_the_arithmetic_of_the_resident_set(
    resident: ResidentSet, growth: int, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    with peak_memory(CPU, resident) as peak:
        pass
    assert (peak.bytes, peak.method) == (growth, method)


def test_elsewhere_it_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with peak_memory(CPU) as peak:
        pass
    assert (peak.bytes, peak.method) == (0, "not measured")


def test_peak_memory_lets_errors_through() -> None:
    with pytest.raises(KeyError), peak_memory(CPU):
        raise KeyError


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_peak_memory_on_cuda() -> None:
    device = choose_device("cuda")
    held = torch.ones(MEGABYTE, device=device)
    gc.collect()
    with peak_memory(device) as peak:
        values = torch.ones(10 * MEGABYTE, device=device)
        del values
    assert peak.method == "cuda allocator"
    assert 40 * MEGABYTE <= peak.bytes < 44 * MEGABYTE
    assert device_name(device) and held.numel() == MEGABYTE


def test_the_arithmetic_of_the_cuda_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: calls.append("wait"))
    monkeypatch.setattr(torch.cuda, "reset_peak_memory_stats", lambda device: calls.append("reset"))
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda device: 1000)
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda device: 1700)
    with peak_memory(torch.device("cuda")) as peak:
        calls.append("work")
    assert (peak.bytes, peak.method) == (700, "cuda allocator")
    assert calls == ["wait", "reset", "work", "wait"]
