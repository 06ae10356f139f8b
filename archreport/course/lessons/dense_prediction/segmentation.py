"""What came of chapter 6's segmentation of photographs: the last result of
``python -m archreport.course.experiments.animals``.

It stands in ``segmentation.json`` beside this file, written by that command; it is read here, and
nothing is run.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from archreport.course.lessons.dense_prediction.regression import Difference


class MeanIU(msgspec.Struct, frozen=True):
    """Intersection over union, all pixels of all held-out photographs counted together: of the
    animals, of the background, and the mean of the two."""

    animal: float
    background: float

    @property
    def mean(self) -> float:
        return (self.animal + self.background) / 2


class Segmentation(msgspec.Struct, frozen=True):
    """Animals found in photographs.

    ``learned`` and ``untrained`` have by variant ("32s", "16s", "8s") a result for each division
    into folds, ``untrained`` each with other weights. ``gains`` are differences of the animals'
    intersection over union, photograph by photograph, by name: "16s-32s", "8s-16s",
    "learned-untrained" (of 8s), "8s-border".
    """

    key: str
    torch: str
    weights: str
    photographs: int
    folds: int
    longest: int
    animal_share: float
    learned: dict[str, tuple[MeanIU, ...]]
    untrained: dict[str, tuple[MeanIU, ...]]
    controls: dict[str, MeanIU]  # "background", "middle", "border"
    accuracy: dict[str, float]  # right pixels: of the variants, and "background"
    gains: dict[str, Difference]
    shown: tuple[str, ...]  # photographs, worst and best among them
    pictures: dict[str, tuple[int, int]]

    def mean(self, variant: str, which: str = "learned") -> float:
        """The mean IU of a variant, averaged over the divisions."""
        found = (self.learned if which == "learned" else self.untrained)[variant]
        return sum(one.mean for one in found) / len(found)


@cache
def segmentation() -> Segmentation:
    """The last result. Raises `msgspec.ValidationError` where the file holds something else."""
    folder = files("archreport.course.lessons.dense_prediction")
    return msgspec.json.decode(folder.joinpath("segmentation.json").read_bytes(), type=Segmentation)
