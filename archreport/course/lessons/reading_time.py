"""How long a chapter takes to read, counted from its words, and a short way through it.

The pace is that of adults who read aloud (`known_sizes`): nobody skims a derivation. What templates
fill in counts as one word; code and exercises are left out, and so is the list of what to read
next. A pencil, an exercise and a laboratory take as long as they take.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from archreport.course.lessons import known_sizes

#: Sections that nobody reads from top to bottom.
NOT_READ = ("exercises", "reading")

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}|\{:.*?\}|^```.*?^```|<[^>]*>", re.DOTALL | re.MULTILINE)
_CALL = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_HEADING = re.compile(r"^## (?P<title>.+?) \{: #(?P<id>[\w-]+) \}$", re.MULTILINE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W_\u4e00-\u9fff][\w’'.,-]*")


@dataclass(frozen=True)
class Section:
    """A heading of the second level with what stands below it. The first has neither."""

    id: str
    title: str
    minutes: float


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a lesson's source; what comes before the first heading has the id ""."""
    body = _FRONT.sub("", text)
    found = list(_HEADING.finditer(body))
    ends = [*(one.start() for one in found), len(body)]
    opening = Section("", "", minutes(body[: ends[0]]))
    return (
        opening,
        *(
            Section(one["id"], one["title"], minutes(body[one.end() : end]))
            for one, end in zip(found, ends[1:], strict=True)
        ),
    )


def minutes(text: str) -> float:
    """How long it takes to read ``text``, the source of a lesson or a part of it."""
    prose = _CALL.sub(" 1 ", _STATEMENT.sub(" ", text))
    return (
        len(_WORD.findall(prose)) / known_sizes.ENGLISH_WORDS_A_MINUTE
        + len(_CHINESE.findall(prose)) / known_sizes.CHINESE_CHARACTERS_A_MINUTE
    )


def whole_way(of: Sequence[Section]) -> int:
    """Minutes for the chapter, rounded up."""
    return math.ceil(sum(one.minutes for one in of if one.id not in NOT_READ))


def short_way(of: Sequence[Section], ids: Sequence[str]) -> tuple[tuple[Section, ...], int]:
    """The sections ``ids`` in the order of the page, and the minutes with the chapter's opening.

    Raises `LookupError` for a section that the page has not, and `ValueError` for a way that is not
    shorter than the whole.
    """
    known = {one.id for one in of if one.id}
    if missing := [name for name in ids if name not in known]:
        raise LookupError(
            f"there is no section {missing[0]!r}; there are {', '.join(sorted(known))}"
        )
    way = tuple(one for one in of if one.id in ids)
    total = math.ceil(of[0].minutes + sum(one.minutes for one in way))
    if total >= whole_way(of):
        raise ValueError("the short path is no shorter than the chapter")
    return way, total
