"""How much memory a block of code took, and keeping what is freed."""

import gc
import sys
from pathlib import Path

import pytest
import torch

from archreport.running import peak_memory as module
from archreport.running.device import choose_device, device_name
from archreport.running.peak_memory import memory_kept, peak_memory

CPU = torch.device("cpu")
MEGABYTE = 1_000_000

linux = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="needs Linux's /proc/self/clear_refs"
)


@linux
def test_peak_memory_counts_what_was_freed_again() -> None:
    if not module._reset_resident_peak():
        pytest.skip("the kernel refuses to reset the peak here")
    with peak_memory(CPU) as peak:
        for _ in range(2):
            values = torch.ones(20 * MEGABYTE)  # 80 MB
            del values
    assert peak.method == "resident set"
    assert 75 * MEGABYTE < peak.bytes < 140 * MEGABYTE


@linux
def test_peak_memory_does_not_count_what_was_there() -> None:
    if not module._reset_resident_peak():
        pytest.skip("the kernel refuses to reset the peak here")
    held = torch.ones(20 * MEGABYTE)
    with peak_memory(CPU) as peak:
        held.add_(1)
    assert peak.bytes < 20 * MEGABYTE


def test_without_a_reset_an_earlier_peak_hides_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = iter([900, 900, 900, 1000])
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(module, "_reset_resident_peak", lambda: False)
    monkeypatch.setattr(module, "_resident", lambda field: 300)
    monkeypatch.setattr(module, "_highest_ever", lambda: next(marks))
    with peak_memory(CPU) as hidden:
        pass
    with peak_memory(CPU) as seen:
        pass
    assert (hidden.bytes, hidden.method) == (0, "not measured")
    assert (seen.bytes, seen.method) == (700, "resident set")


@linux
def test_memory_kept_is_not_asked_for_again() -> None:
    import resource  # not on Windows

    def faults() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(5):
            torch.ones(20 * MEGABYTE)  # 80 MB, 19,500 pages
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    given_back = faults()
    with memory_kept():  # it takes some rounds until a piece that fits every request is free
        kept = min(faults() for _ in range(8))
    assert kept < given_back / 4


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
