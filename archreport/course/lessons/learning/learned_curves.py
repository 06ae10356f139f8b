"""Losses of small networks that were really trained, for two figures.

They stand in ``learned_curves.json`` beside this file, written by
``python -m tests.course.lessons.learning.curves``: 300 digits of MNIST to learn from, 1,000 others
to judge by, a network of two layers, and five seeds for each line.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

import msgspec


class RateCurve(msgspec.Struct, frozen=True):
    """The loss of each training step, one batch a step, at one learning rate."""

    rate: float
    losses: list[float]


class RemedyCurves(msgspec.Struct, frozen=True):
    """What one remedy did: mean losses after each epoch, and the error of each seed at the end.

    Errors are shares of 1. ``name`` is that of the phrase ``learning.remedy.NAME``.
    """

    name: str
    train_loss: list[float]
    validation_loss: list[float]
    train_errors: list[float]
    validation_errors: list[float]

    @property
    def train_error(self) -> float:
        """The mean over the seeds, on the pictures it was trained on."""
        return sum(self.train_errors) / len(self.train_errors)

    @property
    def validation_error(self) -> float:
        """The mean over the seeds, on pictures it has never seen."""
        return sum(self.validation_errors) / len(self.validation_errors)

    @property
    def standard_error(self) -> float:
        """How far the mean of the validation errors may be off: s / √seeds."""
        n, mean = len(self.validation_errors), self.validation_error
        squares = sum((value - mean) ** 2 for value in self.validation_errors)
        return math.sqrt(squares / (n - 1) / n)

    @property
    def best_epoch(self) -> int:
        """After which epoch the validation loss was lowest; the first is 1."""
        return self.validation_loss.index(min(self.validation_loss)) + 1


class LearnedCurves(msgspec.Struct, frozen=True):
    """All trainings, and the sizes they have in common."""

    trained: int
    validated: int
    batch: int
    hidden: int
    momentum: float
    rates: list[RateCurve]
    remedies: list[RemedyCurves]

    @property
    def guessing(self) -> float:
        """The loss of a network that gives each of the ten digits the same share."""
        return math.log(10)

    def remedy(self, name: str) -> RemedyCurves:
        """Raises `LookupError` for a remedy that was not trained."""
        for one in self.remedies:
            if one.name == name:
                return one
        raise LookupError(f"no training is called {name!r}")


@cache
def learned_curves() -> LearnedCurves:
    """The trainings. Raises `msgspec.ValidationError` where the file holds something else."""
    data = files("archreport.course.lessons.learning").joinpath("learned_curves.json").read_bytes()
    return msgspec.json.decode(data, type=LearnedCurves)
