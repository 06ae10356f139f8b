"""Kills runs of a small project, and prints what was there afterwards.

Each run is killed by SIGKILL, before each of its renames or at a random moment. Then what is
published must be whole, the old or the new; no process that the run started may go on; and the same
command must end well, with the files of a run that nobody killed, and leave no hidden name and
nothing among the temporary files.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.kills.project import MODELS, write_small_project
from tests.kills.runs import Runs, still_running
from tests.kills.state import State, hidden, make_laboratory_stale, part_of_something, state_of

_SITE = ("site", *MODELS, "--out", "build", "--passes", "1")
_ATLAS = ("atlas", "small_net.py:net", "--input", "1x3x16x16", "--pictures", "pictures")


@dataclass(frozen=True)
class Command:
    """What is killed: its arguments, and what makes it do its whole work again."""

    arguments: tuple[str, ...]
    again: tuple[str, ...] = ("--force",)
    stale_laboratory: bool = False
    forgets: str = ""  # a file without which it begins anew


COMMANDS = {
    "site": Command(_SITE, stale_laboratory=True),
    "labs": Command(("labs", "--out", "build")),
    "build": Command(("build", *MODELS, "--out", "build", "--passes", "1")),
    "atlas": Command(
        (*_ATLAS, "--out", "build/atlas"), again=(), forgets="build/atlas/net.found.npz"
    ),
}


@dataclass(frozen=True)
class Moment:
    """When a run is killed: before its ``rename``-th rename, or after ``second`` seconds."""

    rename: int = 0
    second: float = 0

    def __str__(self) -> str:
        return f"rename {self.rename}" if self.rename else f"{self.second:.2f} s"


def main() -> None:
    options = _options()
    begun = time.monotonic()
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        runs = Runs(Path(name))
        write_small_project(runs.project)
        for command in options.commands:
            wanted, moments = _clean(runs, command, options)
            for moment in moments:
                if time.monotonic() - begun > 60 * options.minutes:
                    break
                lost, faults = _killed(runs, COMMANDS[command], moment, wanted)
                found[f"kills of {command}"] += 1
                found["left something hidden until the next run"] += lost > 0
                found["broken"] += bool(faults)
                said = "; ".join(faults[:5]) or "well"
                print(f"{command} at {moment}: {lost} hidden; {said}", flush=True)
    print(", ".join(f"{what}: {count}" for what, count in found.items()))
    sys.exit(1 if found["broken"] else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("commands", nargs="*", default=list(COMMANDS), metavar="COMMAND",
                        help=f"of {', '.join(COMMANDS)}")  # fmt: skip
    parser.add_argument("--kills", type=int, default=40, help="at random moments, a command")
    parser.add_argument("--skip", type=int, default=0, help="so many of them, renames first")
    parser.add_argument("--minutes", type=float, default=600, help="begin no kill after them")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _clean(runs: Runs, name: str, options: argparse.Namespace) -> tuple[State, list[Moment]]:
    """The files of a run that nobody kills, and when others are to be killed: before each of its
    renames, and at random moments of the time that it took."""
    command = COMMANDS[name]
    runs.run(command.arguments)
    _prepare(runs, command)
    begun = time.monotonic()
    renames = runs.run((*command.arguments, *command.again))
    lasted = time.monotonic() - begun
    if renames is None:
        sys.exit(f"{name} fails, though nobody kills it")
    print(f"{name}: {lasted:.1f} s, {renames} renames", flush=True)
    chance = random.Random(options.seed)
    moments = [Moment(rename=number) for number in range(1, renames + 1)]
    moments += [Moment(second=chance.uniform(0, lasted)) for _ in range(options.kills)]
    return state_of(runs.project), moments[options.skip :]


def _prepare(runs: Runs, command: Command) -> None:
    if command.stale_laboratory:
        make_laboratory_stale(runs.project)
    if command.forgets:
        (runs.project / command.forgets).unlink(missing_ok=True)


def _killed(runs: Runs, command: Command, moment: Moment, wanted: State) -> tuple[int, list[str]]:
    """How many hidden names a killed run left for the next one, and what went wrong."""
    _prepare(runs, command)
    runs.kill((*command.arguments, *command.again), moment.rename, moment.second)
    faults = [f"{name} goes on" for name in still_running(runs.token)]
    faults += part_of_something(runs.project, wanted)
    left = len(hidden(runs.project))
    if runs.run(command.arguments) is None:
        faults.append("the next run failed")
    faults += _differences(wanted, state_of(runs.project))
    faults += [f"litter {path.name}" for path in hidden(runs.project)]
    faults += [f"temporary {path.name}" for path in runs.temporary.iterdir()]
    return left, faults


def _differences(wanted: State, found: State) -> Iterator[str]:
    yield from (f"{name} is lost" for name in wanted.keys() - found.keys())
    yield from (f"{name} is new" for name in found.keys() - wanted.keys())
    yield from (
        f"{name} differs" for name in wanted if found.get(name, wanted[name]) != wanted[name]
    )


if __name__ == "__main__":
    main()
