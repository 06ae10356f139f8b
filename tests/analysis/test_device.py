import gc
import platform
import sys
from pathlib import Path

import pytest
import torch

from archreport.analysis import device as module
from archreport.analysis.device import (
    available_devices,
    choose_device,
    device_name,
    memory_kept,
    peak_memory,
    synchronize,
)
from archreport.errors import DeviceUnavailable

CPU = torch.device("cpu")
MEGABYTE = 1_000_000


def _without_accelerators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


def test_auto_takes_the_first_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_trouble", lambda name: "no" if name == "cuda" else "")
    assert choose_device("auto") == torch.device("mps")
    monkeypatch.setattr(module, "_trouble", lambda name: "")
    assert choose_device("auto") == torch.device("cuda")
    assert available_devices() == ("cuda", "mps", "cpu")


def test_auto_without_accelerators_is_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_accelerators(monkeypatch)
    assert choose_device() == CPU
    assert available_devices() == ("cpu",)


@pytest.mark.parametrize("name", ["cuda", "cuda:1", "mps"])
def test_a_missing_device_says_what_there_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _without_accelerators(monkeypatch)
    with pytest.raises(DeviceUnavailable) as caught:
        choose_device(name)
    assert repr(name) in caught.value.message
    assert "This machine offers: cpu." in caught.value.hint
    assert "--device" in caught.value.hint
    assert caught.value.exit_code == 2


def test_a_missing_driver_is_told_from_a_missing_build(monkeypatch: pytest.MonkeyPatch) -> None:
    _without_accelerators(monkeypatch)
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    with pytest.raises(DeviceUnavailable, match="no GPU with a working driver"):
        choose_device("cuda")
    monkeypatch.setattr(torch.version, "cuda", None)
    monkeypatch.setattr(torch.version, "hip", None)
    with pytest.raises(DeviceUnavailable, match="built without CUDA"):
        choose_device("cuda")


def test_a_device_that_fails_at_its_first_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> torch.Tensor:
        raise RuntimeError("no kernel image is available for execution on the device\nmore\n")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch, "ones", broken)
    assert module._trouble("cuda") == "no kernel image is available for execution on the device"


@pytest.mark.parametrize("name", ["tpu", "", "CUDA", "auto:1"])
def test_an_unknown_name(name: str) -> None:
    with pytest.raises(DeviceUnavailable, match="no device called"):
        choose_device(name)


def test_the_cpu_has_a_plain_name() -> None:
    name = device_name(CPU)
    assert name and name == " ".join(name.split()) and "(R)" not in name


def test_a_processor_without_a_name_is_its_architecture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(module, "_linux_processor", lambda: "")
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert device_name(CPU) == "aarch64"
    monkeypatch.setattr(module, "_linux_processor", lambda: "Intel(R)  Xeon(R) CPU @ 2.80GHz")
    assert device_name(CPU) == "Intel Xeon CPU @ 2.80GHz"
    assert device_name(torch.device("mps")) == "Intel Xeon CPU @ 2.80GHz GPU"


def test_synchronize_on_the_cpu_returns() -> None:
    synchronize(CPU)


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
    with memory_kept():
        faults()
        kept = faults()
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
