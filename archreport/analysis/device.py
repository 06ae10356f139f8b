"""Which device runs the model, what it is called, and how much memory a pass took on it."""

from __future__ import annotations

import ctypes
import gc
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import torch

from archreport.errors import DeviceUnavailable

CHOICES = ("auto", "cpu", "cuda", "mps")

# glibc's mallopt: what to set, and bytes. Both settings are 128 KiB when a process begins.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_NEVER, _AT_START = 2**31 - 1, 128 * 2**10

PeakMethod = Literal["cuda allocator", "resident set", "not measured"]


def choose_device(name: str = "auto") -> torch.device:
    """The device called ``name``; "auto" takes the first that works of cuda, mps and cpu.

    "cuda:1" names one of several GPUs. A device counts as working once it has held a number.
    Raises `DeviceUnavailable`, saying what this machine offers.
    """
    if name == "auto":
        return torch.device(available_devices()[0])
    if name.partition(":")[0] not in CHOICES[1:]:
        raise DeviceUnavailable(f"There is no device called {name!r}.", _offer())
    reason = _trouble(name)
    if reason:
        raise DeviceUnavailable(f"The device {name!r} cannot be used: {reason}.", _offer())
    return torch.device(name)


def available_devices() -> tuple[str, ...]:
    """The kinds of device that work on this machine, the fastest first. "cpu" is always last."""
    return tuple(name for name in ("cuda", "mps", "cpu") if not _trouble(name))


def device_name(device: torch.device) -> str:
    """The product name: "NVIDIA A100-SXM4-40GB", "Apple M2 GPU", or the processor's model."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{_processor()} GPU" if device.type == "mps" else _processor()


def synchronize(device: torch.device) -> None:
    """Wait until the device has finished all work given to it, so that a clock can be read."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


@cache
def start_libraries() -> None:
    """Let the CPU's libraries start their threads and take their working space, once."""
    torch.conv2d(torch.zeros(1, 16, 64, 64), torch.zeros(16, 16, 3, 3))
    torch.zeros(64, 256) @ torch.zeros(256, 256)


@contextmanager
def memory_kept() -> Iterator[None]:
    """Let the C library keep what is freed within, to be used again.

    As it is, glibc gives every large tensor's memory back to Linux and asks for it anew, page by
    page: of a forward pass on a CPU that is a fifth to a third. Elsewhere this does nothing. The
    C library cannot tell its settings, so that afterwards they are those it begins with.
    """
    _give_back_from(_NEVER)
    try:
        yield
    finally:
        _give_back_from(_AT_START)
        _call_glibc("malloc_trim", 0)


def _give_back_from(size: int) -> None:
    """Let freed memory go back to the system where it is a piece of ``size`` bytes or more."""
    for setting in (_TRIM_THRESHOLD, _MMAP_THRESHOLD):
        _call_glibc("mallopt", setting, size)


def _call_glibc(function: str, *arguments: int) -> None:
    """Call a function that only glibc has; elsewhere do nothing."""
    if sys.platform == "linux":
        found = getattr(ctypes.CDLL(None), function, None)
        if found is not None:
            found(*arguments)


@dataclass
class PeakMemory:
    """What `peak_memory` found, filled in when its block ends."""

    bytes: int = 0
    method: PeakMethod = "not measured"


@contextmanager
def peak_memory(device: torch.device) -> Iterator[PeakMemory]:
    """Measure by how many bytes memory grew, at its highest, above where the block began.

    What was there before (weights, an input already on the device) is not counted, so the number
    can be set beside a Report's ``peak_inference_bytes``.

    * CUDA, "cuda allocator": what tensors held; exact.
    * CPU on Linux, "resident set": what the process held in RAM. It includes the libraries'
      working space and start-up, so measure a pass and not the first use of torch.
    * elsewhere, "not measured" and 0.

    >>> with peak_memory(torch.device("cpu")) as peak:
    ...     values = torch.ones(1_000_000)
    >>> peak.method in ("resident set", "not measured")
    True
    """
    peak = PeakMemory()
    if device.type == "cuda":
        synchronize(device)
        torch.cuda.reset_peak_memory_stats(device)
        before = torch.cuda.memory_allocated(device)
        yield peak
        synchronize(device)
        peak.bytes = torch.cuda.max_memory_allocated(device) - before
        peak.method = "cuda allocator"
    elif device.type == "cpu" and sys.platform == "linux":
        _return_free_memory()
        start = _resident("VmRSS")
        reset = _reset_resident_peak()
        highest_before = 0 if reset else _highest_ever()
        yield peak
        highest = _resident("VmHWM") if reset else _highest_ever()
        # Where the counter cannot be reset, a higher peak earlier on hides this one.
        if start and highest > highest_before:
            peak.bytes = max(0, highest - start)
            peak.method = "resident set"
    else:
        yield peak


def _trouble(name: str) -> str:
    """Why this device cannot be used, as half a sentence; "" when it works."""
    kind = name.partition(":")[0]
    if kind == "cuda" and not torch.cuda.is_available():
        if torch.version.cuda is None and torch.version.hip is None:
            return (
                "this PyTorch was built without CUDA (its CUDA build has the same version number)"
            )
        return "PyTorch finds no GPU with a working driver"
    if kind == "mps" and not torch.backends.mps.is_available():
        if not torch.backends.mps.is_built():
            return "this PyTorch was built without Metal (it is for Macs)"
        return "it needs a Mac with an Apple GPU and a recent macOS"
    try:
        torch.ones(1, device=name).add_(1).item()
    except (RuntimeError, AssertionError) as error:
        return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
    return ""


def _offer() -> str:
    return (
        f"This machine offers: {', '.join(available_devices())}. "
        "Choose one of them, or leave it to --device auto."
    )


def _processor() -> str:
    """The processor's model as its maker names it; the architecture where it has no name."""
    name = ""
    if sys.platform == "linux":
        name = _linux_processor()
    elif sys.platform == "darwin":
        command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        name = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    else:
        name = platform.processor()
    name = re.sub(r"\((R|TM|r|tm)\)", "", name)
    return " ".join(name.split()) or platform.machine() or "CPU"


def _linux_processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else ""


def _return_free_memory() -> None:
    """Give memory that was freed back to the system; a later use of it would not show as growth."""
    gc.collect()
    _call_glibc("malloc_trim", 0)


def _reset_resident_peak() -> bool:
    """Set the kernel's mark of the highest resident set back to the present. False if refused."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


def _resident(field: str) -> int:
    """``VmRSS`` (now) or ``VmHWM`` (the highest) of this process in bytes; 0 if not told."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(rf"^{field}:\s*(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _highest_ever() -> int:
    """The highest resident set since this process began, in bytes."""
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
