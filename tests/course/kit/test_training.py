"""The training loop learns, repeats itself, and moves pictures as it says."""

import torch
from torch import nn

from archreport.course.kit.digits import digits
from archreport.course.kit.nets import NarrowNet
from archreport.course.kit.training import (
    Recipe,
    _vary,
    accuracy,
    mean_over_views,
    scores,
    to_input,
    train,
)
from archreport.running.weights.seeded import seeded_initialisation

RECIPE = Recipe(epochs=3, rate=0.1, batch=30)


def run(seed: int) -> tuple[nn.Module, list[float], list[str]]:
    pictures, labels = digits()
    net = NarrowNet(8, residual=True)
    seeded_initialisation(net, 0)
    said: list[str] = []
    history = train(net, pictures[:300], labels[:300], RECIPE, seed, say=said.append)
    return net, [epoch.loss for epoch in history], said


def test_it_learns_and_repeats_itself() -> None:
    net, losses, said = run(0)
    assert len(said) == 3
    assert said[0].startswith("epoch 1/3")
    assert losses[-1] < 0.7 * losses[0]
    assert not net.training
    assert run(0)[1] == losses
    assert run(1)[1] != losses


def test_digits() -> None:
    pictures, labels = digits()
    assert pictures.shape == (5000, 1, 28, 28)
    assert torch.bincount(labels).tolist() == [500] * 10
    assert (pictures.min(), pictures.max()) == (-1, 1)
    assert min(torch.bincount(labels[:1000]).tolist()) > 70  # mixed


def test_variation_mirrors_and_moves() -> None:
    x = torch.arange(25.0).view(1, 1, 5, 5).repeat(200, 1, 1, 1)
    dice = torch.Generator().manual_seed(0)
    mirrored = _vary(x, Recipe(1, 0.1, mirror=True), dice)
    flipped = (mirrored == x.flip(3)).flatten(1).all(1)
    assert (flipped | (mirrored == x).flatten(1).all(1)).all()
    assert 70 < flipped.sum() < 130
    moved = _vary(x, Recipe(1, 0.1, shift=1), dice)
    assert set(moved[:, 0, 2, 2].tolist()) == {6, 7, 8, 11, 12, 13, 16, 17, 18}
    assert moved.shape == x.shape
    assert _vary(x, Recipe(1, 0.1), dice) is x


def test_scores_and_views() -> None:
    net = nn.Linear(2, 2, bias=False)
    nn.init.eye_(net.weight)
    answers = scores(net, torch.tensor([[2.0, 1.0], [0.0, 0.5], [1.0, 0.0], [0.0, 3.0]]), batch=3)
    labels = torch.tensor([0, 0, 1, 1])
    assert accuracy(answers, labels) == 0.5
    assert mean_over_views(answers, 2).tolist() == [[1.0, 0.75], [0.5, 1.5]]


def test_input_values() -> None:
    import numpy as np

    white = np.full((1, 2, 2, 3), 255, np.uint8)
    assert to_input(white).shape == (1, 3, 2, 2)
    assert torch.allclose(to_input(white), torch.tensor(2.0))
    assert to_input(white, grey=True).shape == (1, 1, 2, 2)
    assert torch.allclose(to_input(white, grey=True), torch.tensor(2.0))
