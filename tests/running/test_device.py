import platform
import sys
from pathlib import Path

import pytest
import torch

from archreport.errors import DeviceUnavailable
from archreport.running.device import available_devices, choose_device, device_name, synchronize

CPU = torch.device("cpu")


def _without_accelerators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


def test_auto_takes_the_first_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    ones = torch.ones
    monkeypatch.setattr(torch, "ones", lambda *size, device: ones(*size))
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == torch.device("mps")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
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
    with pytest.raises(DeviceUnavailable) as caught:
        choose_device("cuda")
    assert caught.value.message == (
        "The device 'cuda' cannot be used: no kernel image is available for execution on the "
        "device."
    )


@pytest.mark.parametrize("name", ["tpu", "", "CUDA", "auto:1"])
def test_an_unknown_name(name: str) -> None:
    with pytest.raises(DeviceUnavailable, match="no device called"):
        choose_device(name)


def test_the_cpu_has_a_plain_name() -> None:
    name = device_name(CPU)
    assert name and name == " ".join(name.split()) and "(R)" not in name


@pytest.mark.parametrize(
    ("cpuinfo", "name"),
    [
        ("model name\t: Intel(R)  Xeon(R) CPU @ 2.80GHz\n", "Intel Xeon CPU @ 2.80GHz"),
        ("processor\t: 0\n", "aarch64"),  # a processor without a name is its architecture
    ],
)
def test_the_name_of_a_linux_processor(
    cpuinfo: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: cpuinfo)
    assert device_name(CPU) == name
    assert device_name(torch.device("mps")) == f"{name} GPU"


def test_synchronize_on_the_cpu_returns() -> None:
    synchronize(CPU)
