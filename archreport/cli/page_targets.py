"""What ``page`` is asked for: each target as a report, with the pictures of its run where it has
one."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archreport.errors import BadInput, phrase
from archreport.progress import Progress
from archreport.report.model import Report
from archreport.report.run import Run

if TYPE_CHECKING:
    from torch import nn

    from archreport.analysis.inputs.call import Call
    from archreport.running.options import RunOptions

#: A picture beside a report file is read up to so many bytes.
_PICTURE_BYTES = 50_000_000


@dataclass(frozen=True)
class Asked:
    """How own models are made and called, and whether and how they are run.

    ``call`` is None where nothing was said of the call; ``run`` where no pass is asked for.
    ``words`` is the command line without its targets, to make the page again.
    """

    call: Call | None = None
    build: Mapping[str, Any] = field(default_factory=dict)
    weights: Path | None = None
    download: bool = False
    run: RunOptions | None = None
    words: Sequence[str] = ()


@dataclass(frozen=True)
class Found:
    """One target: its report, the pictures of its run by their names in it."""

    report: Report
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def is_own(target: str) -> bool:
    """Whether a target is a reader's own model, and no file and no network of the course."""
    return ":" in target and not target.endswith(".json")


def found(target: str, asked: Asked, progress: Progress) -> Found:
    """The report that ``target`` names: a file, a network of the course, or a model to be analysed.

    Raises `BadInput`, `UnknownModel`, `ReportInvalid`, `WeightsMismatch` and `ForwardFailed`.
    """
    if is_own(target):
        return _own(target, asked, progress)
    if target.endswith(".json"):
        return _from_file(Path(target))
    if Path(target).is_file():
        raise BadInput("command.no_report", name=target)
    return _of_the_course(target, asked, progress)


def _from_file(path: Path) -> Found:
    from archreport.report.report_file import load

    report = load(path)
    return Found(report, dict(_pictures_beside(report, path.resolve().parent)))


def _pictures_beside(report: Report, folder: Path) -> list[tuple[str, bytes]]:
    """The pictures that a report names and that lie below its folder, and nothing else there."""
    found = []
    for name in dict.fromkeys(name for run in _runs(report) for name in _named(run)):
        file = (folder / name).resolve()
        inside = file.is_relative_to(folder) and file.suffix in (".png", ".webp")
        if inside and file.is_file() and file.stat().st_size <= _PICTURE_BYTES:
            found.append((name, file.read_bytes()))
    return found


def _runs(report: Report) -> list[Run]:
    return [run for run in (report.run, report.untrained) if run]


def _named(run: Run) -> list[str]:
    return [name for name in (run.photo.crop, *(sheet.file for sheet in run.sheets)) if name]


def _of_the_course(key: str, asked: Asked, progress: Progress) -> Found:
    from archreport.catalog.networks import entry
    from archreport.files import temporary_folder
    from archreport.site.reports import analyse_entry, build_reports

    one = entry(key)
    if asked.run is None:
        progress(one.identity.title, "trace", 0, 1)
        return Found(analyse_entry(one))
    options = asked.run if asked.weights is None else replace(asked.run, weights=str(asked.weights))
    with temporary_folder() as folder:
        (built,) = build_reports([key], folder, options, progress=progress)
        return _from_file(built.folder / "report.json")


def _own(target: str, asked: Asked, progress: Progress) -> Found:
    from archreport.cli.inspection import inspected
    from archreport.files import temporary_folder
    from archreport.reading.representatives import stage_representatives
    from archreport.running.own_run import picture_size, run_own

    if asked.call is None:
        raise BadInput("page.give_input", phrase("command.give_input"), target=target)
    title = target.rpartition(":")[2]
    progress(title, "trace", 0, 4)
    if asked.run is None:
        report = inspected(
            target, asked.call, asked.build, asked.weights, download=asked.download, checks="all"
        )
        return Found(_made_by(report, target, asked))
    network, weights = _with_values(target, asked)
    from archreport.analysis.analyze import analyze

    with redirect_stdout(sys.stderr):
        report = analyze(network, asked.call, checks="all", title=title)
        picture_size(report)
        with temporary_folder() as folder:
            step = _steps(title, progress)
            drawn = stage_representatives(report)
            report = run_own(report, network, weights, asked.run, drawn, folder, step)
            return Found(
                _made_by(report, target, asked), dict(_pictures_beside(report, folder.resolve()))
            )


def _steps(title: str, progress: Progress) -> Any:
    def step(what: str, done: int, total: int) -> None:
        progress(title, what, done, total)

    return step


def _with_values(target: str, asked: Asked) -> tuple[nn.Module, Any]:
    """The model with its weights, or with the values that its own code sets after a seed."""
    import torch

    from archreport.catalog.own_model import load_target
    from archreport.running.own_run import own_values
    from archreport.running.weights.files import load_state_dict_file

    seed = (asked.run.seed if asked.run else None) or 0
    with redirect_stdout(sys.stderr), torch.random.fork_rng():
        torch.manual_seed(seed)
        network = load_target(target, asked.build, meta=False, download=asked.download).eval()
        if asked.weights is not None:
            return network, load_state_dict_file(network, asked.weights)
        return network, own_values(network, seed)


def _made_by(report: Report, target: str, asked: Asked) -> Report:
    """The report with the command that makes its page again, without folders of this machine."""
    if report.made is None:
        return report
    kind, colon, name = target.rpartition(":")
    shown = f"{Path(kind).name}{colon}{name}" if kind.endswith(".py") else target
    command = shlex.join(["archreport", "page", shown, *asked.words])
    return replace(report, made=replace(report.made, command=command))
