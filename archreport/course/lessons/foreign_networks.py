"""What came of analysing networks that others wrote: the last result of ``python -m tests.zoo``.

The figures stand in ``foreign_networks.json`` beside this file, written by that command.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Library(msgspec.Struct, frozen=True):
    """A library, its version, and how many of its networks ran."""

    name: str
    version: str
    networks: int


class ForeignNetworks(msgspec.Struct, frozen=True):
    """``drawn`` networks were built; ``totals`` are counts by the names of the phrases
    ``foreign.NAME``; ``torch`` is the version of PyTorch."""

    drawn: int
    torch: str
    libraries: tuple[Library, ...]
    totals: dict[str, int]


@cache
def foreign_networks() -> ForeignNetworks:
    """The last result. Raises `msgspec.ValidationError` where the file holds something else."""
    data = files("archreport.course.lessons").joinpath("foreign_networks.json").read_bytes()
    return msgspec.json.decode(data, type=ForeignNetworks)
