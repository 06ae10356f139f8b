"""What came of chapter 7's experiments: the last result of
``python -m archreport.course.experiments.inside_vgg``.

The figures stand in ``measured.json`` beside this file, written by that command; they are read
here, and nothing is run.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Weights(msgspec.Struct, frozen=True):
    """The weights of one learned convolution: their spread, their kurtosis (three for a normal
    distribution), and the spread that the rule of He et al. gives at the start."""

    layer: str
    spread: float
    kurtosis: float
    start: float


class Stage(msgspec.Struct, frozen=True):
    """After the last ReLU of a stage, with one photograph: the share of zeros, learned and
    untrained, and how many of the channels are zero everywhere."""

    row: str
    channels: int
    zeros: float
    untrained_zeros: float
    silent: int
    untrained_silent: int


class Vectors(msgspec.Struct, frozen=True):
    """Features of the test pictures after one stage. ``nearest`` is the share of the five nearest
    pictures that are of the same class; ``right`` the share that a linear layer gets right."""

    row: str
    nearest: float
    right: float


class Answer(msgspec.Struct, frozen=True):
    """One test picture: its class and the five best, indices into the classes, with shares."""

    label: int
    best: tuple[int, ...]
    shares: tuple[float, ...]


class Difference(msgspec.Struct, frozen=True):
    """A mean difference, picture by picture, and its standard error."""

    mean: float
    error: float

    @property
    def clear(self) -> bool:
        """Whether it is more than two standard errors above zero."""
        return self.mean > 2 * self.error


class Map(msgspec.Struct, frozen=True):
    """A kind of heat map, averaged over the pictures; ``error`` are standard errors.

    ``inside`` is the share of the map on the object; ``share`` what is left of the class's share
    when the marked places are covered, ``kept`` how many answers are still right then. ``over``
    are differences of ``inside`` to the controls: the same method on a network that has learned
    "nothing", on one whose "head" alone has, and the better "blind" map, blob or edges.
    """

    inside: float
    inside_error: float
    share: float
    share_error: float
    kept: float
    over: dict[str, Difference] = {}

    @property
    def survives(self) -> bool:
        """Whether it is clearly above every control."""
        return bool(self.over) and all(one.clear for one in self.over.values())


class Measured(msgspec.Struct, frozen=True):
    """Everything, with what it depends on: ``key`` of the code, ``weights`` of the file."""

    key: str
    weights: str
    torch: str
    layers: tuple[Weights, ...]
    stages: tuple[Stage, ...]
    learned: tuple[Vectors, ...]  # by stage
    untrained: tuple[tuple[Vectors, ...], ...]  # by seed, then by stage
    pixels: float  # nearest by plain pixels
    chance: float  # nearest by chance
    test_pictures: int
    base_rate: float
    answers: tuple[Answer, ...]
    whole_share: float  # of the class, nothing covered
    map_pictures: int
    area: float
    maps: dict[str, Map]
    control_maps: dict[str, dict[str, Map]]  # by control: "nothing", "head"
    blind_maps: dict[str, Map]  # "blob", "edges", "chance", and the "object" itself
    pictures: dict[str, tuple[int, int]]  # width and height in pixels


@cache
def results() -> Measured:
    """The last result. Raises `msgspec.ValidationError` where the file holds something else."""
    data = files("archreport.course.lessons.inside_vgg").joinpath("measured.json").read_bytes()
    return msgspec.json.decode(data, type=Measured)
