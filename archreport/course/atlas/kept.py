"""What is kept of the atlas in the repository, and from which code and weights it came.

``data/vgg16.json`` says where in the course's pictures each unit is strongest, ``data/maximised``
holds pictures made by activation maximisation, with ``data/maximised.json`` about them. Each has a
key: the SHA-256 of the code that decides the result, of the pictures, and of the weights. A test
holds the keys against the code as it is; `archreport.course.atlas.make` makes anew what is stale.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from archreport.errors import ReportInvalid
from archreport.report.units import MaximisedUnit, UnitAtlas
from archreport.running.weights.oxford_file import oxford_file

_PACKAGE = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"
ATLAS, MAXIMISED = DATA / "vgg16.json", DATA / "maximised.json"
PICTURES = DATA / "maximised"

#: What decides where a unit is strongest: how pictures are cut, and what counts as a place.
_PATCH_CODE = (
    "report/unit_rows.py",
    "running/units/views.py",
    "running/units/strongest.py",
    "running/units/sweep.py",
    "course/atlas/pictures.py",
    "course/album/files/credits.json",
    "course/kit/data/labels.json",
)
_MAXIMISE_CODE = ("running/units/maximise.py",)
#: Units of each convolution that have a picture made by activation maximisation.
A_LAYER = 5


@dataclass(frozen=True)
class KeptAtlas:
    """An atlas and the ``key`` of what it came from."""

    key: dict[str, str]
    atlas: UnitAtlas


@dataclass(frozen=True)
class KeptPictures:
    """All of them: the ``key``, the numbers of the ``method`` by name, and the pictures."""

    key: dict[str, str]
    method: dict[str, float]
    made: tuple[MaximisedUnit, ...]


def patches_key() -> dict[str, str]:
    """What the kept atlas would depend on if it were made now."""
    return _key(_PATCH_CODE)


def pictures_key() -> dict[str, str]:
    """What the kept pictures would depend on if they were made now."""
    return _key(_MAXIMISE_CODE)


def kept_atlas() -> KeptAtlas:
    """What is kept. Raises `ReportInvalid`."""
    return _read(ATLAS, KeptAtlas)


def kept_pictures() -> KeptPictures:
    """What is kept. Raises `ReportInvalid`."""
    return _read(MAXIMISED, KeptPictures)


def units_with_pictures(units: int) -> tuple[int, ...]:
    """Of a layer of so many units, the numbers of those for which a picture is made.

    They are `A_LAYER`, evenly spread, so that nobody has chosen them for their looks.
    """
    return tuple((2 * place + 1) * units // (2 * A_LAYER) for place in range(A_LAYER))


def _key(files: tuple[str, ...]) -> dict[str, str]:
    code = {name: hashlib.sha256((_PACKAGE / name).read_bytes()).hexdigest() for name in files}
    return {**code, "weights": oxford_file().sha256}


_Kept = TypeVar("_Kept", KeptAtlas, KeptPictures)


def _read(path: Path, kind: type[_Kept]) -> _Kept:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise ReportInvalid("atlas.unreadable", path=path, reason=error) from error
