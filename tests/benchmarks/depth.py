"""Residual networks for CIFAR-10, 20 to 1,202 layers: does a row cost more in a deep one?

The last column is the time that a row takes, over that in the network of 110 layers.
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
        rows = len(analyze(network, SHAPE).rows)
        with torch.no_grad():
            bare = seconds(partial(network, torch.zeros(SHAPE, device="meta")))
        measured[layers] = rows, seconds(partial(analyze, network, SHAPE)), bare
    base = measured[110][1] / measured[110][0]
    table(
        "Depth (CIFAR-10 ResNets)",
        ["layers", "rows", "seconds", "ms a row", "÷ pass on meta", "÷ a row of 110 layers"],
        [
            [str(layers), str(rows), f"{ours:.2f}", f"{ours / rows * 1e3:.2f}",
             f"{ours / bare:.1f}", f"{ours / rows / base:.2f}"]
            for layers, (rows, ours, bare) in measured.items()
        ],
    )  # fmt: skip
