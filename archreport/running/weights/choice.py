"""Which weights a run takes where the reader does not say. Nothing here imports torch."""

from __future__ import annotations

from collections.abc import Iterable

from archreport.catalog.networks import Entry
from archreport.errors import WeightsMismatch
from archreport.running.weights.oxford_file import verified_path

#: What weights can be called; every other word is a file.
SOURCES = ("auto", "seeded", "oxford", "imagenet")


def refuse_other_networks(entry: Entry, asked: str) -> None:
    """Raise `WeightsMismatch` where ``asked`` is a source that has no weights for ``entry``."""
    if asked == "oxford" and not entry.oxford:
        raise WeightsMismatch("weights.oxford.other", title=entry.identity.title, key=entry.key)
    if asked == "imagenet" and not entry.public:
        raise WeightsMismatch("weights.none_public", title=entry.identity.title, key=entry.key)


def chosen_weights(entry: Entry, asked: str) -> str:
    """What ``asked`` means for this network: a name of a source, or a file.

    "auto" means the learned convolutions of VGG-16 ("oxford") for a network that has them, where
    they are installed and are the known ones; a seeded initialisation ("seeded") otherwise.
    Everything else means itself.
    """
    if asked != "auto":
        return asked
    return "oxford" if entry.oxford and not why_untrained([entry], asked) else "seeded"


def why_untrained(entries: Iterable[Entry], asked: str) -> WeightsMismatch | None:
    """Why one of these networks, which could have learned weights, is run without them; None where
    they are there, or were not asked for."""
    if asked != "auto" or not any(entry.oxford for entry in entries):
        return None
    try:
        verified_path()
    except WeightsMismatch as error:
        return error
    return None
