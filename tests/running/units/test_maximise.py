"""Pictures made for a unit by gradient ascent."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from archreport.report.run import Scaling
from archreport.running.units.maximise import PHOTOGRAPHS, Method, maximise
from tests.running.units.networks import network

PLAIN = Scaling((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
QUICK = Method(side=32, steps=12)


class Reddest(nn.Module):
    """Its one unit is the first channel of the input less the others."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 1, 1, bias=False)
        with torch.no_grad():
            self.conv.weight[0, :, 0, 0] = torch.tensor([1.0, -0.5, -0.5])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(x)
        raise AssertionError("what follows the layer must not run")


def test_the_unit_answers_more_than_it_did_to_noise() -> None:
    _, model = network()
    for unit in range(3):
        made = maximise(model, "first", unit, PLAIN, QUICK)
        assert made.last > made.first
        assert made.pixels.shape == (32, 32, 3)
        assert made.pixels.dtype == np.uint8


@pytest.mark.parametrize(("order", "channel"), [("RGB", 0), ("BGR", 2)])
def test_the_picture_for_the_first_channel_is_red_or_blue(order: str, channel: int) -> None:
    scaling = Scaling((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), order)  # type: ignore[arg-type]
    made = maximise(Reddest().eval(), "conv", 0, scaling, Method(side=16, steps=40, rate=0.2))
    means = made.pixels.mean((0, 1))
    assert means.argmax() == channel
    assert means[channel] > means[1] + 30


def test_the_same_numbers_make_the_same_picture_and_another_seed_another() -> None:
    _, model = network()
    first, second = (maximise(model, "second", 1, PLAIN, QUICK).pixels for _ in range(2))
    assert (first == second).all()
    other = maximise(model, "second", 1, PLAIN, Method(side=32, steps=12, seed=5)).pixels
    assert (first != other).any()


def test_the_network_is_left_as_it_was() -> None:
    _, model = network()
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    state = torch.random.get_rng_state()
    maximise(model, "first", 0, PLAIN, QUICK)
    assert not model.first._forward_hooks
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())
    assert torch.equal(state, torch.random.get_rng_state())


def test_the_penalty_keeps_pixels_from_the_extremes() -> None:
    _, model = network()
    free, held = (
        maximise(model, "first", 1, PLAIN, Method(side=32, steps=60, rate=0.3, extremes=weight))
        for weight in (0.0, 200.0)
    )
    at_the_end = [((one.pixels < 5) | (one.pixels > 250)).mean() for one in (free, held)]
    assert at_the_end[0] > 2 * at_the_end[1]


def test_the_colours_are_those_of_the_photographs() -> None:
    from archreport.course.album import photographs, read_photograph

    pixels = np.concatenate(
        [
            np.asarray(read_photograph(one).resize((48, 48))).reshape(-1, 3) / 255
            for one in photographs()
        ]
    )
    held = np.clip(pixels, 0.02, 0.98)
    logits = np.log(held / (1 - held))
    values, vectors = np.linalg.eigh(np.cov(logits.T))
    root = vectors * np.sqrt(values) @ vectors.T
    assert np.allclose(logits.mean(0), PHOTOGRAPHS.mean, atol=0.02)
    assert np.allclose(root, PHOTOGRAPHS.root, atol=0.02)
