"""The networks against their papers: counts, shapes, and the tables as a reader sees them.

The golden tables are CSV so that a change shows as a readable diff. After a change on purpose:
``pytest tests/models --update-golden``.
"""

from math import prod

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from archreport.catalog.networks import CATALOG
from archreport.render.downloads.table_files import csv_text
from archreport.report.self_check import check_report
from tests.paths import GOLDEN
from tests.shelf import report_of

# key: parameters, MACs, activation values, weight layers on the longest path
TOTALS = {
    "alexnet": (60_965_224, 724_406_816, 1_413_347, 8),
    "alexnet-owt": (61_100_840, 714_188_480, None, 8),
    "zfnet": (62_357_608, 1_168_032_896, None, 8),
    "vgg11": (132_863_336, 7_609_090_048, None, 11),
    "vgg11-lrn": (132_863_336, 7_609_090_048, None, 11),
    "vgg13": (133_047_848, 11_308_466_176, None, 13),
    "vgg16c": (133_638_952, 11_770_888_192, None, 16),
    "vgg16": (138_357_544, 15_470_264_320, 15_237_608, 16),
    "vgg19": (143_667_240, 19_632_062_464, None, 19),
    "googlenet": (6_998_552, 1_582_671_872, None, 22),
    "googlenet-heads": (13_378_280, 1_591_044_096, None, 22),
    "googlenet-tv": (6_624_904, 1_498_376_192, None, 22),
    "inception-v4": (42_679_816, 12_253_974_624, None, 76),
    "plain34": (21_623_848, 3_644_493_824, None, 34),
    "resnet18": (11_689_512, 1_814_073_344, None, 18),
    "resnet34": (21_797_672, 3_663_761_408, None, 34),
    "resnet50": (25_557_032, 3_857_973_248, None, 50),
    "resnet50-v15": (25_557_032, 4_089_184_256, None, 50),
    "resnet101": (44_549_160, 7_570_194_432, None, 101),
    "resnet101-v15": (44_549_160, 7_801_405_440, None, 101),
    "resnet152": (60_192_808, 11_282_415_616, None, 152),
    "resnet152-v15": (60_192_808, 11_513_626_624, None, 152),
    "fcn32s": (136_152_917, 181_365_854_976, None, 17),
    "fcn16s": (134_815_994, 181_448_086_272, None, 18),
    "fcn8s": (134_489_759, 181_529_034_048, None, 19),
    "deepface": (118_923_774, 517_624_448, 1_012_958, 7),
    "unet": (31_030_658, 150_428_424_448, None, 23),
    "unet-padded": (31_030_658, 192_384_335_872, None, 23),
    "deconvnet": (251_805_653, 32_745_979_904, None, 30),
}


def test_every_network_of_the_shelf_is_tested_here():
    assert set(TOTALS) == set(CATALOG)


@pytest.mark.parametrize("key", TOTALS)
def test_totals_are_the_published_ones(key):
    totals = report_of(key).totals
    params, macs, activations, layers = TOTALS[key]
    assert totals.params == params
    assert totals.macs == macs
    assert totals.weight_layers == layers
    assert activations in (None, totals.activations)


@pytest.mark.parametrize("key", TOTALS)
def test_every_check_holds(key):
    report = report_of(key)
    assert check_report(report) == []
    assert report.coverage.counted == report.coverage.total == len(report.rows) - 1
    assert report.coverage.method == "meta"


@pytest.mark.parametrize("key", TOTALS)
def test_every_layer_with_parameters_or_work_has_its_sum(key):
    for row in report_of(key).rows:
        assert ("params" in row.sums) == bool(row.param_count), row.id
        assert ("macs" in row.sums) == bool(row.macs), row.id
        assert ("activations" in row.sums) == (row.activations > 0 and len(row.out_shape) == 4)


def torchinfo_counts(row):
    """torchinfo's multiplications for a layer: every value of its tensors once for each output
    position, biases too, and the scale and shift of a batch normalisation once."""
    positions = prod(row.out_shape[2:]) if row.kind in ("conv", "up") else 1
    return sum(param.count for param in row.params) * positions


@pytest.mark.parametrize("key", TOTALS)
def test_torchinfo_agrees_or_is_explained(key):
    report = report_of(key)
    assert report.torchinfo.error == ""
    assert report.torchinfo.params == report.totals.params
    assert report.torchinfo.mult_adds == report.torchinfo.predicted_macs
    assert report.torchinfo.mult_adds == sum(map(torchinfo_counts, report.rows))
    if not any(row.kind in ("up", "norm") and row.params for row in report.rows):
        # then it is one multiplication more for every output of a layer with a bias, no more
        biases = sum(row.activations for row in report.rows if row.params)
        assert report.torchinfo.mult_adds - report.totals.macs == biases


def test_torchinfo_counts_a_transposed_convolution_on_the_grid_it_paints():
    upscore = report_of("fcn32s").row("upscore")
    assert torchinfo_counts(upscore) == 34**2 * upscore.macs == 534_559_850_496


@pytest.mark.parametrize("key", TOTALS)
def test_the_layer_table_is_the_golden_one(key, update_golden):
    table = csv_text(report_of(key))
    file = GOLDEN / f"{key}.csv"
    if update_golden:
        file.write_text(table, encoding="utf-8")
    assert table == file.read_text(encoding="utf-8")


def test_alexnets_fully_connected_rows():
    rows = [report_of("alexnet").row(name).param_count for name in ("fc6", "fc7", "fc8")]
    assert rows == [37_752_832, 16_781_312, 4_097_000]


def test_alexnets_towers_halve_the_inputs_of_three_layers():
    groups = {row.id: row.groups for row in report_of("alexnet").rows if row.kind == "conv"}
    assert groups == {"conv1": 1, "conv2": 2, "conv3": 1, "conv4": 2, "conv5": 2}


def test_vgg_stages_are_the_papers_blocks():
    for key in ("vgg11", "vgg13", "vgg16", "vgg16c", "vgg19"):
        stages = report_of(key).stages
        resolutions = [stage.resolution for stage in stages]
        assert resolutions == [(224, 224), (112, 112), (56, 56), (28, 28), (14, 14), ()]
        assert all(stage.rows[-1] == f"pool{n}" for n, stage in enumerate(stages[:-1], start=1))


def test_response_normalisation_costs_no_parameter_and_one_map():
    plain, normed = report_of("vgg11").totals, report_of("vgg11-lrn").totals
    assert plain.params == normed.params
    assert normed.activations - plain.activations == 64 * 224 * 224


@pytest.mark.parametrize("key", TOTALS)
def test_parameters_of_the_built_network(key):
    with torch.device("meta"):
        network = CATALOG[key].build()
    assert isinstance(network, nn.Module)
    assert sum(p.numel() for p in network.parameters()) == TOTALS[key][0]


@pytest.mark.parametrize("key", TOTALS)
def test_pytorchs_own_counter(key):
    entry = CATALOG[key]
    counter = FlopCounterMode(display=False)
    with torch.device("meta"):
        network = entry.build().eval()
        picture = torch.empty(entry.input_shape)
    with torch.no_grad(), counter:
        network(picture)
    assert counter.get_total_flops() == 2 * TOTALS[key][1]
