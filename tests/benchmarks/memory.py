"""What an analysis takes of memory, over what the model itself takes.

Each line is a process of its own. The model has its weights on the CPU; its resident size is
compared with the largest one during `analyze`, on shapes alone and for real (where activations and
those that autograd keeps come on top).
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys

from tests.benchmarks.clock import table

KEYS = ("vgg16", "resnet152", "deconvnet")
MEBI = 2**20


def main() -> None:
    lines = []
    for key in KEYS:
        for method in ("meta", "real"):
            done = subprocess.run(
                [sys.executable, "-m", __name__, key, method],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            own, peak = json.loads(done.stdout)
            lines.append([key, method, f"{own:.0f}", f"{peak:.0f}", f"{peak / own:.2f}"])
    head = ["network", "pass", "model (MiB)", "peak of analyze (MiB)", "peak ÷ model"]
    table("Memory of an analysis", head, lines)


def measure(key: str, method: str) -> tuple[float, float]:
    """MiB that the model takes, and the model with its analysis at the most: both beyond what the
    process takes without a model."""
    import torch

    from archreport.analysis.analyze import analyze
    from archreport.catalog.networks import CATALOG

    entry = CATALOG[key]
    with torch.device("meta"):
        analyze(entry.build(), entry.input_shape)  # libraries are loaded, tables are filled
    before = _peak()
    network = entry.build().eval()
    for parameter in network.parameters():
        parameter.data.fill_(0.01)  # pages are there once they are written to
    own = _peak()
    analyze(network, entry.input_shape, method=method)  # type: ignore[arg-type]
    return own - before, _peak() - before


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEBI


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))
