"""The atlas of a network's units as plain data: where in a set of pictures each is strongest.

What is written to JSON is small: a patch is not pixels but a place, from which the pixels can be
cut again (`archreport.running.units.sprites`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from archreport.errors import ReportInvalid
from archreport.files import write_atomically
from archreport.report.model import ReceptiveField
from archreport.report.run import Scaling, Weights

#: Patches of a unit, and how many of them one picture may give.
PATCHES = 9
A_PICTURE = 2
#: Of its field, a patch must have at least this share inside of the view along each axis. Zeros at
#: the border excite many units more than anything in a picture does, and views have borders where
#: the picture goes on.
INSIDE = 0.75


class View(NamedTuple):
    """What the network saw of a picture at once: the picture scaled to ``width`` × ``height``
    pixels, and of that the part of the input's size whose corner is at (``left``, ``top``)."""

    width: int
    height: int
    left: int
    top: int


class Patch(NamedTuple):
    """A place where a unit is strong: the number of the picture, the number of its view, the
    position (``y``, ``x``) in the unit's map of that view, and the unit's value there."""

    picture: int
    view: int
    y: int
    x: int
    value: float


@dataclass(frozen=True)
class Picture:
    """A picture that was looked at. ``sha256`` is of its pixels, RGB; ``size`` (width, height)."""

    name: str
    sha256: str
    size: tuple[int, int]
    views: tuple[View, ...]


@dataclass(frozen=True)
class LayerUnits:
    """The units of one convolution.

    ``read`` is the row whose values count, ``field`` what one of them sees. By unit: ``active`` is
    the share of all positions of all views at which its value is above 0, and ``patches`` are the
    strongest, the strongest first, none where it was never above 0. ``origin`` says of which kind
    all weights up to ``read`` are: "learned", "untrained", "unknown" or "mixed".
    """

    row: str
    read: str
    rectified: bool
    origin: str
    field: ReceptiveField
    active: tuple[float, ...]
    patches: tuple[tuple[Patch, ...], ...]


@dataclass(frozen=True)
class MaximisedUnit:
    """A picture made for a unit of a convolution, in ``file``.

    ``first`` and ``last`` are the mean of the unit's map, before the activation function, on the
    noise that the method began with and on the finished picture.
    """

    layer: str
    unit: int
    file: str
    first: float
    last: float


@dataclass(frozen=True)
class UnitAtlas:
    """What the units of a network answer to in ``pictures``.

    ``network`` and ``title`` name it; ``input`` is (height, width) of what it sees at once.
    ``device`` is the kind of device that computed the values, which may be others in their last
    digits elsewhere.
    """

    network: str
    title: str
    input: tuple[int, int]
    weights: Weights
    scaling: Scaling
    device: str
    pictures: tuple[Picture, ...]
    layers: tuple[LayerUnits, ...]

    @property
    def views(self) -> int:
        """How many views of the pictures there were."""
        return sum(len(picture.views) for picture in self.pictures)


def save_atlas(atlas: UnitAtlas, path: Path) -> None:
    """Write it as JSON, a line for every unit. Raises `OutputFailed`."""
    write_atomically(path, atlas_lines(msgspec.json.encode(atlas)))


def load_atlas(path: Path) -> UnitAtlas:
    """Read what `save_atlas` wrote. Raises `ReportInvalid`."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=UnitAtlas)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise ReportInvalid("atlas.unreadable", path=path, reason=error) from error


def atlas_lines(encoded: bytes) -> bytes:
    """Line breaks between units and between pictures, which JSON ignores and differences show."""
    return encoded.replace(b"]],[[", b"]],\n[[").replace(b'},{"name"', b'},\n{"name"') + b"\n"


def folder_of(row: str) -> str:
    """The folder of a layer's page: the row's id, without what has a meaning in a path."""
    return row.replace("/", "-").replace("\\", "-")
