"""What came of chapter 1's base model: the last result of
``python -m archreport.course.experiments.base_model``.

It stands in ``base_model.json`` beside this file, written by that command; it is read here, and
nothing is run.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Difference(msgspec.Struct, frozen=True):
    """A mean difference, photograph by photograph, and its standard error."""

    mean: float
    error: float

    @property
    def clear(self) -> bool:
        """Whether it is more than two standard errors above zero."""
        return self.mean > 2 * self.error


class Right(msgspec.Struct, frozen=True):
    """The share of right answers and its standard error; ``seeds`` are the shares one network at a
    time, where there are several."""

    share: float
    error: float
    seeds: tuple[float, ...] = ()


class BaseModel(msgspec.Struct, frozen=True):
    """Photographs told apart by one linear layer on features: "learned", "untrained", "by_hand"
    and "pixels". ``over`` are differences of the learned ones to the others."""

    key: str
    torch: str
    weights: str
    kinds: dict[str, int]  # how many photographs of each
    base_rate: float  # the share of the largest kind
    features: dict[str, Right]
    over: dict[str, Difference]

    @property
    def photographs(self) -> int:
        return sum(self.kinds.values())


@cache
def base_model() -> BaseModel:
    """The last result. Raises `msgspec.ValidationError` where the file holds something else."""
    folder = files("archreport.course.lessons.alexnet")
    return msgspec.json.decode(folder.joinpath("base_model.json").read_bytes(), type=BaseModel)
