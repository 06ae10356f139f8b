"""Runs the benchmarks that are named, or all."""

from __future__ import annotations

import sys

from tests.benchmarks import analysis, building, depth, large, memory

BENCHMARKS = {
    "analysis": analysis.main,
    "depth": depth.main,
    "large": large.main,
    "memory": memory.main,
    "building": building.main,
}

if __name__ == "__main__":
    names = sys.argv[1:] or list(BENCHMARKS)
    if unknown := set(names) - set(BENCHMARKS):
        sys.exit(f"No benchmark {', '.join(sorted(unknown))}. There are: {', '.join(BENCHMARKS)}.")
    for name in names:
        BENCHMARKS[name]()
