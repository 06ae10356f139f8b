"""Building reports: analyse, run, draw, and keep what is fresh.

One folder a network: ``reports/<key>/`` holds ``report.json``, the cropped photograph and the
contact sheets. A folder is replaced whole or not at all.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from archreport.catalog.networks import CATALOG, Entry, entry
from archreport.errors import ReportInvalid
from archreport.files import folder_atomically
from archreport.freshness import report_key
from archreport.progress import Progress, silent
from archreport.reading.representatives import drawn_rows, stage_representatives
from archreport.report.model import Report, load, save
from archreport.running.sheets import contact_sheet
from archreport.running.sheets.writer import SheetWriter

REPORT = "report.json"
_KEY = "key.txt"
_CROP = "input.webp"


@dataclass(frozen=True)
class BuildOptions:
    """What a build can be asked for; see ``archreport build --help``."""

    device: str = "auto"
    weights: str = "seeded"
    photo: str | None = None
    seed: int | None = None
    passes: int | None = None


DEFAULTS = BuildOptions()


@dataclass(frozen=True)
class Built:
    """One network's report, and whether it had to be made."""

    report: Report
    folder: Path
    fresh: bool


def build_reports(
    keys: Sequence[str],
    out: Path,
    options: BuildOptions = DEFAULTS,
    *,
    force: bool = False,
    progress: Progress = silent,
) -> list[Built]:
    """Make the reports of ``keys`` (all of the shelf if empty) under ``out``; skip fresh ones.

    Raises `UnknownModel` before any work is done, then what `archreport.running.run.run_entry`
    raises, and `OutputFailed`. A failure leaves earlier output as it was.
    """
    entries = [entry(key) for key in dict.fromkeys(keys)] or list(CATALOG.values())
    networks = [_Network(one, out / one.key, options, progress) for one in entries]
    finish_last: Callable[[], None] = lambda: None  # noqa: E731
    try:
        for network in networks:
            network.make(finish_last, force)
            finish_last = network.finish
            gc.freeze()  # many objects that stay: collections need not look at them again
    finally:
        finish_last()
        gc.unfreeze()
    return [network.built for network in networks]


class _Network:
    """The making of one network's folder.

    The last sheets of a network are drawn while the weights of the next are initialised, which
    keeps one core busy only; then its folder takes its place.
    """

    built: Built

    def __init__(self, one: Entry, folder: Path, options: BuildOptions, progress: Progress) -> None:
        self._one = one
        self._folder = folder
        self._options = options
        self._progress = progress
        self._open: tuple[ExitStack, Path, SheetWriter, Report] | None = None

    def make(self, settle: Callable[[], None], force: bool) -> None:
        """Analyse and run the network, unless its report is fresh. `finish` must follow.

        ``settle`` finishes what came before; it is called before anything is timed.
        """
        options = zip([f.name for f in fields(self._options)], astuple(self._options), strict=True)
        self._key = report_key(self._one, options)
        if not force and (known := _fresh(self._folder, self._key)) is not None:
            settle()
            self.built = Built(known, self._folder, fresh=True)
            return
        with ExitStack() as stack:
            new = stack.enter_context(folder_atomically(self._folder))
            report, writer = self._run(new, stack, settle)
            self._open = (stack.pop_all(), new, writer, report)

    def _run(
        self, new: Path, stack: ExitStack, settle: Callable[[], None]
    ) -> tuple[Report, SheetWriter]:
        from archreport.running.run import RunOptions, run_entry, with_crop

        title, options = self._one.identity.title, self._options
        self._progress(title, "trace", 0, 5)
        report = analyse_entry(self._one)
        writer = SheetWriter(new, drawn_rows(report), stage_representatives(report))
        run, crop = run_entry(
            report,
            self._one,
            RunOptions(
                options.device, options.weights, options.photo, options.seed, options.passes
            ),
            stack.enter_context(writer),
            settle,
            lambda what, done, total: self._progress(title, what, done + 1, total + 1),
        )
        contact_sheet.save_picture(crop, new / _CROP)
        made = report.made and replace(
            report.made, command=command_line(self._one.key, self._options)
        )
        return replace(report, run=with_crop(run, _CROP), made=made), writer

    def finish(self) -> None:
        """Wait for the sheets and put the folder in its place. A second call does nothing."""
        if self._open is None:
            return
        (stack, new, writer, report), self._open = self._open, None
        with stack:
            assert report.run is not None
            report = replace(report, run=replace(report.run, sheets=writer.finish()))
            save(report, new / REPORT)
            (new / _KEY).write_text(self._key + "\n", encoding="utf-8")
        self.built = Built(report, self._folder, fresh=False)


def _fresh(folder: Path, key: str) -> Report | None:
    try:
        if (folder / _KEY).read_text(encoding="utf-8").strip() == key:
            return load(folder / REPORT)
    except (OSError, UnicodeDecodeError, ReportInvalid):
        pass
    return None


def analyse_entry(one: Entry) -> Report:
    """The report of a network of the shelf, from shapes alone: no weights, no run."""
    import torch

    from archreport.analysis.analyze import analyze

    with torch.device("meta"):
        network = one.build()
    return analyze(network, one.input_shape, identity=one.identity)


def command_line(key: str, options: BuildOptions) -> str:
    """The command that makes this report again."""
    words = ["archreport", "build", key]
    for field in fields(options):
        value = getattr(options, field.name)
        if value != field.default and value is not None:
            shown = Path(value).name if isinstance(value, str) and "/" in value else value
            words += [f"--{'image' if field.name == 'photo' else field.name}", str(shown)]
    return " ".join(words)
