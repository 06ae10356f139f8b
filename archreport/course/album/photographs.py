"""The photographs of the album, and what is known of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import msgspec
from PIL import Image

#: Pixels along the longer side, at most.
LONGEST = 400

_FILES = resources.files("archreport.course.album") / "files"


@dataclass(frozen=True)
class Photograph:
    """One photograph and its credit.

    ``title`` is by language; ``author`` is "" where none is known. ``origin`` is an address,
    ``package`` the package that ships the picture, with its version, ``path`` its place in there.
    ``original`` is the package's (width, height), before it was scaled down.
    """

    name: str
    file: str
    title: dict[str, str]
    author: str
    licence: str
    origin: str
    package: str
    path: str
    original: tuple[int, int]


@cache
def photographs() -> tuple[Photograph, ...]:
    """All of them, in the order of their names."""
    known = json.loads((_FILES / "credits.json").read_text(encoding="utf-8"))
    return tuple(
        msgspec.convert({"name": name, **one}, Photograph) for name, one in sorted(known.items())
    )


def read_photograph(one: Photograph) -> Image.Image:
    """Its pixels, RGB."""
    with (_FILES / one.file).open("rb") as file, Image.open(file) as image:
        return image.convert("RGB")
