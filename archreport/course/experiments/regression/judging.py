"""How good answers are on photographs that were never seen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from archreport.course.experiments.regression import pictures
from archreport.course.lessons.dense_prediction.regression import Difference, Quality


@dataclass(frozen=True)
class Answers:
    """Test photographs, what was given, and by name what was answered, ``(N, 3, H, W)`` each.

    A name with several trainings has one tensor for each.
    """

    truth: Tensor
    given: Tensor
    by_name: Mapping[str, tuple[Tensor, ...]]


def psnr(found: Tensor, truth: Tensor) -> Tensor:
    """Peak signal-to-noise ratio of each picture, decibels: 10·log10(255² / mean squared error)."""
    error = (found.double() - truth.double()).square().mean((1, 2, 3))
    return 10 * torch.log10(255**2 / error)


def quality(found: tuple[Tensor, ...], truth: Tensor) -> Quality:
    """How good the answers of one or several trainings are."""
    each = torch.stack([psnr(one, truth) for one in found])  # (trainings, pictures)
    mean, error = _mean(each.mean(0))
    return Quality(mean, error, tuple(each.mean(1).tolist()) if len(found) > 1 else ())


def difference(found: tuple[Tensor, ...], other: tuple[Tensor, ...], truth: Tensor) -> Difference:
    """By how many decibels ``found`` is better, photograph by photograph."""
    ours, theirs = (
        torch.stack([psnr(one, truth) for one in several]).mean(0) for several in (found, other)
    )
    return Difference(*_mean(ours - theirs))


def _mean(values: Tensor) -> tuple[float, float]:
    """The mean and its standard error."""
    return values.mean().item(), (values.std() / math.sqrt(len(values))).item()


def strength(found: tuple[Tensor, ...], truth: Tensor) -> float:
    """How far from grey the answers are on the average, as a share of how far the truth is."""

    def distance(values: Tensor) -> float:
        return pictures.colour(values).square().sum(1).sqrt().mean().item()

    return sum(map(distance, found)) / len(found) / distance(truth)
