"""A page of the site as its head describes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from archreport.render.words.language import Language
from archreport.report.model import Report

#: "data" are tables to take away, "page" whatever is only read.
Kind = Literal["home", "course", "chapter", "laboratory", "report", "data", "glossary", "page"]

_KINDS: Sequence[tuple[str, Kind]] = (
    (r"", "home"),
    (r"course/", "course"),
    (r"course/\d\d[a-z]?-[a-z0-9-]+/", "chapter"),
    (r"labs/\d\d[a-z]?-[a-z0-9-]+/", "laboratory"),
    (r"models/[^/]+/", "report"),
    (r"(?:audit|compare)/", "data"),
    (r"glossary/", "glossary"),
)


@dataclass(frozen=True)
class BuiltPage:
    """One page. ``path`` is its address below its language's root, "" for the first one.

    ``address`` is the published address of that root with a slash at its end, "" where the site is
    not published. ``teaches`` are the goals of a chapter, ``parts`` the chapters of the course, as
    their titles by path, and ``files`` what can be downloaded beside the page, as addresses that
    are relative to it by name. ``report`` is that of a network's page.
    """

    path: str
    t: Language
    title: str
    description: str = ""
    address: str = ""
    teaches: Sequence[str] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    report: Report | None = None

    @property
    def kind(self) -> Kind:
        return kind_of(self.path)

    @property
    def url(self) -> str:
        """The published address, "" without one."""
        return self.address + self.path if self.address else ""


def kind_of(path: str) -> Kind:
    """What the page at ``path`` is."""
    for pattern, kind in _KINDS:
        if re.fullmatch(pattern, path):
            return kind
    return "page"
