"""Chapter 6's regressions and what they are worth on photographs that were never seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from archreport.course.experiments.inside_vgg.networks import learned, untrained
from archreport.course.experiments.regression import classical, colours, pictures
from archreport.course.experiments.regression.network import MIDDLE, UNIT, PixelRegression
from archreport.course.experiments.regression.training import answers, train
from archreport.course.lessons.dense_prediction.regression import Difference, Quality
from archreport.running.weights.seeded import seeded_initialisation

SEEDS = (0, 1, 2)
SQUARES = 8  # of each training photograph
DENOISING_EPOCHS, COLOURING_EPOCHS = 8, 6
_NOISE_SEED, _SQUARES_SEED = 100, 0
Say = Callable[[str], None]


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
        network = denoising_network(seed)
        train(network, squares, _noise_and_truth, DENOISING_EPOCHS, seed, say)
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


def denoising_network(seed: int) -> PixelRegression:
    """A network that adds a correction to each value."""
    return _network(PixelRegression(3, 3, corrects=True), seed)


def colouring_network(seed: int) -> PixelRegression:
    """A network that says two colour differences for each pixel of light."""
    return _network(PixelRegression(1, 2), seed)


def _network(network: PixelRegression, seed: int) -> PixelRegression:
    seeded_initialisation(network, seed)
    return network


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
        network = colouring_network(seed)
        train(network, squares, _light_and_colour, COLOURING_EPOCHS, seed, say)
        found.append(answers(network, (grey - MIDDLE) / UNIT) * UNIT)
    by_name["network"] = tuple(found)
    targets = F.adaptive_avg_pool2d(wanted, colours.PLACES)
    light = pictures.light(known)

    def by_features(network: torch.nn.Sequential) -> Tensor:
        columns = colours.hypercolumns(network, light)
        strength = colours.chosen(columns, targets)
        (line,) = colours.fitted(columns, targets, [strength])
        small = line(colours.hypercolumns(network, grey))
        say(f"features: penalty {strength}")
        return F.interpolate(small, grey.shape[2:], mode="bilinear", align_corners=False)

    by_name["untrained"] = tuple(by_features(untrained(seed)) for seed in SEEDS)
    by_name["learned"] = (by_features(learned()),)
    whole = {
        name: tuple(pictures.coloured(grey, one) for one in several)
        for name, several in by_name.items()
    }
    return Answers(truth, grey.expand_as(truth), whole)


def strength(found: tuple[Tensor, ...], truth: Tensor) -> float:
    """How far from grey the answers are on the average, as a share of how far the truth is."""

    def distance(values: Tensor) -> float:
        return pictures.colour(values).square().sum(1).sqrt().mean().item()

    return sum(map(distance, found)) / len(found) / distance(truth)


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


def _light_and_colour(squares: Tensor, _: torch.Generator) -> tuple[Tensor, Tensor]:
    return (pictures.light(squares) - MIDDLE) / UNIT, pictures.colour(squares) / UNIT
