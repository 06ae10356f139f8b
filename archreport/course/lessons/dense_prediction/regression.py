"""What came of chapter 6's regressions: the last results of
``python -m archreport.course.experiments.regression``.

They stand in ``denoising.json`` and ``colouring.json`` beside this file, written by that command;
they are read here, and nothing is run.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TypeVar

import msgspec


class Difference(msgspec.Struct, frozen=True):
    """A mean difference, photograph by photograph, and its standard error."""

    mean: float
    error: float

    @property
    def clear(self) -> bool:
        """Whether it is more than two standard errors above zero."""
        return self.mean > 2 * self.error


class Quality(msgspec.Struct, frozen=True):
    """The peak signal-to-noise ratio, decibels, averaged over the test photographs; ``error`` is
    its standard error, ``seeds`` the averages one training at a time, where there are several."""

    psnr: float
    error: float
    seeds: tuple[float, ...] = ()


class Denoising(msgspec.Struct, frozen=True):
    """Noise taken away. ``over`` are differences of the network to the others, in decibels."""

    key: str
    torch: str
    noise: float
    training: int  # photographs
    test: int
    squares: int  # of training, in one epoch
    epochs: int
    side: int
    test_side: int
    params: int
    methods: dict[str, Quality]
    over: dict[str, Difference]
    blur: float  # standard deviation of the best blur, pixels
    filtering: float  # strength of the best non-local means, in standard deviations of the noise
    shown: tuple[str, ...]  # photographs of the album
    pictures: dict[str, tuple[int, int]]


class Colouring(msgspec.Struct, frozen=True):
    """Colour guessed from light.

    ``strength`` is the mean distance from grey of each answer, as a share of that of the truth.
    ``over`` are differences of the learned features to the others, in decibels.
    """

    key: str
    torch: str
    weights: str
    training: int  # photographs
    test: int
    features: int  # numbers at a place
    methods: dict[str, Quality]
    over: dict[str, Difference]
    strength: dict[str, float]
    shown: tuple[str, ...]  # photographs of the album
    pictures: dict[str, tuple[int, int]]


_Kept = TypeVar("_Kept", Denoising, Colouring)


@cache
def denoising() -> Denoising:
    """The last result. Raises `msgspec.ValidationError` where the file holds something else."""
    return _read("denoising.json", Denoising)


@cache
def colouring() -> Colouring:
    """The last result. Raises `msgspec.ValidationError` where the file holds something else."""
    return _read("colouring.json", Colouring)


def _read(name: str, kind: type[_Kept]) -> _Kept:
    data = files("archreport.course.lessons.dense_prediction").joinpath(name).read_bytes()
    return msgspec.json.decode(data, type=kind)
