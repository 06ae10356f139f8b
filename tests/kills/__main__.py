"""Builds a tiny project, kills builds of it, and prints what stood afterwards.

After each kill the published folders must be whole, each the old or the new one; then the same
command must end well, with the files of a run that nobody killed, and leave no hidden name.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from archreport.freshness.kept_folder import why_stale
from tests.paths import ROOT
from tests.tiny_site import write_project

#: What is killed: arguments of the command, in the folder of the project.
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "site": ("site", "alexnet", "vgg16", "--out", "build", "--passes", "1", "--force"),
    "labs": ("labs", "--out", "build", "--force"),
    "build": ("build", "alexnet", "--out", "build", "--passes", "1", "--force"),
}


def main() -> None:
    options = _options()
    chance = random.Random(options.seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        project = Path(name) / "project"
        project.mkdir()
        write_project(project)
        clean = {}
        for command in COMMANDS:
            lasted = time.monotonic()
            renames = _run(project, command, 0)
            clean[command] = (time.monotonic() - lasted, renames)
            print(f"{command}: {clean[command][0]:.1f} s, {renames} renames", flush=True)
        wanted = _contents(project)
        for command in options.commands:
            seconds, renames = clean[command]
            moments: list[tuple[int, float]] = [(n, 0) for n in range(1, renames + 1)]
            if options.renames:
                moments = chance.sample(moments, min(options.renames, len(moments)))
            moments += [(0, chance.uniform(0, seconds)) for _ in range(options.kills)]
            for rename, second in moments:
                _kill(project, command, rename, second)
                faults = list(_broken(project))
                litter = len(_hidden(project))
                if _run(project, command, 0) is None:
                    faults.append("the next run failed")
                faults += _differences(wanted, _contents(project))
                faults += [f"litter {path.name}" for path in _hidden(project)]
                found["kills"] += 1
                found["left something hidden"] += litter > 0
                found["broken"] += bool(faults)
                where = f"rename {rename}" if rename else f"{second:.2f} s"
                print(f"{command} at {where}: {litter} hidden; {'; '.join(faults[:5]) or 'well'}",
                      flush=True)  # fmt: skip
    print(", ".join(f"{what}: {count}" for what, count in found.items()))
    sys.exit(1 if found["broken"] else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("commands", nargs="*", default=list(COMMANDS), metavar="COMMAND")
    parser.add_argument("--kills", type=int, default=60, help="at random moments, a command")
    parser.add_argument("--renames", type=int, default=0, help="how many of the renames; 0: all")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _start(project: Path, command: str, last: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tests/kills/killed.py"), str(last), *COMMANDS[command]],
        cwd=project,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(project: Path, command: str, last: int) -> int | None:
    """The number of renames; None where it failed."""
    process = _start(project, command, last)
    _, said = process.communicate()
    if process.returncode:
        print(said, file=sys.stderr)
        return None
    return int(said.split()[-1])


def _kill(project: Path, command: str, rename: int, second: float) -> None:
    process = _start(project, command, rename)
    if not rename:
        try:
            process.wait(second)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    process.communicate()


def _broken(project: Path) -> Iterator[str]:
    """What is published and not whole."""
    for folder in [*(project / "build/reports").iterdir(), *(project / "build/labs").iterdir()]:
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        damaged = [why for why in why_stale(folder, {}) if why.endswith(("damaged", "missing"))]
        yield from (f"{folder.name}: {why}" for why in damaged)
    for name in ("build/reports/alexnet", "build/labs/01-tiny", "site", "build/docs"):
        if not (project / name).is_dir():
            yield f"{name} is gone"
    for page in ("en/index.html", "zh/index.html", "en/models/vgg16/index.html", "index.html"):
        if not (project / "site" / page).is_file():
            yield f"site/{page} is gone"


def _hidden(project: Path) -> list[Path]:
    return [path for path in project.rglob(".archreport*") if path.exists()]


def _contents(project: Path) -> dict[str, bytes]:
    places = [project / "build", project / "site"]
    files = (path for place in places for path in place.rglob("*") if path.is_file())
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in files
        if not path.name.startswith(".") and not _says_when(path.relative_to(project))
    }


def _says_when(path: Path) -> bool:
    """Whether a file says when something was made or how long it took, so that it differs from run
    to run: times, and what laboratories say of their own run."""
    timed = "times" in path.parts or path.name.endswith(("timings.json", ".seconds.json"))
    return timed or ("labs" in path.parts and path.suffix != ".ipynb")


def _differences(wanted: Mapping[str, bytes], found: Mapping[str, bytes]) -> list[str]:
    lost = [f"{name} is lost" for name in wanted.keys() - found.keys()]
    more = [f"{name} is new" for name in found.keys() - wanted.keys()]
    other = [f"{name} differs" for name in wanted if found.get(name, wanted[name]) != wanted[name]]
    return [*lost, *more, *other]


if __name__ == "__main__":
    main()
