"""What the pass that looks at values tells of a pass that nobody looks at."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from archreport import analyze
from archreport.running.peak_memory import PeakMemory
from archreport.running.speed import one_pass
from archreport.running.speed.one_pass import Told, watched
from archreport.running.threads import FIXED, threads
from archreport.running.values import values_of
from tests.running.drawn import Drawn

CPU = torch.device("cpu")
SHAPE = (1, 3, 16, 16)


def told(device: torch.device = CPU, *, alone: bool = True) -> Told:
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.MaxPool2d(2)).eval()
    report, batch = analyze(network, SHAPE), torch.zeros(SHAPE)
    with torch.no_grad():
        seen, found = watched(
            lambda: values_of(report, network, batch, Drawn()), device, alone=alone
        )
    assert [name for name, _ in seen.laps] == ["conv2d", "relu", "max_pool2d"]
    return found


def test_a_slow_pass_tells_its_time_without_the_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_pass, "SLOW", 0.0)
    with threads(FIXED):
        timed = told().timed
    assert timed
    assert timed.seconds == sum(seconds for _, seconds in timed.laps) > 0


def test_a_quick_one_tells_its_memory_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_pass, "SLOW", 1000.0)
    with threads(FIXED):
        found = told()
    assert isinstance(found.peak, PeakMemory)
    assert found.timed is None


@pytest.mark.parametrize("count", [1, 3])
def test_nor_is_the_time_that_of_passes_with_other_threads(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_pass, "SLOW", 0.0)
    with threads(count):
        assert told().timed is None


@pytest.mark.parametrize(("kind", "alone"), [("cpu", False), ("cuda", True)])
def test_beside_drawing_and_on_other_devices_it_tells_nothing(kind: str, alone: bool) -> None:
    assert told(torch.device(kind), alone=alone) == Told()
