"""Which device runs the model, and what it is called."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import torch

from archreport.errors import DeviceUnavailable, Phrase, phrase

CHOICES = ("auto", "cpu", "cuda", "mps")


def choose_device(name: str = "auto") -> torch.device:
    """The device called ``name``; "auto" takes the first that works of cuda, mps and cpu.

    "cuda:1" names one of several GPUs. A device counts as working once it has held a number.
    Raises `DeviceUnavailable`, saying what this machine offers.
    """
    if name == "auto":
        return torch.device(available_devices()[0])
    if name.partition(":")[0] not in CHOICES[1:]:
        raise DeviceUnavailable("device.unknown", _offer(), name=name)
    reason = _trouble(name)
    if reason:
        raise DeviceUnavailable("device.unusable", _offer(), name=name, reason=reason)
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


def _trouble(name: str) -> Phrase | str:
    """Why this device cannot be used, as half a sentence; "" when it works."""
    kind = name.partition(":")[0]
    if kind == "cuda" and not torch.cuda.is_available():
        if torch.version.cuda is None and torch.version.hip is None:
            return phrase("device.no_cuda_build")
        return phrase("device.no_gpu")
    if kind == "mps" and not torch.backends.mps.is_available():
        if not torch.backends.mps.is_built():
            return phrase("device.no_metal_build")
        return phrase("device.no_mac")
    try:
        torch.ones(1, device=name).add_(1).item()
    except (RuntimeError, AssertionError) as error:
        return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
    return ""


def _offer() -> Phrase:
    return phrase("device.offer", names=list(available_devices()))


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
