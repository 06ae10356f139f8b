"""What the comparison shows, read from ``selection.yaml``: figures, networks and pairs."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

#: The page about locally connected layers, beside the pages of pairs.
LOCAL_PAGE = "convolution-local"


@dataclass(frozen=True)
class Pair:
    """Two networks by their keys, the older one first."""

    older: str
    newer: str

    @property
    def slug(self) -> str:
        """The page's folder: ``alexnet-vgg16``."""
        return f"{self.older}-{self.newer}"


@dataclass(frozen=True)
class SelectedEntry:
    """A published error in a year. ``of`` is the key of the network, or "" where it has no page."""

    year: int
    claim: str
    name: str = ""
    of: str = ""


@dataclass(frozen=True)
class Selection:
    """The whole of ``selection.yaml``. Claims are ids, networks are keys."""

    top5: Mapping[str, str]
    top1: Mapping[str, str]
    challenge: tuple[SelectedEntry, ...]
    outside: tuple[SelectedEntry, ...]
    alone: tuple[SelectedEntry, ...]
    human_lecture: str
    human_published: str
    aligned: Mapping[str, tuple[str, ...]]
    accuracy: tuple[tuple[str, ...], ...]
    pairs: tuple[Pair, ...]
    local: str


@cache
def selection() -> Selection:
    """What is chosen."""
    file = resources.files("archreport.render.compare_pages") / "selection.yaml"
    chosen: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    rates = chosen["error_rates"].items()
    return Selection(
        top5={key: claims["top5"] for key, claims in rates if "top5" in claims},
        top1={key: claims["top1"] for key, claims in rates if "top1" in claims},
        challenge=tuple(SelectedEntry(**entry) for entry in chosen["challenge"]),
        outside=tuple(SelectedEntry(**entry) for entry in chosen["outside"]),
        alone=tuple(SelectedEntry(**entry) for entry in chosen["alone"]),
        human_lecture=chosen["human"]["lecture"],
        human_published=chosen["human"]["published"],
        aligned={each["id"]: tuple(each["of"]) for each in chosen["aligned"]},
        accuracy=tuple(map(tuple, chosen["accuracy"])),
        pairs=tuple(Pair(*keys) for keys in chosen["pairs"]),
        local=chosen["local"],
    )


def pairs_of(keys: Container[str]) -> tuple[Pair, ...]:
    """The pairs of which both networks are there."""
    return tuple(p for p in selection().pairs if p.older in keys and p.newer in keys)


def pages_of(keys: Container[str]) -> tuple[str, ...]:
    """The folders below ``compare/`` that a shelf of these networks has."""
    local = (LOCAL_PAGE,) if selection().local in keys else ()
    return tuple(pair.slug for pair in pairs_of(keys)) + local
