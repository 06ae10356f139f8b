"""What was asked for and cannot be had is said before any work begins.

Nothing here imports torch where all is left to archreport, so that what is fresh costs no time.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from archreport.catalog.networks import Entry
from archreport.errors import WeightsMismatch, phrase
from archreport.running.options import RunOptions
from archreport.running.weights.choice import SOURCES, refuse_other_networks


def refuse_what_cannot_be_had(entries: Iterable[Entry], options: RunOptions) -> None:
    """Raise what a run of ``entries`` with ``options`` would raise later: `WeightsMismatch` for
    weights that a network does not have or a file that is not there, `DeviceUnavailable`, and
    `BadInput` for a picture that cannot be read."""
    for entry in entries:
        refuse_other_networks(entry, options.weights)
    if options.weights not in SOURCES:
        refuse_missing_file(Path(options.weights))
    if options.device not in ("auto", "cpu"):
        from archreport.running.device import choose_device

        choose_device(options.device)
    if options.photo:
        from archreport.running.photo import load_photo

        load_photo(options.photo)


def refuse_missing_file(path: Path) -> None:
    """Raise `WeightsMismatch` where ``path`` is no file."""
    hint = phrase("weights.check_path")
    if path.is_dir():
        raise WeightsMismatch("weights.folder", hint, path=path)
    if not path.is_file():
        raise WeightsMismatch("weights.missing", hint, path=path)
