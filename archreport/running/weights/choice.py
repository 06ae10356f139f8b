"""Which weights a run takes where the reader does not say. Nothing here imports torch."""

from __future__ import annotations

from archreport.catalog.networks import Entry
from archreport.errors import WeightsMismatch
from archreport.running.weights.oxford_file import verified_path


def chosen_weights(entry: Entry, asked: str) -> str:
    """What ``asked`` means for this network: a name of a source, or a file.

    "auto" means the learned convolutions of VGG-16 ("oxford") for a network that has them, where
    they are installed and are the known ones; a seeded initialisation ("seeded") otherwise.
    Everything else means itself.
    """
    if asked != "auto":
        return asked
    if not entry.oxford:
        return "seeded"
    try:
        verified_path()
    except WeightsMismatch:
        return "seeded"
    return "oxford"
