"""Building reports: analyse, run, draw, and keep what is fresh.

One folder a network: ``reports/<key>/`` holds ``report.json``, the cropped photograph and the
contact sheets. A folder is replaced whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from archreport.catalog import CATALOG, Entry, entry
from archreport.errors import ReportInvalid
from archreport.files import folder_atomically
from archreport.freshness import report_key
from archreport.render import gallery
from archreport.report import Report, Row, Sheet, load, save

if TYPE_CHECKING:
    from archreport.analysis.run import RunOptions

REPORT = "report.json"
_KEY = "key.txt"
_CROP = "input.webp"

#: Told of each step of a network: its title, what is being done, steps done, steps in all.
Progress = Callable[[str, str, int, int], None]


@dataclass(frozen=True)
class BuildOptions:
    """What a build can be asked for; see ``archreport build --help``."""

    device: str = "auto"
    weights: str = "seeded"
    photo: str | None = None
    seed: int | None = None
    passes: int = 3


DEFAULTS = BuildOptions()


@dataclass(frozen=True)
class Built:
    """One network's report, and whether it had to be made."""

    report: Report
    folder: Path
    fresh: bool


def _quiet(title: str, what: str, done: int, total: int) -> None:
    pass


def build_reports(
    keys: Sequence[str],
    out: Path,
    options: BuildOptions = DEFAULTS,
    *,
    force: bool = False,
    progress: Progress = _quiet,
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

    def draw(row: Row, maps: NDArray[np.float32]) -> list[Sheet]:
        sheets = [_drawn(gallery.all_channels, row, maps, folder, f"maps/{row.id}.webp")]
        if row.id in shown and maps[0].size > 1:
            sheets.append(_drawn(gallery.preview, row, maps, folder, f"maps/{row.id}-top.webp"))
        return sheets

    def draw_filters(row: Row, kernels: NDArray[np.float32]) -> list[Sheet]:
        return [_drawn(gallery.filters, row, kernels, folder, f"filters/{row.id}.webp")]

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


def _drawn(
    how: Callable[..., tuple[object, Sheet]],
    row: Row,
    values: NDArray[np.float32],
    folder: Path,
    file: str,
) -> Sheet:
    image, sheet = how(row.id, values, file)
    gallery.save_webp(image, folder / file)  # type: ignore[arg-type]
    return sheet


def command_line(key: str, options: BuildOptions) -> str:
    """The command that makes this report again."""
    words = ["archreport", "build", key]
    for field in fields(options):
        value = getattr(options, field.name)
        if value != field.default and value is not None:
            shown = Path(value).name if isinstance(value, str) and "/" in value else value
            words += [f"--{'image' if field.name == 'photo' else field.name}", str(shown)]
    return " ".join(words)
