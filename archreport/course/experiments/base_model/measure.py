"""One linear layer on features, judged on photographs that it was not fitted on."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from archreport.course.experiments.base_model import features
from archreport.course.experiments.base_model.pictures import KINDS, labels, squares
from archreport.course.experiments.inside_vgg.head import fitted
from archreport.course.experiments.inside_vgg.networks import learned, untrained
from archreport.course.lessons.alexnet.base_model import Difference, Right

SEEDS = (0, 1, 2)
DECAYS = (0.003, 0.03, 0.3)  # of the squared weights
FOLDS = 5  # of the photographs that are fitted on, to choose among them
Say = Callable[[str], None]


def answers(say: Say) -> Mapping[str, tuple[Tensor, ...]]:
    """By name of the features, and for each seed, which photographs were told rightly; ``(N,)``."""
    pictures, truth = squares(), torch.from_numpy(labels())
    lists = {
        "learned": (features.of_network(learned(), pictures),),
        "untrained": tuple(features.of_network(untrained(seed), pictures) for seed in SEEDS),
        "by_hand": (features.gradients_and_colours(pictures),),
        "pixels": (features.pixels(pictures),),
    }
    found: dict[str, tuple[Tensor, ...]] = {}
    for name, several in lists.items():
        found[name] = tuple(left_out(one, truth) for one in several)
        say(f"{name} {[round(one.double().mean().item(), 3) for one in found[name]]}")
    return found


def left_out(rows: Tensor, truth: Tensor) -> Tensor:
    """Of each photograph, whether a layer fitted on all others tells its kind; ``(N,)`` bool."""
    decay = _chosen_decay(rows, truth)
    return torch.tensor([_told(rows, truth, [at], decay) for at in range(len(rows))])


def _told(rows: Tensor, truth: Tensor, apart: list[int], decay: float) -> bool:
    rest = [at for at in range(len(rows)) if at not in apart]
    head = fitted(rows[rest], truth[rest], len(KINDS), decay)
    return bool((head(rows[apart]).argmax(1) == truth[apart]).all())


def _chosen_decay(rows: Tensor, truth: Tensor) -> float:
    """The decay with the most right answers when a fifth at a time is left out.

    Chosen once for each kind of features, on the same photographs: all kinds have the same small
    advantage of it.
    """

    def right(decay: float) -> int:
        total = 0
        for fold in range(FOLDS):
            apart = list(range(fold, len(rows), FOLDS))
            rest = [at for at in range(len(rows)) if at % FOLDS != fold]
            head = fitted(rows[rest], truth[rest], len(KINDS), decay)
            total += int((head(rows[apart]).argmax(1) == truth[apart]).sum())
        return total

    return max(DECAYS, key=right)


def judged(several: tuple[Tensor, ...]) -> Right:
    """The share of right answers, its standard error, and one share for each seed."""
    share = torch.stack([one.double() for one in several]).mean(0)
    mean, error = _mean(share)
    by_seed = tuple(one.double().mean().item() for one in several)
    return Right(mean, error, by_seed if len(several) > 1 else ())


def difference(several: tuple[Tensor, ...], others: tuple[Tensor, ...]) -> Difference:
    """By how much the first are right more often, photograph by photograph."""
    ours, theirs = (
        torch.stack([one.double() for one in them]).mean(0) for them in (several, others)
    )
    return Difference(*_mean(ours - theirs))


def _mean(values: Tensor) -> tuple[float, float]:
    """The mean and its standard error."""
    return values.mean().item(), (values.std() / math.sqrt(len(values))).item()
