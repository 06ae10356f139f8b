"""Residual networks for CIFAR-10, 20 to 1,202 layers: does a row cost more in a deep one?

The last columns are the time that a row takes, over that in the network of 110 layers, and that of
printing the report, folded and with every row, over that of the analysis.
"""

from __future__ import annotations

from functools import partial

import torch

from archreport.analysis.analyze import analyze
from archreport.models.resnet import CifarResNet
from tests.benchmarks.clock import seconds, table

BLOCKS = {20: 3, 56: 9, 110: 18, 1202: 200}
SHAPE = (1, 3, 32, 32)


def main() -> None:
    measured = {}
    for layers, n in BLOCKS.items():
        with torch.device("meta"):
            network = CifarResNet(n).eval()
        report = analyze(network, SHAPE)
        rows = len(report.rows)
        with torch.no_grad():
            bare = seconds(partial(network, torch.zeros(SHAPE, device="meta")))
        ours = seconds(partial(analyze, network, SHAPE))
        printed = seconds(partial(str, report)), seconds(partial(report.table, every_row=True))
        measured[layers] = rows, ours, bare, *printed
    base = measured[110][1] / measured[110][0]
    table(
        "Depth (CIFAR-10 ResNets)",
        ["layers", "rows", "seconds", "ms a row", "÷ pass on meta", "÷ a row of 110 layers",
         "printed", "every row"],
        [
            [str(layers), str(rows), f"{ours:.2f}", f"{ours / rows * 1e3:.2f}",
             f"{ours / bare:.1f}", f"{ours / rows / base:.2f}", f"{folded / ours:.1%}",
             f"{whole / ours:.1%}"]
            for layers, (rows, ours, bare, folded, whole) in measured.items()
        ],
    )  # fmt: skip
