"""A cold build of the shelf against the bare work it cannot do without; and one with nothing to do.

The bare work: make each network as PyTorch initialises it, and run it once on the CPU. The build
does that and analyses, draws weights from a seed and hashes them, times each layer, looks at every
value and draws feature maps of every stage. Each measurement has a process of its own, which begins
with one small network that does not count, so that the libraries have started.

Seconds are those of the clock and, more steady on a busy machine, those of the processor. Memory is
the highest resident set, less what the process held when the work began, over weights and
activations (all that the rows store) of the network that has most of them. The bare pass itself
takes more than these: oneDNN lays a copy of a convolution's kernels out in an order of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.clock import table

_BARE = """
import torch
from archreport.catalog.networks import CATALOG

def work(keys):
    for key in keys or CATALOG:
        network = CATALOG[key].build().eval()
        with torch.no_grad():
            network(torch.zeros(CATALOG[key].input_shape))
        del network
"""

_COLD = """
from archreport.site.reports import build_reports

def work(keys):
    build_reports(keys, reports, force=bool(keys))
"""

_FRESH = """
from archreport.site.reports import build_reports

def work(keys):
    assert all(built.fresh for built in build_reports(keys, reports))
"""

_MEASURE = """
import json, sys, time
from pathlib import Path
reports = Path(sys.argv[1])
{script}
def held(field):
    status = Path("/proc/self/status").read_text()
    return int(status.partition(field + ":")[2].split()[0]) * 1024

if {warm}:
    work(["resnet18"])
before, wall, processor = held("VmRSS"), time.perf_counter(), time.process_time()
work(sys.argv[2:])
print(json.dumps({{"wall": time.perf_counter() - wall, "processor": time.process_time() - processor,
                  "bytes": max(0, held("VmHWM") - before), "torch": "torch" in sys.modules}}))
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder, "reports")
        bare = _measured(_BARE, reports, warm=True)
        cold = _measured(_COLD, reports, warm=True)
        fresh = _measured(_FRESH, reports, warm=False)
        pages, nothing = (_build(folder) for _ in range(2))
        key, title, weights, activations = _largest(reports)
        bare_one = _measured(_BARE, reports, key, warm=True)
        cold_one = _measured(_COLD, reports, key, warm=True)
    need = weights + activations
    mib = 2**20
    table(
        "Building the shelf",
        ["", "seconds", "÷ bare", "of the processor", "÷ bare", "MiB", "÷ bare", f"÷ {title}"],
        [
            _row("made and run once, bare", bare, bare, need),
            _row("cold build of all reports", cold, bare, need),
            _row("nothing changed", fresh, bare, need),
            _row(f"{title} alone, bare", bare_one, bare_one, need),
            _row(f"{title} alone, cold build", cold_one, bare_one, need),
        ],
    )
    print(f"{title}: weights {weights / mib:.0f} MiB + activations {activations / mib:.0f} MiB")
    print(f"nothing changed, torch was imported: {'yes' if fresh['torch'] else 'no'}")
    print(f"`archreport build`: {pages:.1f} s for the pages, {nothing:.1f} s with nothing to do")


def _row(name: str, one: dict[str, float], bare: dict[str, float], need: int) -> list[str]:
    return [
        name,
        f"{one['wall']:.1f}",
        f"{one['wall'] / bare['wall']:.2f}",
        f"{one['processor']:.1f}",
        f"{one['processor'] / bare['processor']:.2f}",
        f"{one['bytes'] / 2**20:.0f}",
        f"{one['bytes'] / bare['bytes']:.2f}",
        f"{one['bytes'] / need:.2f}",
    ]


def _build(folder: str) -> float:
    """Seconds of the command as a whole, the start of Python included."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "archreport", "build", "--out", folder]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def _measured(script: str, reports: Path, *keys: str, warm: bool) -> dict[str, float]:
    """What `_MEASURE` says of one script in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE.format(script=script, warm=warm), str(reports), *keys],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _largest(reports: Path) -> tuple[str, str, int, int]:
    """Key, title, bytes of weights and of activations of the network with most of both."""
    from archreport.report.report_file import load

    found = [load(file) for file in sorted(reports.glob("*/report.json"))]
    most = max(found, key=lambda one: one.totals.param_bytes + one.totals.activation_bytes)
    totals, identity = most.totals, most.identity
    return identity.key, identity.title, totals.param_bytes, totals.activation_bytes
