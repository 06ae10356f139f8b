"""Noise taken away: by a network that was trained for it, and by what learns nothing."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from archreport.course.experiments.regression import classical, pictures
from archreport.course.experiments.regression.judging import Answers, psnr
from archreport.course.experiments.regression.network import MIDDLE, UNIT, PixelRegression
from archreport.course.experiments.regression.training import answers, train
from archreport.running.weights.seeded import seeded_initialisation

SEEDS = (0, 1, 2)
SQUARES = 8  # of each training photograph
EPOCHS = 10
_NOISE_SEED, _SQUARES_SEED = 100, 0
Say = Callable[[str], None]


def denoise(say: Say) -> tuple[Answers, float, float]:
    """Noise taken away in five ways; the best blur and the best strength of non-local means.

    Both are chosen on training photographs, as the network was trained on them.
    """
    truth = pictures.test_squares()
    given = pictures.noisy(truth, _NOISE_SEED)
    known = torch.stack(
        [pictures.middle(one, pictures.TEST_SIDE) for one in pictures.training_photographs()[::3]]
    )
    tried = pictures.noisy(known, _NOISE_SEED + 1)

    def non_local(values: Tensor, strength: float) -> Tensor:
        return classical.non_local_means(values, strength, pictures.NOISE)

    blur = _best(classical.blurred, classical.BLURS, tried, known)
    strength = _best(non_local, classical.STRENGTHS, tried, known)
    say(f"blur {blur}, non-local means {strength}")
    squares = pictures.training_squares(SQUARES, _SQUARES_SEED)
    found = []
    for seed in SEEDS:
        network = untrained_network(seed)
        train(network, squares, _noise_and_truth, EPOCHS, seed, say)
        found.append(answers(network, (given - MIDDLE) / UNIT) * UNIT + MIDDLE)
        say(f"seed {seed}: {psnr(found[-1], truth).mean():.2f} dB")
    by_name = {
        "given": (given,),
        "blur": (classical.blurred(given, blur),),
        "median": (classical.medians(given),),
        "non_local": (non_local(given, strength),),
        "network": tuple(found),
    }
    return Answers(truth, given, by_name), blur, strength


def untrained_network(seed: int) -> PixelRegression:
    """A network that adds a correction to each value."""
    network = PixelRegression(3, 3, corrects=True)
    seeded_initialisation(network, seed)
    return network


def _best(
    method: Callable[[Tensor, float], Tensor],
    settings: tuple[float, ...],
    given: Tensor,
    truth: Tensor,
) -> float:
    return max(settings, key=lambda setting: psnr(method(given, setting), truth).mean().item())


def _noise_and_truth(squares: Tensor, dice: torch.Generator) -> tuple[Tensor, Tensor]:
    drawn = pictures.NOISE * torch.randn(squares.shape, generator=dice)
    return (squares + drawn - MIDDLE) / UNIT, (squares - MIDDLE) / UNIT
