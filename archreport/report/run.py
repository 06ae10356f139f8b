"""What one real pass on a real device adds to a Report, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archreport.report.timings import Timings

#: Of which layers feature maps are drawn: one of each stage, or all.
Maps = Literal["stages", "all"]


@dataclass(frozen=True)
class Weights:
    """Where the weights came from. ``name`` is "seeded", "oxford", "imagenet" or the file's name.

    ``trained`` is True where they were learned from data: all of them, or those of ``modules``
    (paths) where these are named. What is not learned then has the seeded initialisation of
    ``seed``. It is False for a seeded initialisation of everything and None where a file does not
    say. ``sha256`` is of the file, or of the initialised tensors. ``credit`` and ``licence`` are
    those of the weights, where they are known.
    """

    name: str
    trained: bool | None
    sha256: str
    seed: int | None = None
    source: str = ""
    credit: str = ""
    licence: str = ""
    modules: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all weights were learned, so that the output means something."""
        return self.trained is True and not self.modules


@dataclass(frozen=True)
class Scaling:
    """How pixels become the network's input: their channels in ``order``, values from 0 to ``top``,
    less ``mean``, divided by ``std``, channel by channel."""

    mean: tuple[float, ...]
    std: tuple[float, ...]
    order: Literal["RGB", "BGR", "grey"] = "RGB"
    top: float = 1.0


@dataclass(frozen=True)
class Photo:
    """The picture that went through the network: ``crop`` is the file shown on the page."""

    name: str
    title: str
    credit: str
    licence: str
    sha256: str
    size: tuple[int, int]
    crop: str = ""


@dataclass(frozen=True)
class LayerRun:
    """What one row did with the photograph.

    ``dead`` counts channels that are zero everywhere; ``zeros`` is the share of zero values.
    """

    row: str
    mean: float
    std: float
    minimum: float
    maximum: float
    zeros: float
    dead: int
    channels: int


@dataclass(frozen=True)
class Sheet:
    """One contact sheet on disk: feature maps of a row, or the filters of a convolution.

    Tiles run left to right, top to bottom, ``columns`` a line, in the order of ``channels``.
    All tiles of a sheet share one scale, ``low`` to ``high``; values outside are clipped.
    """

    row: str
    what: Literal["maps", "filters"]
    file: str
    width: int
    height: int
    tile: tuple[int, int]
    columns: int
    channels: tuple[int, ...]
    of: int
    low: float
    high: float


@dataclass(frozen=True)
class Prediction:
    index: int
    label: str
    probability: float


@dataclass(frozen=True)
class Run:
    """A real pass on a real device. Values depend on the kind of device and of processor, so that
    all of it is kept out of the content hash.

    ``scaling`` is that of the input, which belongs to the weights: they are learned with it.
    ``maps`` is of which layers there are feature maps. ``timings`` is what depends on the moment
    too, such as seconds; it is None where that is not known.
    """

    device: str
    dtype: str
    weights: Weights
    scaling: Scaling
    photo: Photo
    layers: tuple[LayerRun, ...]
    sheets: tuple[Sheet, ...]
    maps: Maps = "all"
    predictions: tuple[Prediction, ...] = ()
    timings: Timings | None = None


@dataclass(frozen=True)
class Made:
    """How and with what this report was made. Kept out of the content hash."""

    archreport: str
    torch: str
    python: str
    platform: str
    command: str
