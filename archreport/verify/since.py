"""What is known of when the figures of a network changed: ``history.yaml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


@dataclass(frozen=True)
class Version:
    """A published version. ``changed`` says of networks, or of "all", in which way its reports
    differ from those of the version before, by language."""

    version: str
    schema: int
    changed: Mapping[str, Mapping[str, str]]


@cache
def history() -> tuple[Version, ...]:
    """The published versions, oldest first."""
    text = resources.files("archreport.verify").joinpath("history.yaml").read_text("utf-8")
    return tuple(
        Version(one["version"], one["schema"], one["changed"]) for one in yaml.safe_load(text)
    )


def changed_in(
    printed: str, key: str, versions: Sequence[Version] | None = None
) -> tuple[Version, ...]:
    """The versions after ``printed`` that changed figures of the network ``key``; () where none is
    known to have, as when ``printed`` is no published version."""
    known = history() if versions is None else versions
    names = [one.version for one in known]
    if printed not in names:
        return ()
    later = known[names.index(printed) + 1 :]
    return tuple(one for one in later if key in one.changed or "all" in one.changed)
