"""The page that a lesson is filled for: its reports, its language, its place, its numbering."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from archreport.course.lessons.shelf import Shelf
from archreport.course.numbering import chapter_number
from archreport.errors import ArchreportError
from archreport.render.words.language import Language
from archreport.report.model import Report


class LessonInvalid(ArchreportError):
    """A lesson that names something that does not exist, or is no template."""


def _from_one() -> Iterator[int]:
    return count(1)


@dataclass(frozen=True)
class LessonPage:
    """What the functions of a lesson share.

    ``depth`` is how many folders the page's address lies below the root of its language, ``name``
    the lesson's file, "docs/en/course/01-alexnet/index.md". ``built`` says whether the site has a
    page, by its path: "labs/01-counting/"; ``text`` is the lesson's source. ``example`` is the
    report of a network that is not ours, whose page is at ``example/``. Drawings, tables and
    captions are counted, so that no id occurs twice on a page. ``scripts`` are those that the page
    asks for so far, by name.
    """

    shelf: Shelf
    t: Language
    depth: int
    name: str
    built: Callable[[str], bool]
    text: str = ""
    example: Report | None = None
    captions: Iterator[int] = field(default_factory=_from_one)
    drawings: Iterator[int] = field(default_factory=_from_one)
    of_reports: Iterator[int] = field(default_factory=_from_one)
    tables: Iterator[int] = field(default_factory=_from_one)
    scripts: set[str] = field(default_factory=set)

    @property
    def chapter(self) -> str:
        """The chapter's number, "1" or "1b"; "" on pages that are no chapter."""
        folder = re.search(r"course/(\d[^/]*)/", self.name)
        return chapter_number(folder[1]) if folder else ""

    @property
    def root(self) -> str:
        """The way to the root of the language: "../../"."""
        return "../" * self.depth

    def address(self, path: str) -> str:
        """The way to another page of the site, "" where this build has no such page."""
        return f"{self.root}{path}" if self.built(path.partition("#")[0]) else ""

    def model_url(self, key: str) -> str:
        """The way to a network's page. Raises `UnknownModel`."""
        return f"{self.root}models/{self.shelf[key].identity.key}/"
