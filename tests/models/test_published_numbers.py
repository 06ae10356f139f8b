"""The networks against their papers: counts, shapes, and the tables as a reader sees them.

The golden tables are CSV so that a change shows as a readable diff. After a change on purpose:
``pytest tests/models --update-golden``.
"""

from pathlib import Path

import pytest
from torch import nn

from archreport.build import analyse_entry
from archreport.catalog import CATALOG
from archreport.render.exports import csv_text
from archreport.reportcheck import check_report

GOLDEN = Path(__file__).parent.parent / "golden"

# key: parameters, MACs, activation values, weight layers
TOTALS = {
    "alexnet": (60_965_224, 724_406_816, 1_413_347, 8),
    "alexnet-owt": (61_100_840, 714_188_480, None, 8),
    "vgg11": (132_863_336, 7_609_090_048, None, 11),
    "vgg11-lrn": (132_863_336, 7_609_090_048, None, 11),
    "vgg13": (133_047_848, 11_308_466_176, None, 13),
    "vgg16c": (133_638_952, 11_770_888_192, None, 16),
    "vgg16": (138_357_544, 15_470_264_320, 15_237_608, 16),
    "vgg19": (143_667_240, 19_632_062_464, None, 19),
}


@pytest.fixture(scope="module")
def reports():
    return {key: analyse_entry(entry) for key, entry in CATALOG.items()}


def test_every_network_of_the_shelf_is_tested_here():
    assert set(TOTALS) == set(CATALOG)


@pytest.mark.parametrize("key", TOTALS)
def test_totals_are_the_published_ones(reports, key):
    totals = reports[key].totals
    params, macs, activations, layers = TOTALS[key]
    assert totals.params == params
    assert totals.macs == macs
    assert totals.weight_layers == layers
    assert activations in (None, totals.activations)


@pytest.mark.parametrize("key", TOTALS)
def test_every_check_holds(reports, key):
    report = reports[key]
    assert check_report(report) == []
    assert report.coverage.counted == report.coverage.total == len(report.rows) - 1
    assert report.coverage.method == "meta"


@pytest.mark.parametrize("key", TOTALS)
def test_torchinfo_agrees_or_is_explained(reports, key):
    report = reports[key]
    assert report.torchinfo.error == ""
    assert report.torchinfo.params == report.totals.params
    assert report.torchinfo.mult_adds == report.torchinfo.predicted_macs
    # its rule: one multiplication more for every output of a layer with a bias
    biases = sum(row.activations for row in report.rows if row.params)
    assert report.torchinfo.mult_adds - report.totals.macs == biases


@pytest.mark.parametrize("key", TOTALS)
def test_the_layer_table_is_the_golden_one(reports, key, update_golden):
    table = csv_text(reports[key])
    file = GOLDEN / f"{key}.csv"
    if update_golden:
        file.write_text(table, encoding="utf-8")
    assert table == file.read_text(encoding="utf-8")


def test_alexnets_fully_connected_rows(reports):
    rows = [reports["alexnet"].row(name).param_count for name in ("fc6", "fc7", "fc8")]
    assert rows == [37_752_832, 16_781_312, 4_097_000]


def test_alexnets_towers_halve_the_inputs_of_three_layers(reports):
    groups = {row.id: row.hyper["groups"] for row in reports["alexnet"].rows if row.kind == "conv"}
    assert groups == {"conv1": 1, "conv2": 2, "conv3": 1, "conv4": 2, "conv5": 2}


def test_vgg_stages_are_the_papers_blocks(reports):
    for key in ("vgg11", "vgg13", "vgg16", "vgg16c", "vgg19"):
        stages = reports[key].stages
        resolutions = [stage.resolution for stage in stages]
        assert resolutions == [(224, 224), (112, 112), (56, 56), (28, 28), (14, 14), ()]
        assert all(stage.rows[-1] == f"pool{n}" for n, stage in enumerate(stages[:-1], start=1))


def test_response_normalisation_costs_no_parameter_and_one_map(reports):
    plain, normed = reports["vgg11"].totals, reports["vgg11-lrn"].totals
    assert plain.params == normed.params
    assert normed.activations - plain.activations == 64 * 224 * 224


@pytest.mark.parametrize("key", ["alexnet", "vgg11"])
def test_parameters_of_the_built_network(key):
    network = CATALOG[key].build()
    assert isinstance(network, nn.Module)
    assert sum(p.numel() for p in network.parameters()) == TOTALS[key][0]
