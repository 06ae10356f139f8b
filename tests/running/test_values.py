"""Values of a real pass: their statistics, what is given to be drawn, and that nothing is kept."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from archreport import analyze
from archreport.analysis.tracing.tracer import trace_forward
from archreport.errors import ForwardFailed
from archreport.report.final_values import passed_through
from archreport.running.values import changed_later, draw_filters, values_of
from tests.running.drawn import Drawn

SHAPE = (1, 3, 8, 8)


class Changes(nn.Module):
    """A result is drawn, and changed in place by a later step: it must be drawn as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        pooled = self.pool(x)
        x += 1
        return F.relu(x[:, :, :4, :4], inplace=True) + pooled


class Chain(nn.Module):
    """Twenty results, each needed by the next step alone."""

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(20):
            x = x * 1.5
        return x


def run(network: nn.Module, shape=SHAPE):
    torch.manual_seed(0)
    report = analyze(network, shape)
    batch = torch.randn(shape)
    drawn = Drawn()
    with torch.no_grad():
        seen = values_of(report, network.eval(), batch, drawn)
    return report, batch, {layer.row: layer for layer in seen.layers}, seen.output, drawn


def test_statistics_are_those_of_the_values():
    network = nn.Sequential(nn.Conv2d(3, 5, 3), nn.ReLU(), nn.Flatten(), nn.Linear(180, 7))
    report, batch, layers, output, _ = run(network)
    values = batch
    for row, module in zip(report.rows[1:], network, strict=True):
        values = module(values)
        first, layer = values[0].detach(), layers[row.id]
        assert layer.mean == pytest.approx(float(first.mean()), abs=2e-6)
        assert layer.std == pytest.approx(float(first.std(correction=0)), abs=2e-6)
        assert layer.minimum == pytest.approx(float(first.min()), abs=1e-6)
        assert layer.maximum == pytest.approx(float(first.max()), abs=1e-6)
        assert layer.zeros == pytest.approx(float((first == 0).float().mean()), abs=1e-6)
        assert layer.channels == len(first)
    assert torch.allclose(output, values)


def test_dead_channels_are_counted():
    network = nn.Sequential(nn.Conv2d(3, 6, 1), nn.ReLU())
    with torch.no_grad():
        network[0].weight[2:4] = 0
        network[0].bias[2:4] = -1
        network[0].bias[0] = 100
    _, _, layers, _, _ = run(network)
    assert layers["0"].dead == 0  # −1 everywhere is alive
    assert 2 <= layers["1"].dead < 6
    assert layers["1"].zeros >= 2 / 6


def test_what_a_later_step_changes_in_place_is_drawn_as_it_was():
    network = Changes()
    report, batch, _, _, drawn = run(network)
    with torch.no_grad():
        pooled = network.pool(network.conv(batch))[0].numpy()
        added = network.conv(batch)[0].numpy() + 1
    assert np.allclose(drawn.given["pool"], pooled)
    assert np.allclose(drawn.given["add"], added)  # before the ReLU works on a corner of it
    assert (added < 0).any()
    assert {"conv", "add"} <= changed_later(report.rows)
    assert "pool" not in changed_later(report.rows)


def test_rows_whose_values_are_not_final_are_not_drawn():
    network = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.MaxPool2d(2)
    )
    report, _, layers, _, drawn = run(network)
    assert passed_through(report.rows) >= {"0", "1"}
    assert list(drawn.given) == ["2", "3"]
    assert list(layers) == ["0", "1", "2", "3"]


