"""The analysis of a network against a bare forward pass and against other tools.

archreport makes two passes on shapes alone, in evaluation and in training mode, and derives rows,
sums, receptive fields and blocks from them. Every number of the table says how many times as long
that takes as what the column's head names; below 1 archreport is the faster one. The making of the
network counts for all of them alike.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Sequence

import torch
import torchinfo
from torch import nn

from archreport.analysis.analyze import analyze
from archreport.catalog.networks import CATALOG, Entry
from archreport.site.reports import analyse_entry
from tests.benchmarks.clock import processor_seconds, seconds, table
from tests.benchmarks.peers import installed

#: Of several depths and sorts; the first three have few rows, the last three many.
ON_META = ("vgg16", "googlenet", "resnet18", "resnet50", "resnet152", "inception-v4")
KEYS = ("alexnet", "vgg16", "googlenet", "inception-v4", "resnet18", "resnet152", "unet")


def main() -> None:
    warnings.simplefilter("ignore")
    peers = installed()
    lines = [_line(CATALOG[key]) for key in KEYS]
    head = ["network", "rows", "archreport", "÷ pass on meta", "÷ pass on CPU"]
    table("Analysis (milliseconds, and ratios)", [*head, *(f"÷ {name}" for name in peers)], lines)
    _on_meta()
    whole = seconds(lambda: [analyse_entry(entry) for entry in CATALOG.values()], times=1)
    bare = seconds(lambda: [_bare(entry, "meta") for entry in CATALOG.values()], times=1)
    print(
        f"all {len(CATALOG)} networks: {whole:.1f} s, {whole / bare:.1f} times a bare pass on meta"
    )


def _on_meta() -> None:
    """Processor time of one thread, the network made before, everything on the meta device."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    lines, sums = [], [0.0] * 4
    for key in ON_META:
        entry = CATALOG[key]
        network, given = _make(entry, "meta"), torch.zeros(entry.input_shape, device="meta")
        works = (
            functools.partial(_without_gradients, network, given),
            functools.partial(_summary, network, given),
            functools.partial(analyze, network, entry.input_shape),
            functools.partial(analyze, network, entry.input_shape, checks="all"),
        )
        measured = [processor_seconds(work) for work in works]
        sums = [total + one for total, one in zip(sums, measured, strict=True)]
        lines.append(_ratios(entry.identity.title, measured))
    lines.append(_ratios("all of them", sums))
    head = ["network", "pass", "torchinfo", "analyze", "all checks", "analyze ÷ pass",
            "÷ torchinfo", "all checks ÷ torchinfo"]  # fmt: skip
    table("On meta (processor milliseconds of one thread, and ratios)", head, lines)
    torch.set_num_threads(threads)


def _ratios(title: str, measured: Sequence[float]) -> list[str]:
    bare, theirs, ours, every = measured
    ratios = [f"{ratio:.2f}" for ratio in (ours / bare, ours / theirs, every / theirs)]
    return [title, *(f"{one * 1e3:.1f}" for one in measured), *ratios]


def _without_gradients(network: nn.Module, given: torch.Tensor) -> object:
    with torch.no_grad():
        return network(given)


def _summary(network: nn.Module, given: torch.Tensor) -> object:
    return torchinfo.summary(
        network, input_data=[given], device="meta", mode="eval", depth=10, verbose=0
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
