"""Animals in held-out photographs, and how many of their pixels were found."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from archreport.course.experiments.animals import controls
from archreport.course.experiments.animals.pictures import Example, examples, folds
from archreport.course.experiments.animals.scores import (
    VARIANTS,
    Maps,
    chosen_decay,
    fitted,
    pooled,
)
from archreport.course.experiments.inside_vgg.networks import learned, untrained
from archreport.course.kit.segmentation import intersection_over_union
from archreport.course.lessons.dense_prediction.regression import Difference
from archreport.course.lessons.dense_prediction.segmentation import MeanIU

DIVISIONS = (0, 1, 2)  # seeds of the division into folds, and of the untrained weights
FOLDS = 4
Say = Callable[[str], None]
Found = tuple[Tensor, ...]  # (H, W) bool for each photograph


@dataclass(frozen=True)
class Answers:
    """The photographs, and what was found in each while it was held out.

    ``learned`` and ``untrained`` by variant and then by division.
    """

    examples: tuple[Example, ...]
    learned: Mapping[str, tuple[Found, ...]]
    untrained: Mapping[str, tuple[Found, ...]]
    controls: Mapping[str, Found]

    @property
    def masks(self) -> Found:
        return tuple(torch.from_numpy(one.mask) for one in self.examples)


def answer(say: Say) -> Answers:
    """Fit and look, photograph by photograph."""
    shown = examples()
    masks = tuple(torch.from_numpy(one.mask) for one in shown)
    ours = _maps(learned(), shown)
    by_division = [held_out(ours, masks, seed, say) for seed in DIVISIONS]
    none = [held_out(_maps(untrained(seed), shown), masks, seed, say) for seed in DIVISIONS]
    return Answers(
        shown,
        {name: tuple(found[name] for found in by_division) for name in VARIANTS},
        {name: tuple(found[name] for found in none) for name in VARIANTS},
        {
            "background": tuple(map(controls.nothing, shown)),
            "middle": tuple(
                controls.middle(one, [other for other in shown if other is not one])
                for one in shown
            ),
            "border": tuple(map(controls.unlike_the_border, shown)),
        },
    )


def _maps(network: nn.Sequential, shown: Sequence[Example]) -> tuple[Maps, ...]:
    return tuple(pooled(network, one) for one in shown)


def held_out(maps: Sequence[Maps], masks: Found, seed: int, say: Say) -> Mapping[str, Found]:
    """What each variant finds in each photograph, fitted on the photographs of the other folds."""
    found: dict[str, list[Tensor]] = {name: list(masks) for name in VARIANTS}
    for fold in folds(len(maps), FOLDS, seed):
        rest = [at for at in range(len(maps)) if at not in fold]
        known, truth = [maps[at] for at in rest], [masks[at] for at in rest]
        decay = chosen_decay(known, truth)
        for name, count in VARIANTS.items():
            scores = fitted(known, truth, count, decay)
            for at in fold:
                found[name][at] = scores(maps[at]) > 0
        say(f"division {seed}, decay {decay}")
    say(" ".join(f"{name} {mean_iu(tuple(one), masks).mean:.3f}" for name, one in found.items()))
    return {name: tuple(one) for name, one in found.items()}


def mean_iu(found: Found, masks: Found) -> MeanIU:
    """Pixels in both over pixels in either, all photographs counted together, for each class."""
    ours, theirs = (torch.cat([one.flatten() for one in maps]) for maps in (found, masks))

    def iu(a: Tensor, b: Tensor) -> float:
        return ((a & b).sum() / (a | b).sum()).item()

    return MeanIU(iu(ours, theirs), iu(~ours, ~theirs))


def accuracy(found: Found, masks: Found) -> float:
    """The share of right pixels, all photographs counted together."""
    right = sum(int((a == b).sum()) for a, b in zip(found, masks, strict=True))
    return right / sum(one.numel() for one in masks)


def each(several: Sequence[Found], masks: Found) -> Tensor:
    """The animals' intersection over union of each photograph, averaged over the divisions."""
    return torch.stack(
        [
            torch.cat(
                [intersection_over_union(a[None], b[None]) for a, b in zip(one, masks, strict=True)]
            )
            for one in several
        ]
    ).mean(0)


def gain(better: Tensor, worse: Tensor) -> Difference:
    """The mean difference, photograph by photograph, and its standard error."""
    difference = (better - worse).double()
    return Difference(
        difference.mean().item(), (difference.std() / math.sqrt(len(difference))).item()
    )
