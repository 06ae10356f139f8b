"""Changes a report at random, uses each of the files, and prints what went wrong by its kind."""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from archreport.site.reports import BuildOptions, build_reports
from tests.mutations.changes import changed
from tests.mutations.uses import bounded, used_in_time


def main() -> None:
    options = _options()
    kinds: Counter[str] = Counter()
    example: dict[str, str] = {}
    read: Counter[str] = Counter()
    slowest, peak = 0.0, 0
    with tempfile.TemporaryDirectory(prefix="mutations-") as name:
        folder = Path(name)
        built = build_reports([options.network], folder / "sound", BuildOptions(passes=1))
        sound = built[0].folder / "report.json"
        data = sound.read_bytes()
        paths = []
        for number in range(options.first, options.first + options.files):
            path = folder / f"{number}" / "report.json"
            path.parent.mkdir()
            path.write_bytes(changed(data, random.Random(number)))
            paths.append(path)
        context = multiprocessing.get_context("forkserver")
        with ProcessPoolExecutor(options.workers, context, bounded) as workers:
            results = workers.map(used_in_time, paths, [sound] * len(paths), chunksize=4)
            for path, found in zip(paths, results, strict=True):
                read["taken" if found.taken else "refused"] += 1
                slowest, peak = max(slowest, found.seconds), max(peak, found.peak)
                for what, fault in found.faults.items():
                    lines = fault.splitlines()
                    places = (line.strip() for line in lines[-2::-1] if "File" in line)
                    kind = f"{lines[-1][:120]}  {next(places, '')}"
                    kinds[kind] += 1
                    example.setdefault(kind, f"{path.parent.name} {what}\n{fault[-1500:]}")
    for kind, count in kinds.most_common():
        print(f"{count} × {kind}\n  first: {example[kind]}\n")
    print(
        f"{options.files} files, {read['refused']} refused and {read['taken']} taken: "
        f"{sum(kinds.values())} faults of {len(kinds)} kinds; "
        f"the slowest took {slowest:.1f} s, the most memory was {peak / 2**20:.0f} MiB"
    )
    sys.exit(1 if kinds else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--first", type=int, default=0, help="the seed of the first file")
    parser.add_argument("--network", default="alexnet")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
