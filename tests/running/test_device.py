import platform
import sys

import pytest
import torch

from archreport.errors import DeviceUnavailable
from archreport.running import device as module
from archreport.running.device import available_devices, choose_device, device_name, synchronize

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
