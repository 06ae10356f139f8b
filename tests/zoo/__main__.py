"""Runs the foreign networks and prints the totals. `python -m tests.zoo --help` says how."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path

import msgspec
import torch

from archreport.course.lessons.foreign_networks import ForeignNetworks, Library
from tests.zoo import totals
from tests.zoo.registries import REGISTRIES, Registry, installed
from tests.zoo.verdict import Verdict
from tests.zoo.workers import Task, judged


def main() -> None:
    options = _options()
    tasks = _tasks(installed(options.registry), options.sample, options.roads, options.seed)
    if options.only:
        tasks = [task for task in tasks if options.only in f"{task[0]}:{task[1]}"]
    if not tasks:
        sys.exit(f"No registry is installed. There are: {', '.join(REGISTRIES)}.")
    known = _known(options.out)
    todo = [task for task in tasks if f"{task[0]}:{task[1]}" not in known]
    verdicts = [known[f"{task[0]}:{task[1]}"] for task in tasks if task not in todo]
    for done, found in enumerate(judged(todo, options.workers, options.seconds), start=1):
        verdict = _verdict(found)
        verdicts.append(verdict)
        if options.out:
            with options.out.open("a") as file:
                file.write(json.dumps(found) + "\n")
        said = f"{done}/{len(todo)} {verdict.registry}:{verdict.name} {verdict.outcome}"
        print(f"\r{said:<100.100}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    verdicts.sort(key=lambda v: (list(REGISTRIES).index(v.registry), v.name))
    for line in totals.findings(verdicts):
        print(line)
    print()
    print("\n".join(totals.table(verdicts)))
    print()
    shown = ", ".join(f"{name} {count}" for name, count in totals.other_operations(verdicts)[:40])
    print(f"Operations of kind “other”: {shown or 'none'}")
    result = _result(verdicts)
    libraries = [f"{library.name} {library.version}" for library in result.libraries]
    print(f"Versions: torch {result.torch}, {', '.join(libraries)}")
    if options.result:
        options.result.write_bytes(msgspec.json.format(msgspec.json.encode(result)) + b"\n")


def _result(verdicts: list[Verdict]) -> ForeignNetworks:
    ran = Counter(v.registry for v in verdicts if v.outcome not in ("unusable", "too slow"))
    return ForeignNetworks(
        drawn=len(verdicts),
        torch=torch.__version__.partition("+")[0],
        libraries=tuple(
            Library(REGISTRIES[name].title, REGISTRIES[name].version, count)
            for name, count in ran.items()
        ),
        totals=totals.totals(verdicts),
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.zoo", description=__doc__)
    parser.add_argument("--sample", type=int, help="this many networks (default: all)")
    parser.add_argument("--registry", nargs="*", default=[], choices=list(REGISTRIES))
    parser.add_argument("--only", help="networks whose registry:name holds this text")
    parser.add_argument("--roads", type=int, default=60, help="this many through all three passes")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=240, help="for each network")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--result", type=Path, help="write the totals here, for the method page")
    parser.add_argument("--out", type=Path, help="keep verdicts here; what it holds is not redone")
    return parser.parse_args()


def _tasks(registries: list[Registry], sample: int | None, roads: int, seed: int) -> list[Task]:
    """The networks to judge: the same number of every registry, as far as they have so many, and
    of them some through all passes."""
    draw = random.Random(seed)
    names = {registry.package: registry.names() for registry in registries}
    for listed in names.values():
        draw.shuffle(listed)
    chosen: list[tuple[str, str]] = []
    while any(names.values()) and (sample is None or len(chosen) < sample):
        for package, listed in names.items():
            if listed and (sample is None or len(chosen) < sample):
                chosen.append((package, listed.pop()))
    return [(package, name, index < roads) for index, (package, name) in enumerate(chosen)]


def _known(path: Path | None) -> dict[str, Verdict]:
    if path is None or not path.exists():
        return {}
    found = (_verdict(json.loads(line)) for line in path.read_text().splitlines())
    return {f"{verdict.registry}:{verdict.name}": verdict for verdict in found}


def _verdict(found: dict[str, object]) -> Verdict:
    lists = {key: tuple(value) for key, value in found.items() if isinstance(value, list)}
    return Verdict(**{**found, **lists})  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
