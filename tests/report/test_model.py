"""The report as data: exact round trip, stable bytes and hash, clear refusals."""

import subprocess
import sys
from dataclasses import replace

import msgspec
import pytest
import torch
from torch import nn

import archreport
from archreport.errors import BadInput, OutputFailed, ReportInvalid, UnknownRow
from archreport.report.model import SCHEMA
from archreport.report.report_file import from_json, to_json
from archreport.report.run import Made
from tests.paths import ROOT

SCHEMA_1 = ROOT / "tests/data/report_schema_1.json"


@pytest.fixture(scope="module")
def report():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 5))
    return archreport.analyze(net, (1, 3, 8, 8), title="Small")


def test_round_trip_is_exact(report):
    assert from_json(to_json(report)) == report


def test_the_same_report_gives_the_same_bytes(report):
    assert to_json(report) == to_json(from_json(to_json(report)))


def test_save_and_load(report, tmp_path):
    archreport.save(report, tmp_path / "deep" / "small.json")
    assert archreport.load(tmp_path / "deep" / "small.json") == report


def test_two_analyses_have_the_same_hash(report):
    torch.manual_seed(123)
    net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 5))
    again = archreport.analyze(net, (1, 3, 8, 8), title="Small")
    assert again.content_hash == report.content_hash


def test_the_hash_leaves_out_what_is_not_reproducible(report):
    elsewhere = replace(report, made=Made("9", "9", "9", "Mars", "x"))
    assert elsewhere.content_hash == report.content_hash


def test_the_hash_covers_every_number(report):
    changed = replace(report, totals=replace(report.totals, params=1))
    assert changed.content_hash != report.content_hash


def test_reports_are_frozen(report):
    with pytest.raises(AttributeError):
        report.totals.params = 1


def test_an_unknown_row_names_the_nearest(report):
    with pytest.raises(UnknownRow) as caught:
        report.row("00")
    assert "'00'" in caught.value.message
    assert "0" in caught.value.hint


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"identity": 3}', b"\xff\xfe"])
def test_what_is_no_report_is_refused(data):
    with pytest.raises(ReportInvalid):
        from_json(data)


def test_another_schema_is_refused_by_number(report):
    newer = msgspec.json.encode(replace(report, schema=SCHEMA + 1))
    with pytest.raises(ReportInvalid, match=f"schema {SCHEMA + 1}"):
        from_json(newer)


def test_a_report_of_schema_1_is_refused_with_what_to_do():
    """Its windows were untyped. The file is one that an earlier version saved."""
    with pytest.raises(ReportInvalid) as caught:
        archreport.load(SCHEMA_1)
    assert caught.value.message == (
        f"{SCHEMA_1} has schema 1; this version of archreport reads schema {SCHEMA}."
    )
    assert "archreport build" in caught.value.hint
    assert "archreport.analyze" in caught.value.hint


def test_another_schema_is_named_whatever_else_is_in_the_file():
    with pytest.raises(ReportInvalid, match="schema 7"):
        from_json(b'{"schema": 7, "layers": []}')


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ReportInvalid, match=r"nothing\.json"):
        archreport.load(tmp_path / "nothing.json")


def test_saving_below_a_file_is_refused(report, tmp_path):
    (tmp_path / "file").write_text("here")
    with pytest.raises(OutputFailed):
        archreport.save(report, tmp_path / "file" / "report.json")
    assert (tmp_path / "file").read_text() == "here"


def test_print_and_notebook(report):
    assert "Conv2d" in str(report) or "conv" in str(report)
    assert f"{report.totals.params:,}" in str(report)
    assert f"{report.totals.params:,}" in report._repr_html_()


def test_importing_the_package_does_not_import_torch():
    modules = (
        "archreport, archreport.cli, archreport.render.model_page.page, archreport.site.build_site"
    )
    code = f"import sys, {modules}; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_what_it_is_in_one_line(report):
    assert repr(report) == "<Report of Small: 4 operations, 837 parameters, 4,608 MACs>"
    assert len(str(report)) > 5 * len(repr(report))


def test_every_form_of_the_table_is_a_method(report):
    from archreport.render.downloads import table_files
    from archreport.render.words.language import Language

    assert report.to_csv() == table_files.csv_text(report)
    for lang in ("en", "zh"):
        assert report.to_latex(lang=lang) == table_files.latex_text(report, Language(lang))
        assert report.to_markdown(lang=lang) == table_files.markdown_text(report, Language(lang))
    assert report.to_html(lang="en") == report._repr_html_()
    assert report.to_html(lang="zh") != report.to_html(lang="en")


def test_a_data_frame_has_numbers_that_add_up(report, monkeypatch):
    pytest.importorskip("pandas")
    frame = report.to_dataframe()
    assert frame["params"].sum() == report.totals.params
    assert frame["macs"].sum() == report.totals.macs
    assert list(frame["row"]) == [row.id for row in report.rows][-len(frame) :]
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(BadInput, match="needs pandas"):
        report.to_dataframe()


def test_the_package_says_what_is_in_it():
    from importlib.metadata import version

    assert archreport.__version__ == version("archreport")
    assert set(archreport.__all__) <= set(dir(archreport))
