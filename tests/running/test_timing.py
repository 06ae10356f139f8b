"""Seconds of operations, from passes that hold every function call."""

import torch
from torch import nn

from archreport.running.timing import TimedPass, median_seconds, timed_passes


def test_medians_of_the_traced_operations() -> None:
    """`size` is a call that the trace leaves out; of two `relu` each has its own."""
    passes = [
        TimedPass(1.0, [("conv2d", 0.4), ("size", 9.0), ("relu", 0.1), ("relu", 0.3)]),
        TimedPass(1.0, [("conv2d", 0.8), ("size", 9.0), ("relu", 0.2), ("relu", 0.5)]),
        TimedPass(1.0, [("conv2d", 0.6), ("size", 9.0), ("relu", 0.7), ("relu", 0.4)]),
    ]
    assert median_seconds(passes, ["conv2d", "relu", "relu"]) == [0.6, 0.2, 0.4]


def test_an_operation_that_was_not_called_took_no_time() -> None:
    assert median_seconds([TimedPass(1.0, [("relu", 0.1)])], ["relu", "conv2d"]) == [0.1, 0.0]


def test_calls_are_timed_within_their_pass() -> None:
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU())
    timed = timed_passes(network, torch.zeros(1, 64), torch.device("cpu"), 2)
    assert len(timed) == 2
    for one in timed:
        assert [name for name, _ in one.laps] == ["linear", "relu"]
        assert 0 < sum(seconds for _, seconds in one.laps) <= one.seconds
