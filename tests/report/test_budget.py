"""A budget that breaks fails a test, and says by how much."""

from __future__ import annotations

import pytest
from torch import nn

import archreport
from archreport.errors import BadInput, BudgetExceeded, UnknownRow
from archreport.report.budget import amount, excesses
from archreport.report.model import Report


@pytest.fixture(scope="module")
def report() -> Report:
    return archreport.analyze(nn.Conv2d(3, 8, 3, padding=1), (1, 3, 32, 32))


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (224, 224),
        ("25.6 M", 25_600_000),
        ("25,600,000", 25_600_000),
        ("1.5G", 1_500_000_000),
        ("100 MiB", 100 * 2**20),
        ("2 KiB", 2048),
        ("3e9", 3_000_000_000),
        ("0.1k", 100),
    ],
)
def test_amounts(given: object, number: int) -> None:
    assert amount(given, "macs") == number  # type: ignore[arg-type]


@pytest.mark.parametrize("given", ["", "many", "-3", "3 X", True, None, -1, "1e400", "٣"])
def test_what_is_no_amount(given: object) -> None:
    with pytest.raises(BadInput, match="no amount for macs"):
        amount(given, "macs")  # type: ignore[arg-type]


def test_within_it_nothing_is_said(report: Report) -> None:
    archreport.check_budget(report, params=224, macs="300 k", rows={"conv2d": {"params": 224}})


def test_over_it_every_limit_is_named_with_the_excess(report: Report) -> None:
    with pytest.raises(AssertionError) as failed:
        archreport.check_budget(report, params=200, macs=221_183)
    assert isinstance(failed.value, BudgetExceeded)
    assert "params: 224 > 200 (+24)" in str(failed.value)
    assert "macs: 221,184 > 221,183 (+1)" in str(failed.value)


def test_single_rows_are_limited(report: Report) -> None:
    (one,) = excesses(report, {}, {"conv2d": {"activations": 8000}})
    assert (one.row, one.value) == ("conv2d", 8192)


def test_names_that_there_are_not(report: Report) -> None:
    with pytest.raises(BadInput, match="peak_inference_bytes"):
        archreport.check_budget(report, memory=1)
    with pytest.raises(UnknownRow):
        archreport.check_budget(report, rows={"fc": {"params": 1}})
    with pytest.raises(BadInput, match="params"):
        archreport.check_budget(report, rows={"conv2d": {"weight_layers": 1}})
