"""The analysis of a network against a bare forward pass and against other tools.

archreport makes two passes on shapes alone, in evaluation and in training mode, and derives rows,
sums, receptive fields and blocks from them. Every number of the table says how many times as long
that takes as what the column's head names; below 1 archreport is the faster one. The making of the
network counts for all of them alike.
"""

from __future__ import annotations

import functools
import warnings

import torch
from torch import nn

from archreport.catalog.networks import CATALOG, Entry
from archreport.site.reports import analyse_entry
from tests.benchmarks.clock import seconds, table
from tests.benchmarks.peers import installed

KEYS = ("alexnet", "vgg16", "googlenet", "inception-v4", "resnet18", "resnet152", "unet")


def main() -> None:
    warnings.simplefilter("ignore")
    peers = installed()
    lines = [_line(CATALOG[key]) for key in KEYS]
    head = ["network", "rows", "archreport", "÷ pass on meta", "÷ pass on CPU"]
    table("Analysis (milliseconds, and ratios)", [*head, *(f"÷ {name}" for name in peers)], lines)
    whole = seconds(lambda: [analyse_entry(entry) for entry in CATALOG.values()], times=1)
    bare = seconds(lambda: [_bare(entry, "meta") for entry in CATALOG.values()], times=1)
    print(
        f"all {len(CATALOG)} networks: {whole:.1f} s, {whole / bare:.1f} times a bare pass on meta"
    )


def _line(entry: Entry) -> list[str]:
    make, shape = functools.partial(_make, entry), entry.input_shape
    ours = seconds(lambda: analyse_entry(entry))
    others = [
        seconds(lambda: _bare(entry, "meta")),
        seconds(lambda: _bare(entry, "cpu"), times=1),
        *(seconds(functools.partial(look, make, shape), times=1) for look in installed().values()),
    ]
    rows = len(analyse_entry(entry).rows)
    ratios = [f"{ours / other:.2f}" for other in others]
    return [entry.identity.title, str(rows), f"{ours * 1e3:.0f}", *ratios]


def _make(entry: Entry, device: str) -> nn.Module:
    with torch.device(device):
        return entry.build().eval()


def _bare(entry: Entry, device: str) -> object:
    network = _make(entry, device)
    with torch.no_grad():
        return network(torch.zeros(entry.input_shape, device=device))
