"""The real run on a small network with a crop, switches, a grey input and a head that runs last."""

from __future__ import annotations

from dataclasses import replace

import pytest
from torch import Tensor, nn

from archreport.catalog.networks import Entry
from archreport.report.model import Identity
from archreport.report.run import Weights
from archreport.running import timing
from archreport.running.options import RunOptions
from archreport.running.run import prepare_run, run_network
from archreport.running.speed import one_pass
from archreport.running.threads import FIXED, threads
from archreport.site.reports import analyse_entry
from tests.running.drawn import Drawn


class Small(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.pool = nn.MaxPool2d(2, return_indices=True)
        self.unpool = nn.MaxUnpool2d(2)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(4 * 8 * 8, 3)
        self.head = nn.Linear(4 * 8 * 8, 5)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x = self.unpool(*self.pool(self.conv(x)))
        x = self.flatten(x[:, :, 2:10, 3:11])
        return self.fc(x), self.head(x)


ENTRY = Entry(
    identity=Identity("small", "Small"),
    builder="tests.running.test_run:Small",
    arguments={},
    shape=(1, 16, 16),
    photo="chelsea",
    seed=1,
    mean=(0.5,),
    std=(0.25,),
)


OPTIONS = RunOptions(device="cpu")


def test_every_row_has_its_values_and_its_time() -> None:
    report = analyse_entry(ENTRY)
    prepared = prepare_run(ENTRY, OPTIONS)
    assert prepared.batch.shape == (1, 1, 16, 16)
    assert prepared.crop.size == (16, 16)
    run = run_network(report, prepared, Drawn(), passes=1)
    assert [layer.row for layer in run.layers] == [row.id for row in report.rows[1:]]
    assert "crop" in {layer.row for layer in run.layers}
    assert run.timings
    assert list(run.timings.rows) == [row.id for row in report.rows[1:]]
    assert all(seconds > 0 for seconds in run.timings.rows.values())
    assert run.predictions == ()  # untrained


@pytest.mark.parametrize(
    ("passes", "enough", "timed"), [(None, 1e9, 3), (None, 0.0, 1), (1, 1e9, 1), (5, 0.0, 5)]
)
def test_the_number_of_timed_passes(
    passes: int | None, enough: float, timed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default three, where these take little time."""
    monkeypatch.setattr(timing, "ENOUGH", enough)
    monkeypatch.setattr(one_pass, "SLOW", 1e9)
    report = analyse_entry(ENTRY)
    run = run_network(report, prepare_run(ENTRY, OPTIONS), Drawn(), passes)
    assert run.timings and run.timings.passes == timed


def test_a_slow_network_is_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_pass, "SLOW", 0.0)
    report, passes = analyse_entry(ENTRY), []
    prepared = prepare_run(ENTRY, OPTIONS)
    prepared.network.register_forward_pre_hook(lambda *_: passes.append("pass"))
    with threads(FIXED):
        run = run_network(report, prepared, Drawn(later=False))
    assert run.timings and run.timings.passes == len(passes) == 1
    assert run.timings.seconds == pytest.approx(sum(run.timings.rows.values()), abs=1e-5)


def test_predictions_are_those_of_the_main_output() -> None:
    report = analyse_entry(ENTRY)
    assert report.outputs == ("fc", "head")
    prepared = replace(prepare_run(ENTRY, OPTIONS), weights=Weights("file", True, sha256=""))
    run = run_network(report, prepared, Drawn(), passes=1)
    assert len(run.predictions) == 3
    assert sum(prediction.probability for prediction in run.predictions) == pytest.approx(
        1, abs=1e-4
    )


def test_progress_is_said_step_by_step() -> None:
    steps: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, total: int) -> None:
        steps.append((what, done, total))

    prepared = prepare_run(ENTRY, OPTIONS, progress)
    run_network(analyse_entry(ENTRY), prepared, Drawn(), 1, progress)
    assert steps == [("weights", 0, 4), ("maps", 1, 4), ("time", 3, 4), ("time", 4, 4)]
