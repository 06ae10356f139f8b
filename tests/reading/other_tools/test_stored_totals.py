"""The rules against the totals that the real tools printed, stored in ``expected.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archreport import analyze
from archreport.catalog.networks import CATALOG
from archreport.reading.other_tools import TOOLS, Counted, other_tools
from archreport.report.model import Report
from tests.reading.other_tools.nets import NETS
from tests.shelf import report_of

STORED = json.loads((Path(__file__).parent / "expected.json").read_text(encoding="utf-8"))
TOTALS: dict[str, dict[str, int | None]] = STORED["totals"]


def by_key(report: Report) -> dict[str, Counted]:
    return {counted.tool.key: counted for counted in other_tools(report)}


@pytest.mark.parametrize("name", NETS)
def test_the_rules_give_what_the_tools_printed_for_small_nets(name: str) -> None:
    build, shape = NETS[name]
    counted = by_key(analyze(build(), shape))
    for tool, printed in TOTALS[name].items():
        if counted[tool].tool.one_input and shape[0] != 1:
            assert counted[tool].silent == ("input",)
        else:
            assert counted[tool].total == printed, tool


@pytest.mark.parametrize("key", [key for key in CATALOG if key in TOTALS])
def test_the_rules_give_what_the_tools_printed_for_the_shelf(key: str) -> None:
    report = report_of(key)
    counted = by_key(report)
    for tool, printed in TOTALS[key].items():
        assert counted[tool].total == printed, tool
    assert counted["flop-counter"].total == 2 * report.totals.macs
    assert report.torchinfo
    assert counted["torchinfo"].total == report.torchinfo.mult_adds


def test_the_versions_named_are_those_that_were_asked() -> None:
    for tool in TOOLS:
        if tool.version:
            assert STORED["versions"][tool.name.partition(",")[0]].startswith(tool.version)
