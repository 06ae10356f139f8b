"""ResNet-1202: depth must cost time in proportion, and no recursion."""

import time

import torch

from archreport.catalog.networks import CATALOG
from archreport.models.resnet import CifarResNet
from archreport.report.self_check import check_report
from tests.analysis.checked import analyze
from tests.shelf import report_of


def deep(n):
    with torch.device("meta"):
        network = CifarResNet(n)
    begun = time.perf_counter()
    report = analyze(network, (1, 3, 32, 32))
    return report, time.perf_counter() - begun


def test_1202_layers(capsys):
    deep(1)  # first use: libraries start
    shallow, seconds_shallow = deep(18)
    report, seconds = deep(200)
    assert report.totals.weight_layers == 1202
    assert check_report(report) == []
    assert report.torchinfo.mult_adds == report.torchinfo.predicted_macs
    repeats = [b.repeats for b in report.blocks if b.module_type == "BasicBlock"]
    assert repeats == [200, 1, 199, 1, 199]
    per_row = [seconds_shallow / len(shallow.rows) * 1e3, seconds / len(report.rows) * 1e3]
    with capsys.disabled():
        print("\n110 and 1202 layers: {:.1f} and {:.1f} ms a row".format(*per_row))


def test_the_whole_shelf_on_meta():
    assert sum(len(report_of(key).rows) for key in CATALOG) > 3_000
