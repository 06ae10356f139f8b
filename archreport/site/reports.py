"""Building reports: analyse, run, draw, and keep what is fresh.

One folder a network: ``reports/<key>/`` holds ``report.json``, the cropped photograph, the contact
sheets, and ``timings.json``, the only file that is another each time. A folder is replaced whole or
not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from archreport.catalog.networks import CATALOG, Entry, entry
from archreport.errors import ReportInvalid
from archreport.freshness.dependencies import APART, Dependencies, dependencies
from archreport.freshness.kept_folder import kept_folder, why_stale
from archreport.progress import Progress, silent
from archreport.reading.representatives import drawn_rows, stage_representatives
from archreport.report.model import Report
from archreport.report.report_file import load, save
from archreport.report.run import Maps, Run, Weights
from archreport.report.timings import TIMINGS, read_timings
from archreport.running.asked import refuse_what_cannot_be_had
from archreport.running.options import RunOptions as BuildOptions
from archreport.running.sheets.contact_sheet import save_picture
from archreport.running.sheets.writer import SheetWriter
from archreport.running.speed.frozen_objects import frozen_after_each
from archreport.running.speed.overlap import Work, overlapped
from archreport.running.weights.choice import chosen_weights
from archreport.running.weights.oxford_file import oxford_file

__all__ = [
    "DEFAULTS",
    "REPORT",
    "BuildOptions",
    "Built",
    "analyse_entry",
    "build_reports",
    "saved_reports",
]

REPORT = "report.json"
_CROP = "input.webp"
#: What a build does where nothing else is asked for; see ``archreport build --help``.
DEFAULTS = BuildOptions()


@dataclass(frozen=True)
class Built:
    """One network's report. ``because`` says as clauses why it had to be made; it is empty where
    it is ``fresh`` or was asked for."""

    report: Report
    folder: Path
    fresh: bool
    because: Sequence[str] = ()


def build_reports(
    keys: Sequence[str],
    out: Path,
    options: BuildOptions = DEFAULTS,
    *,
    force: bool = False,
    progress: Progress = silent,
) -> list[Built]:
    """Make the reports of ``keys`` (all of the shelf if empty) under ``out``; skip fresh ones.

    One that is damaged is not fresh: `archreport.freshness.kept_folder`. Raises `UnknownModel`
    and what `refuse_what_cannot_be_had` does before any work is done, then what
    `archreport.running.run.prepare_run` raises, and `OutputFailed`. A failure leaves earlier output
    as it was.
    """
    entries = [entry(key) for key in dict.fromkeys(keys)] or list(CATALOG.values())
    refuse_what_cannot_be_had(entries, options)
    return overlapped(
        _build(one, out / one.key, options, force, progress) for one in frozen_after_each(entries)
    )


def _build(
    one: Entry, folder: Path, options: BuildOptions, force: bool, progress: Progress
) -> Work[Built]:
    """Load the report if it is fresh; else analyse the network, run it, draw and save.

    See `overlapped` for what ``yield`` means.
    """
    options = replace(options, weights=chosen_weights(one, options.weights))
    depends_on = report_dependencies(one, options)
    because = why_stale(folder, depends_on) or _unreadable(folder / TIMINGS)
    if not because and not force:
        return Built(load(folder / REPORT), folder, fresh=True)

    from archreport.running.kernels import kernel_statistics
    from archreport.running.run import prepare_run, run_network

    def step(what: str, done: int, total: int) -> None:
        progress(one.identity.title, what, done + 1, total + 1)

    progress(one.identity.title, "trace", 0, 5)
    with kept_folder(folder, depends_on, varying=(TIMINGS,)) as new:
        report = analyse_entry(one)
        prepared = prepare_run(one, options, step)
        maps = maps_of(one, options, prepared.weights)
        full = drawn_rows(report) if maps == "all" else frozenset[str]()
        with SheetWriter(new, full, stage_representatives(report)) as writer:
            save_picture(prepared.crop, new / _CROP)
            yield  # from here on alone, as passes are timed
            run = run_network(report, prepared, writer, options.passes, step)
            learned = one.taken_apart and run.weights.trained
            if learned:
                run = replace(run, kernels=kernel_statistics(report, prepared.network))
            del prepared  # its weights are gone before those of the next network come
            if learned:
                report = replace(report, untrained=_untrained(one, report, options, new))
            yield  # the sheets are still being drawn
            sheets = writer.finish()
        photo = replace(run.photo, crop=_CROP)
        run = replace(run, sheets=sheets, maps=maps, photo=photo)
        made = report.made and replace(report.made, command=command_line(one, options))
        report = replace(report, run=run, made=made)
        save(report, new / REPORT)
    return Built(report, folder, fresh=False, because=because)


def _untrained(one: Entry, report: Report, options: BuildOptions, folder: Path) -> Run:
    """The same network with a seeded initialisation on the same photograph, with a sheet of each
    stage, to be set beside the learned one. It is not timed."""
    from archreport.running.kernels import kernel_statistics
    from archreport.running.run import prepare_run, run_network

    prepared = prepare_run(one, replace(options, weights="seeded"))
    with SheetWriter(folder, frozenset(), stage_representatives(report), "untrained/") as writer:
        run = run_network(report, prepared, writer, passes=1)
        sheets = writer.finish()
    return replace(
        run,
        sheets=sheets,
        maps="stages",
        photo=replace(run.photo, crop=_CROP),
        kernels=kernel_statistics(report, prepared.network),
        timings=None,
    )


def maps_of(one: Entry, options: BuildOptions, weights: Weights) -> Maps:
    """Of which layers feature maps are drawn: those of an untrained network show what its structure
    does to a picture, which one layer a stage says as well; so do those of a network whose learned
    part is shown in full on the page of another."""
    if options.maps:
        return options.maps
    borrowed = weights.modules and not one.taken_apart
    return "stages" if weights.trained is False or borrowed else "all"


def _unreadable(timings: Path) -> tuple[str, ...]:
    """Why the file of timings has to be made anew, as clauses."""
    try:
        read_timings(timings)
    except ReportInvalid:
        return (f"{timings.name} cannot be read",)
    return ()


def report_dependencies(one: Entry, options: BuildOptions) -> Dependencies:
    """What the report of ``one`` depends on.

    Of the catalogue only the entry itself counts, so that another network in it costs nothing.
    Where an option names a file (weights, a photograph) its content counts.
    """
    named = {"weights": options.weights, "photo": options.photo}
    chosen = chosen_weights(one, options.weights)
    settings = {"network": one, **asdict(options), "weights": chosen}
    if chosen == "oxford":
        settings["learned weights"] = oxford_file().sha256
    return dependencies(
        [__name__, one.builder.partition(":")[0]],
        settings=settings,
        files={what: Path(name) for what, name in named.items() if name and Path(name).is_file()},
        without=(*APART, "archreport.catalog"),
    )


def analyse_entry(one: Entry) -> Report:
    """The report of a network of the shelf, from shapes alone: no weights, no run."""
    import torch

    from archreport.analysis.analyze import analyze

    with torch.device("meta"):
        network = one.build()
    return analyze(network, one.input_shape, checks="all", identity=one.identity)


def command_line(one: Entry, options: BuildOptions) -> str:
    """The command that makes this report again, also where other weights are installed."""
    words = ["archreport", "build", one.key]
    chosen = chosen_weights(one, options.weights)
    only = chosen == "seeded" and not one.oxford  # the weights need no mention
    for field in fields(options):
        value = chosen if field.name == "weights" else getattr(options, field.name)
        if value != field.default and value is not None and not (field.name == "weights" and only):
            shown = Path(value).name if isinstance(value, str) and "/" in value else value
            words += [f"--{'image' if field.name == 'photo' else field.name}", str(shown)]
    return " ".join(words)


def saved_reports(out: Path) -> list[Path]:
    """The report files built under ``out``; none of a folder that is being made."""
    files = (out / "reports").glob(f"*/{REPORT}")
    return sorted(file for file in files if not file.parent.name.startswith("."))
