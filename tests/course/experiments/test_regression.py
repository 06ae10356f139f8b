"""Chapter 6's regressions: by hand where it can be done, and a part of the results made again."""

from __future__ import annotations

import math

import pytest
import torch
from PIL import Image

from archreport.course.experiments.regression import (
    classical,
    denoising,
    hypercolumns,
    judging,
    pictures,
    training,
)
from archreport.course.experiments.regression.__main__ import SHOWN
from archreport.course.experiments.regression.key import colouring_key, denoising_key
from archreport.course.experiments.regression.network import PixelRegression
from archreport.course.lessons.dense_prediction import regression as kept
from archreport.running.weights.oxford_file import oxford_file
from archreport.running.weights.seeded import seeded_initialisation
from tests.paths import DOCS


def test_the_kept_results_are_those_of_this_code_and_these_weights() -> None:
    """Otherwise: python -m archreport.course.experiments.regression"""
    assert kept.denoising().key == denoising_key()
    assert kept.colouring().key == colouring_key()
    assert kept.colouring().weights == oxford_file().sha256


def test_every_picture_of_the_results_is_there() -> None:
    for name, size in {**kept.denoising().pictures, **kept.colouring().pictures}.items():
        with Image.open(DOCS / "assets" / "dense-prediction" / f"{name}.webp") as picture:
            assert picture.size == tuple(size)


def test_no_photograph_is_on_both_sides_and_none_is_grey() -> None:
    training_names = {one.name for one in pictures.training_photographs()}
    test_names = {one.name for one in pictures.test_photographs()}
    assert not training_names & test_names
    assert training_names | test_names == {one.name for one in pictures.in_colour()}
    assert not {"brick", "cameraman", "grass"} & (training_names | test_names)
    assert set(SHOWN) <= test_names
    assert (len(training_names), len(test_names)) == (kept.denoising().training,
                                                      kept.denoising().test)  # fmt: skip


def test_what_learns_nothing_is_measured_again() -> None:
    truth = pictures.test_squares()
    given = pictures.noisy(truth, 100)
    methods = kept.denoising().methods
    blur = classical.blurred(given, kept.denoising().blur)
    for name, found in (("given", given), ("blur", blur), ("median", classical.medians(given))):
        again = judging.quality((found,), truth)
        assert again.psnr == pytest.approx(methods[name].psnr, abs=0.01)
        assert again.error == pytest.approx(methods[name].error, abs=0.01)
    again = judging.quality((pictures.light(truth).expand_as(truth),), truth)
    assert again.psnr == pytest.approx(kept.colouring().methods["grey"].psnr, abs=0.01)


def test_decibels_by_hand() -> None:
    truth = torch.zeros(1, 3, 2, 2)
    assert judging.psnr(truth + 255, truth).item() == pytest.approx(0)
    assert judging.psnr(truth + 25.5, truth).item() == pytest.approx(20)
    two = torch.tensor([0.0, 10.0]).view(2, 1, 1, 1) + torch.full((2, 3, 2, 2), 10.0)
    once = judging.difference((two,), (two * 2,), torch.zeros_like(two))
    assert once.mean == pytest.approx(20 * math.log10(2))
    assert once.error == pytest.approx(0, abs=1e-6)


def test_light_and_colour_make_the_picture_again() -> None:
    squares = pictures.test_squares(16)
    again = pictures.coloured(pictures.light(squares), pictures.colour(squares))
    assert torch.allclose(again, squares, atol=1e-2)
    grey = torch.full((1, 3, 2, 2), 90.0)
    assert pictures.colour(grey).abs().max() < 1e-3


def test_an_untrained_network_changes_nothing() -> None:
    network = denoising.untrained_network(0).eval()
    x = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    assert torch.equal(training.answers(network, x), x)


def test_training_depends_on_the_seed_alone_and_lowers_the_error() -> None:
    squares = torch.rand(16, 1, 8, 8, generator=torch.Generator().manual_seed(0)) * 255

    def trained() -> list[float]:
        network = PixelRegression(1, 1)
        seeded_initialisation(network, 0)
        losses: list[float] = []
        training.train(
            network, squares, lambda x, _: (x / 64 - 2, x / 128 - 1), 20, 3,
            lambda line: losses.append(float(line.split()[-1])),
        )  # fmt: skip
        return losses

    first = trained()
    assert first == trained()
    assert first[-1] < first[0] / 2


def test_a_fitted_line_finds_the_weights_that_made_its_targets() -> None:
    dice = torch.Generator().manual_seed(0)
    columns = torch.randn(4, 3, 5, 5, generator=dice)
    targets = torch.stack([2 * columns[:, 0] - columns[:, 2] + 7, columns[:, 1]], 1)
    exact, shrunk = hypercolumns.fitted(columns, targets, (1e-9, 1e3))
    assert torch.allclose(exact(columns), targets, atol=1e-3)
    middle = targets.mean((0, 2, 3)).view(1, 2, 1, 1).expand_as(targets)
    assert torch.allclose(shrunk(columns), middle, atol=0.1)


def test_a_grey_answer_has_no_strength_and_the_truth_all() -> None:
    squares = pictures.test_squares(16)
    grey = pictures.light(squares).expand_as(squares)
    assert judging.strength((grey,), squares) == pytest.approx(0, abs=1e-5)
    assert judging.strength((squares,), squares) == pytest.approx(1)
