"""Columns, rows and their order, chosen: for a layer table and for a comparison."""

import csv
import io
import json

import pytest
from rich.cells import cell_len

from archreport.cli import main
from archreport.cli.completion.answers import columns, kinds, quantities
from archreport.cli.words import phrases
from tests.shelf import report_of

NET = report_of("alexnet")


@pytest.fixture(autouse=True)
def report_at_hand(monkeypatch):
    """Reports of the shelf, made once for all tests."""
    monkeypatch.setattr("archreport.site.reports.analyse_entry", lambda one: report_of(one.key))
    monkeypatch.setenv("COLUMNS", "120")


def run(capsys, *words):
    code = 0
    try:
        main(list(words))
    except SystemExit as stop:
        code = stop.code or 0
    out, err = capsys.readouterr()
    return code, out, err


def table(capsys, *words):
    """The lines of a CSV as dictionaries."""
    code, out, err = run(capsys, *words, "--format", "csv")
    assert (code, err) == (0, "")
    return list(csv.DictReader(io.StringIO(out)))


def test_columns_come_in_the_order_in_which_they_are_named(capsys):
    code, out, _ = run(capsys, "show", "alexnet", "--columns", "macs,row", "--format", "csv")
    assert code == 0
    assert out.splitlines()[:3] == ["macs,row", "0,input", "105415200,conv1"]


def test_every_column_is_that_of_the_whole_table(capsys):
    whole = table(capsys, "show", "alexnet")
    for name in columns():
        assert [line[name] for line in whole] == [
            line[name] for line in table(capsys, "show", "alexnet", "--columns", name)
        ]


@pytest.mark.parametrize("column", columns())
@pytest.mark.parametrize("minus", ["", "-"])
def test_sorting_keeps_every_row(capsys, column, minus):
    lines = table(capsys, "show", "alexnet", f"--sort={minus}{column}")
    assert sorted(line["row"] for line in lines) == sorted(row.id for row in NET.rows)


def test_numbers_are_sorted_from_the_largest_and_names_from_a(capsys):
    macs = [int(line["macs"]) for line in table(capsys, "show", "alexnet", "--sort", "macs")]
    assert macs == sorted((row.macs for row in NET.rows), reverse=True)
    names = [line["row"] for line in table(capsys, "show", "alexnet", "--sort", "row")]
    assert names == sorted(row.id for row in NET.rows)
    turned = [line["row"] for line in table(capsys, "show", "alexnet", "--sort=-row")]
    assert turned == names[::-1]


def test_a_kind_chooses_rows_and_the_totals_are_theirs(capsys):
    code, out, _ = run(capsys, "show", "alexnet", "--kind", "conv,linear", "--json")
    found = json.loads(out)
    chosen = [row for row in NET.rows if row.kind in ("conv", "linear")]
    assert code == 0
    assert [line["row"] for line in found["lines"]] == [row.id for row in chosen]
    assert found["totals"]["macs"] == sum(row.macs for row in chosen) == NET.totals.macs
    _, out, _ = run(capsys, "show", "alexnet", "--kind", "pool")
    assert f"3 of {len(NET.rows)} rows; the totals are theirs." in out


def test_all_rows_add_up_to_the_totals_of_the_report(capsys):
    _, out, _ = run(capsys, "show", "alexnet", "--columns", "row,params,macs,activations", "--json")
    totals = NET.totals
    assert json.loads(out)["totals"] == {
        "params": totals.params, "macs": totals.macs, "activations": totals.activations,
    }  # fmt: skip


def test_what_is_not_known_is_null_and_numbers_are_numbers(capsys):
    _, out, _ = run(capsys, "show", "alexnet", "--columns", "row,jump,receptive_field", "--json")
    lines = {line["row"]: line for line in json.loads(out)["lines"]}
    assert lines["conv2"] == {"row": "conv2", "jump": 8, "receptive_field": 51}
    assert lines["fc6"]["jump"] is None


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_modules_can_be_chosen_and_sorted(capsys, form):
    code, out, _ = run(
        capsys, "show", "alexnet", "--depth", "1", "--columns", "row,params", "--sort", "params",
        "--format", form,
    )  # fmt: skip
    assert code == 0
    assert out.index("fc6") < out.index("fc8") < out.index("conv3") < out.index("relu1")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_chosen_table_fits_the_terminal(capsys, monkeypatch, lang, width):
    monkeypatch.setenv("COLUMNS", str(width))
    words = ("show", "googlenet", "--columns", "row,operation,params,macs", "--lang", lang)
    _, out, _ = run(capsys, *words)
    assert max(map(cell_len, out.splitlines())) <= width
    assert "…" in out or width > 60


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--columns", "parms"], "There is no column 'parms'.\nDid you mean params?"),
        (["--sort", "macz"], "There is no column 'macz'.\nDid you mean macs?"),
        (["--kind", "convs"], "There is no kind of row 'convs'.\nDid you mean conv?"),
        (["--depth", "1", "--columns", "jump"], "There is no column 'jump'.\nThere are: row,"),
        (["--depth", "1", "--kind", "conv"], "--kind chooses rows"),
        (["--columns", "row", "--format", "latex"], "cannot be printed as latex"),
        (["--json", "--format", "csv"], "--json and --format csv ask for two forms."),
    ],
)
def test_what_there_is_not_is_refused(capsys, words, says):
    code, out, err = run(capsys, "show", "alexnet", *words)
    assert (code, out) == (2, "")
    assert says in err


def test_a_comparison_has_the_quantities_that_are_asked_for(capsys):
    words = ("compare", "alexnet", "vgg16", "vgg11", "--columns", "macs,params")
    lines = table(capsys, *words, "--sort", "params")
    assert list(lines[0]) == ["network", "macs", "params"]
    assert [line["network"] for line in lines] == ["vgg16", "vgg11", "alexnet"]
    _, out, _ = run(capsys, *words, "--json")
    found = json.loads(out)
    assert found["networks"][0] == {
        "network": "alexnet", "macs": NET.totals.macs, "params": NET.totals.params,
    }  # fmt: skip
    assert found["ratios"][1]["params"] == 138_357_544 / 60_965_224
    _, out, _ = run(capsys, *words, "--format", "markdown")
    assert len(out.splitlines()) == 4
    _, out, _ = run(capsys, *words)
    assert out.index("MACs") < out.index("Parameters") and "Receptive field" not in out


def test_an_unknown_quantity_is_refused(capsys):
    code, _, err = run(capsys, "compare", "alexnet", "vgg16", "--sort=-parms")
    assert code == 2 and "There is no quantity 'parms'.\nDid you mean params?" in err


def test_the_help_names_every_column_kind_and_quantity():
    for key, names in (
        ("option.columns", columns()),
        ("option.compare.columns", quantities()),
    ):
        for text in phrases()[key].values():
            assert [name for name in names if name not in text] == []
    assert all(name in kinds() for name in ("conv", "linear", "pool", "norm", "act"))
