"""Colour guessed from light: by a network trained for it, and by VGG-16's features."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from archreport.course.experiments.inside_vgg.networks import learned, untrained
from archreport.course.experiments.regression import hypercolumns, pictures
from archreport.course.experiments.regression.judging import Answers
from archreport.course.experiments.regression.network import MIDDLE, UNIT, PixelRegression
from archreport.course.experiments.regression.training import answers, train
from archreport.running.weights.seeded import seeded_initialisation

SEEDS = (0, 1, 2)
SQUARES = 8  # of each training photograph
EPOCHS = 6
_SQUARES_SEED = 0
Say = Callable[[str], None]


def colour(say: Say) -> Answers:
    """Colour guessed from light in five ways."""
    truth = pictures.test_squares()
    grey = pictures.light(truth)
    known = torch.stack(
        [pictures.middle(one, pictures.TEST_SIDE) for one in pictures.training_photographs()]
    )
    wanted = pictures.colour(known)
    by_name: dict[str, tuple[Tensor, ...]] = {
        "grey": (torch.zeros_like(pictures.colour(truth)),),
        "mean": (wanted.mean((0, 2, 3), keepdim=True).expand(len(truth), 2, *truth.shape[2:]),),
    }
    squares = pictures.training_squares(SQUARES, _SQUARES_SEED)
    found = []
    for seed in SEEDS:
        network = untrained_network(seed)
        train(network, squares, _light_and_colour, EPOCHS, seed, say)
        found.append(answers(network, (grey - MIDDLE) / UNIT) * UNIT)
    by_name["network"] = tuple(found)
    targets = F.adaptive_avg_pool2d(wanted, hypercolumns.PLACES)
    light = pictures.light(known)

    def by_features(network: nn.Sequential) -> Tensor:
        columns = hypercolumns.hypercolumns(network, light)
        strength = hypercolumns.chosen(columns, targets)
        (line,) = hypercolumns.fitted(columns, targets, [strength])
        small = line(hypercolumns.hypercolumns(network, grey))
        say(f"features: penalty {strength}")
        return F.interpolate(small, grey.shape[2:], mode="bilinear", align_corners=False)

    by_name["untrained"] = tuple(by_features(untrained(seed)) for seed in SEEDS)
    by_name["learned"] = (by_features(learned()),)
    whole = {
        name: tuple(pictures.coloured(grey, one) for one in several)
        for name, several in by_name.items()
    }
    return Answers(truth, grey.expand_as(truth), whole)


def untrained_network(seed: int) -> PixelRegression:
    """A network that says two colour differences for each pixel of light."""
    network = PixelRegression(1, 2)
    seeded_initialisation(network, seed)
    return network


def _light_and_colour(squares: Tensor, _: torch.Generator) -> tuple[Tensor, Tensor]:
    return (pictures.light(squares) - MIDDLE) / UNIT, pictures.colour(squares) / UNIT
