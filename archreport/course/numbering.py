"""What a reader calls a chapter: the folder "01b-learning" is chapter 1b.

A chapter that came later has a letter behind the number of the one before it. So the others keep
their numbers, and whoever cites exercise 4.2 or the address of chapter 4 still finds it.
"""

from __future__ import annotations

import re

#: The folder of a chapter, or the name of a laboratory, which begins alike.
NUMBERED_NAME = re.compile(r"(?P<number>\d\d[a-z]?)-[a-z0-9-]+")


def chapter_number(name: str) -> str:
    """The number as it is printed: "0", "1", "1b". Raises `ValueError` for another name."""
    found = NUMBERED_NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} does not begin with a chapter's number")
    return found["number"].removeprefix("0")
