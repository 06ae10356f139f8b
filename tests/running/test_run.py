"""The real run on a small network with a crop, switches, a grey input and a head that runs last."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from archreport.catalog.networks import Entry
from archreport.report.model import Identity
from archreport.report.run import Weights
from archreport.running import run as module
from archreport.running.run import RunOptions, run_entry
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


def test_every_row_has_its_values_and_its_time() -> None:
    report = analyse_entry(ENTRY)
    run, crop = run_entry(report, ENTRY, RunOptions(device="cpu", passes=1), Drawn())
    assert [layer.row for layer in run.layers] == [row.id for row in report.rows[1:]]
    assert "crop" in {layer.row for layer in run.layers}
    assert all(layer.seconds > 0 for layer in run.layers)
    assert crop.size == (16, 16)
    assert run.predictions == ()  # untrained


def test_predictions_are_those_of_the_main_output(monkeypatch: pytest.MonkeyPatch) -> None:
    def trained(entry: Entry, options: RunOptions) -> tuple[nn.Module, Weights]:
        torch.manual_seed(0)
        return entry.build().eval(), Weights("file", trained=True, sha256="")

    monkeypatch.setattr(module, "load_network", trained)
    report = analyse_entry(ENTRY)
    assert report.outputs == ("fc", "head")
    run, _ = run_entry(report, ENTRY, RunOptions(device="cpu", passes=1), Drawn())
    assert len(run.predictions) == 3
    assert sum(prediction.probability for prediction in run.predictions) == pytest.approx(
        1, abs=1e-4
    )
