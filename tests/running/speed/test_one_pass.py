"""When the pass that looks at values also says how long a pass takes."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from archreport import analyze
from archreport.running.speed import one_pass
from archreport.running.speed.one_pass import Watched, watched
from archreport.running.threads import FIXED, threads
from archreport.running.values import values_of
from tests.running.drawn import Drawn

CPU = torch.device("cpu")
SHAPE = (1, 3, 16, 16)


def watch(network: nn.Module, device: torch.device = CPU, *, alone: bool = True) -> Watched:
    report, batch = analyze(network, SHAPE), torch.zeros(SHAPE)
    with torch.no_grad(), watched(device, alone=alone) as found:
        values_of(report, network, batch, Drawn())
    return found


@pytest.fixture
def network() -> nn.Module:
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.MaxPool2d(2)).eval()


def test_a_slow_pass_is_timed_call_by_call_without_the_looking(
    network: nn.Module, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_pass, "SLOW", 0.0)
    with threads(FIXED):
        found = watch(network)
    assert found.timed and found.peak
    assert [name for name, _ in found.timed.laps] == ["conv2d", "relu", "max_pool2d"]
    assert found.timed.seconds == sum(seconds for _, seconds in found.timed.laps) > 0


def test_a_quick_pass_is_not(network: nn.Module, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_pass, "SLOW", 1000.0)
    with threads(FIXED):
        assert watch(network) == Watched()


@pytest.mark.parametrize(
    ("count", "alone", "kind"),
    [(1, True, "cpu"), (3, True, "cpu"), (2, False, "cpu"), (2, True, "cuda")],
)
def test_nor_is_one_that_runs_unlike_others(
    network: nn.Module, count: int, alone: bool, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With other threads than usual, beside drawing, or where the clock waits for a device."""
    monkeypatch.setattr(one_pass, "SLOW", 0.0)
    with threads(count):
        assert watch(network, torch.device(kind), alone=alone) == Watched()