def test_rows_that_are_not_wanted_are_not_drawn():
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.MaxPool2d(2))
    drawn = Drawn("2")
    report = analyze(network, SHAPE)
    with torch.no_grad():
        values_of(report, network, torch.randn(SHAPE), drawn)
    assert list(drawn.given) == ["2"]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_number_of_threads_changes_no_bit(threads: int):
    """A 1×1 convolution is computed by another algorithm where there is one thread."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(64, 96, 1), nn.ReLU(), nn.Conv2d(96, 32, 3)).eval()
    report, batch = analyze(network, (1, 64, 14, 14)), torch.randn(1, 64, 14, 14)
    before = torch.get_num_threads()
    found = []
    try:
        for number in (2, threads):
            torch.set_num_threads(number)
            drawn = Drawn()
            with torch.no_grad():
                seen = values_of(report, network, batch, drawn)
            assert torch.get_num_threads() == number
            found.append((seen.layers, seen.output, drawn.given))
    finally:
        torch.set_num_threads(before)
    (layers, output, given), (layers_2, output_2, given_2) = found
    assert layers == layers_2
    assert torch.equal(output, output_2)
    assert all(np.array_equal(given[name], given_2[name]) for name in given)


def test_kernels_of_the_first_convolution_are_drawn():
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Conv2d(4, 2, 1))
    report = analyze(network, SHAPE)
    drawn = Drawn()
    draw_filters(report, network, drawn)
    assert list(drawn.kernels) == ["0"]
    assert np.array_equal(drawn.kernels["0"], network[0].weight.detach().numpy())


def test_calls_that_are_no_rows_are_passed_over_and_a_row_that_is_not_met_is_said():
    class Looks(nn.Module):
        def __init__(self, twice: bool) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.ones(4, 1, 1))
            self.twice = twice

        def forward(self, x: Tensor) -> Tensor:
            x = F.relu(x * self.scale.data)  # to read `data` is no step, the trace leaves it out
            return F.relu(x.neg()) if self.twice else x.neg()

    report, batch, layers, _, _ = run(Looks(twice=True), (1, 4, 6, 6))
    assert list(layers) == [row.id for row in report.rows[1:]]
    assert [row.op for row in report.rows[1:]] == ["mul", "relu", "neg", "relu"]
    with pytest.raises(ForwardFailed, match=r"does not run on a photograph .*: relu_2 was not met"):
        values_of(report, Looks(twice=False), batch, Drawn())


@pytest.mark.parametrize(
    "shape", [(1, 9, 700, 700), (1, 300, 70, 70), (1, 5_000_000), (1, 3, 1, 1)]
)
def test_statistics_of_many_values_are_added_up_block_by_block(shape):
    _, _, layers, output, _ = run(nn.ReLU(), shape)
    (layer,) = layers.values()
    values = output[0].double()
    assert layer.mean == pytest.approx(float(values.mean()), abs=2e-6)
    assert layer.std == pytest.approx(float(values.std(correction=0)), abs=2e-6)
    assert layer.zeros == pytest.approx(float((values == 0).double().mean()), abs=1e-6)
    assert layer.channels == shape[1]


def test_threads_are_given_back_when_the_network_fails():
    class Fails(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.relu() if x.device.type == "meta" else x.view(7, 7)

    report, before = analyze(Fails(), SHAPE), torch.get_num_threads()
    with pytest.raises(RuntimeError):
        values_of(report, Fails(), torch.zeros(SHAPE), Drawn())
    assert torch.get_num_threads() == before


@pytest.fixture
def small_heap():
    """Collections look at new objects alone, not at all that the tests before have left."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def test_a_watched_pass_keeps_no_result_that_the_network_is_done_with(small_heap):
    living: list[int] = []
    seen: list[weakref.ref[Tensor]] = []

    def observe(position, result, operation):
        seen.append(weakref.ref(result))
        gc.collect()
        living.append(sum(one() is not None for one in seen))

    trace = trace_forward(Chain(), (torch.ones(1, 4),), observe=observe)
    assert len(seen) == 20
    assert max(living) <= 2  # what a step reads and what it writes
    # Addresses are not given to another tensor for that: the chain is still one.
    assert [operation.inputs for operation in trace.operations] == [(i - 1,) for i in range(20)]
    assert len(trace.storage_bytes) == 21
