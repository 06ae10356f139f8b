"""Building reports: analyse, run, draw, and keep what is fresh.

One folder a network: ``reports/<key>/`` holds ``report.json``, the cropped photograph and the
contact sheets. A folder is replaced whole or not at all.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from archreport.catalog import CATALOG, Entry, entry
from archreport.errors import ReportInvalid
from archreport.files import folder_atomically
from archreport.freshness import report_key
from archreport.progress import Progress, untold
from archreport.render import gallery
from archreport.report import Report, Row, Sheet, load, save

if TYPE_CHECKING:
    from archreport.analysis.run import RunOptions

REPORT = "report.json"
_KEY = "key.txt"
_CROP = "input.webp"
LONG = 120


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
    progress: Progress = untold,
) -> list[Built]:
    """Make the reports of ``keys`` (all of the shelf if empty) under ``out``; skip fresh ones.

    Raises `UnknownModel` before any work is done, then what `archreport.analysis.run.run_entry`
    raises, and `OutputFailed`. A failure leaves earlier output as it was.
    """
    entries = [entry(key) for key in keys] or list(CATALOG.values())
    return [_build(one, out / one.key, options, force, progress) for one in entries]


def _build(
    one: Entry, folder: Path, options: BuildOptions, force: bool, progress: Progress
) -> Built:
    key = report_key(one, zip([f.name for f in fields(options)], astuple(options), strict=True))
    if not force and (known := _fresh(folder, key)) is not None:
        return Built(known, folder, fresh=True)
    from archreport.analysis.run import RunOptions

    run_options = RunOptions(
        options.device, options.weights, options.photo, options.seed, options.passes
    )
    with folder_atomically(folder) as new:
        report = _make(one, new, run_options, options, progress)
        save(report, new / REPORT)
        (new / _KEY).write_text(key + "\n", encoding="utf-8")
    return Built(report, folder, fresh=False)


def _fresh(folder: Path, key: str) -> Report | None:
    try:
        if (folder / _KEY).read_text(encoding="utf-8").strip() == key:
            return load(folder / REPORT)
    except (OSError, UnicodeDecodeError, ReportInvalid):
        pass
    return None


def _make(
    one: Entry, folder: Path, run_options: RunOptions, options: BuildOptions, progress: Progress
) -> Report:
    from archreport.analysis.run import run_entry, with_crop

    title = one.identity.title
    progress(title, "trace", 0, 5)
    report = analyse_entry(one)
    shown = stage_representatives(report)
    drawn = drawn_rows(report)

    with _Writer(folder) as writer:

        def draw(row: Row, maps: NDArray[np.float32]) -> list[Sheet]:
            if row.id not in drawn:
                return []
            sheets = [writer.save(*gallery.all_channels(row.id, maps, f"maps/{row.id}.webp"))]
            if row.id in shown and maps[0].size > 1:
                top = gallery.preview(row.id, maps, f"maps/{row.id}-top.webp")
                sheets.append(writer.save(*top))
            return sheets

        def draw_filters(row: Row, kernels: NDArray[np.float32]) -> list[Sheet]:
            return [writer.save(*gallery.filters(row.id, kernels, f"filters/{row.id}.webp"))]

        run, crop = run_entry(
            report,
            one,
            run_options,
            draw,
            draw_filters,
            lambda what, done, total: progress(title, what, done + 1, total + 1),
        )
    gallery.save_webp(crop, folder / _CROP)
    made = report.made and replace(report.made, command=command_line(one.key, options))
    return replace(report, run=with_crop(run, _CROP), made=made)


def analyse_entry(one: Entry) -> Report:
    """The report of a network of the shelf, from shapes alone: no weights, no run."""
    import torch

    from archreport.analysis.analyze import analyze

    with torch.device("meta"):
        network = one.build()
    return analyze(network, one.input_shape, identity=one.identity)


def stage_representatives(report: Report) -> frozenset[str]:
    """The rows whose feature maps stand for their stage: the last before the closing pooling."""
    rows = {row.id: row for row in report.rows}
    shown = set()
    for stage in report.stages:
        candidates = [
            row.id
            for row in map(rows.__getitem__, stage.rows)
            if row.kind in ("act", "norm", "join", "conv", "up", "local", "linear")
        ]
        if candidates:
            shown.add(candidates[-1])
    return frozenset(shown)


def drawn_rows(report: Report) -> frozenset[str]:
    """The rows that get a sheet of all their channels.

    All of them, but in a network of more than `LONG` rows only the result of each composite module
    (an inception module, a residual block) and what stands outside of one.
    """
    ids = frozenset(row.id for row in report.rows)
    if len(ids) <= LONG:
        return ids
    inside = {
        name
        for block in report.blocks
        if block.module_type
        for copy in block.copies
        for name in copy[:-1]
    }
    return ids - inside | stage_representatives(report)


class _Writer:
    """Compresses and writes pictures beside the computation, a few at a time.

    Few, so that pictures waiting to be written never add up to more memory than they are worth.
    Errors come out of `save` or at the end.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._workers = min(4, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(self._workers)
        self._waiting: deque[Future[None]] = deque()

    def save(self, image: Image.Image, sheet: Sheet) -> Sheet:
        while len(self._waiting) >= 2 * self._workers:
            self._waiting.popleft().result()
        self._waiting.append(self._pool.submit(gallery.save_webp, image, self._folder / sheet.file))
        return sheet

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=kind is not None)
        if kind is None:
            for written in self._waiting:
                written.result()


def command_line(key: str, options: BuildOptions) -> str:
    """The command that makes this report again."""
    words = ["archreport", "build", key]
    for field in fields(options):
        value = getattr(options, field.name)
        if value != field.default and value is not None:
            shown = Path(value).name if isinstance(value, str) and "/" in value else value
            words += [f"--{'image' if field.name == 'photo' else field.name}", str(shown)]
    return " ".join(words)
