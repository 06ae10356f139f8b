"""Several networks at once: the sheets of one are finished while the next is on its way."""

from __future__ import annotations

import pytest

from archreport.catalog.networks import CATALOG
from archreport.errors import WeightsMismatch
from archreport.site import reports
from archreport.site.reports import BuildOptions, build_reports

OPTIONS = BuildOptions(passes=1)
KEYS = ("resnet18", "googlenet")


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    return out, build_reports(KEYS, out, OPTIONS)


def test_reports_come_in_the_order_asked_for_and_whole(both):
    out, built = both
    assert [one.report.identity.key for one in built] == list(KEYS)
    assert sorted(path.name for path in out.iterdir()) == sorted(KEYS)
    for one in built:
        assert not one.fresh
        sheets = one.report.run.sheets
        assert {sheet.row for sheet in sheets} >= reports.stage_representatives(one.report)
        for sheet in sheets:
            assert (one.folder / sheet.file).stat().st_size
        assert len(one.report.run.weights.sha256) == 64


def test_what_is_fresh_is_loaded_and_a_name_given_twice_counts_once(both):
    out, built = both
    again = build_reports((*KEYS, KEYS[0]), out, OPTIONS)
    assert [one.fresh for one in again] == [True, True]
    assert [one.report for one in again] == [one.report for one in built]


def test_a_network_that_fails_leaves_the_finished_ones(tmp_path, monkeypatch):
    made = reports.analyse_entry

    def fails(entry):
        if entry is CATALOG["googlenet"]:
            raise WeightsMismatch("for the test", "nothing to do")
        return made(entry)

    monkeypatch.setattr(reports, "analyse_entry", fails)
    with pytest.raises(WeightsMismatch, match="for the test"):
        build_reports(("resnet18", "googlenet", "alexnet"), tmp_path, OPTIONS)
    assert [path.name for path in tmp_path.iterdir()] == ["resnet18"]
    assert (tmp_path / "resnet18" / "report.json").is_file()
