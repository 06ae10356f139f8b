"""The network of chapter 1b, worked out by hand, against PyTorch's own gradients."""

from __future__ import annotations

import re

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from archreport.course.lessons.learning import small_network, valley
from archreport.course.lessons.learning.batch_of_values import moments, normalised
from archreport.course.lessons.learning.two_layers import (
    TwoLayers,
    backward,
    exact_loss,
    forward,
    losses,
)
from tests.paths import DOCS

PICTURES = [
    (small_network.PICTURE, small_network.RIGHT),
    (small_network.DARK_PICTURE, small_network.DARK_RIGHT),
    ((2, -1), 2),
]


def of_pytorch(net: TwoLayers, picture, right: int) -> tuple[Tensor, list[Tensor]]:
    """The loss and its gradient, by autograd, in double precision."""
    parts = [torch.tensor(part, dtype=torch.float64, requires_grad=True)
             for part in (net.w1, net.b1, net.w2, net.b2)]  # fmt: skip
    w1, b1, w2, b2 = parts
    hidden = F.relu(w1 @ torch.tensor(picture, dtype=torch.float64) + b1)
    loss = F.cross_entropy((w2 @ hidden + b2)[None], torch.tensor([right]))
    loss.backward()
    return loss, [part.grad for part in parts if part.grad is not None]


@pytest.mark.parametrize(("picture", "right"), PICTURES)
def test_the_gradient_by_hand_is_autograds(picture, right) -> None:
    """But for the four digits that are carried on, an error of one in some thousand."""
    passed = forward(small_network.NET, picture, right)
    own = backward(small_network.NET, passed, right).parameters
    loss, theirs = of_pytorch(small_network.NET, picture, right)
    assert passed.loss == pytest.approx(loss.item(), rel=1e-3)
    assert exact_loss(small_network.NET, picture, right) == pytest.approx(loss.item(), rel=1e-12)
    for part, gradient in zip((own.w1, own.b1, own.w2, own.b2), theirs, strict=True):
        torch.testing.assert_close(
            torch.tensor(part, dtype=torch.float64), gradient, rtol=2e-3, atol=5e-4
        )


def test_a_unit_that_is_off_learns_nothing() -> None:
    passed = forward(small_network.NET, small_network.DARK_PICTURE, small_network.DARK_RIGHT)
    back = backward(small_network.NET, passed, small_network.DARK_RIGHT).parameters
    assert passed.before[1] < 0
    zeros = [*back.w1[1], back.b1[1], *(row[1] for row in back.w2)]
    assert zeros == [0] * 6
    assert all(value != 0 for value in (*back.w1[0], back.b1[0], *(row[0] for row in back.w2)))


def test_descent_is_pytorchs() -> None:
    parts = [torch.tensor(part, dtype=torch.float64, requires_grad=True)
             for part in (small_network.NET.w1, small_network.NET.b1,
                          small_network.NET.w2, small_network.NET.b2)]  # fmt: skip
    w1, b1, w2, b2 = parts
    optimiser = torch.optim.SGD(parts, small_network.RATE)
    theirs = []
    for _ in range(11):
        optimiser.zero_grad()
        hidden = F.relu(w1 @ torch.tensor(small_network.PICTURE, dtype=torch.float64) + b1)
        loss = F.cross_entropy((w2 @ hidden + b2)[None], torch.tensor([small_network.RIGHT]))
        theirs.append(loss.item())
        loss.backward()
        optimiser.step()
    own = losses(
        small_network.NET, small_network.PICTURE, small_network.RIGHT, rate=small_network.RATE,
        steps=10,
    )  # fmt: skip
    assert own == pytest.approx(theirs, rel=2e-3)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_momentum_is_pytorchs(momentum) -> None:
    """PyTorch keeps −v/rate as its velocity; at a constant rate the places are the same."""
    place = torch.tensor(valley.START, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([place], 0.1, momentum=momentum)
    theirs = [place.tolist()]
    for _ in range(20):
        optimiser.zero_grad()
        ((place[0] ** 2 + valley.STEEP * place[1] ** 2) / 2).backward()
        optimiser.step()
        theirs.append(place.tolist())
    for own, other in zip(valley.descent(0.1, momentum, 20), theirs, strict=True):
        assert own == pytest.approx(other)


def test_shared_weights_collect_from_every_place() -> None:
    line = torch.tensor(small_network.LINE, dtype=torch.float64, requires_grad=True)
    kernel = torch.tensor(small_network.LINE_KERNEL, dtype=torch.float64, requires_grad=True)
    out = F.conv1d(line[None, None], kernel[None, None])[0, 0]
    out.backward(torch.tensor(small_network.LINE_SLOPES, dtype=torch.float64))
    assert kernel.grad is not None and line.grad is not None
    assert (kernel.grad.tolist(), line.grad[1].item()) == ([-1, 8], -3)


def test_batch_normalisation_is_pytorchs() -> None:
    layer = torch.nn.BatchNorm1d(1, eps=1e-12).double()
    with torch.no_grad():
        layer.weight.fill_(small_network.SCALE)
        layer.bias.fill_(small_network.SHIFT)
        values = torch.tensor(small_network.BATCH, dtype=torch.float64)[:, None]
        mean, variance = moments(small_network.BATCH)
        expected = normalised(
            small_network.BATCH, mean, variance, small_network.SCALE, small_network.SHIFT
        )
        assert layer(values)[:, 0].tolist() == pytest.approx(expected)
        assert (layer.running_mean.item(), layer.running_var.item()) == pytest.approx((0.4, 2.1))
        used = (layer.eval()(values)[3, 0].item() - small_network.SHIFT) / small_network.SCALE
    assert used == pytest.approx((9 - 0.4) / 2.1**0.5)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_program_on_the_page_finds_the_gradient_of_the_page(language, capsys) -> None:
    page = (DOCS / language / "course/01b-learning/index.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(import torch\n.*?)```", page, re.DOTALL)
    found: dict[str, Tensor] = {}
    exec(program, found)
    own = small_network.BACK.parameters
    for name, matrix in (("w1", own.w1), ("w2", own.w2)):
        gradient = found[name].grad
        assert gradient is not None
        torch.testing.assert_close(gradient, torch.tensor(matrix), rtol=2e-3, atol=5e-4)
    assert capsys.readouterr().out.startswith("1.349")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_faulty_program_has_the_least_loss_that_is_said(language) -> None:
    """A network that ends in softmax and is sure of the right class still has this loss."""
    sure = F.one_hot(torch.tensor([3]), 10).float()
    page = (DOCS / language / "course/01b-learning/index.md").read_text(encoding="utf-8")
    assert "nn.Softmax(dim=1)" in page
    assert F.cross_entropy(sure, torch.tensor([3])).item() == pytest.approx(1.461, abs=5e-4)
