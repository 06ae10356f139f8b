"""One short training loop for every laboratory, and what goes with it."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

__all__ = [
    "Epoch", "Recipe", "accuracy", "device", "mean_over_views", "scores", "to_input", "train",
]  # fmt: skip

Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Recipe:
    """How to train: stochastic gradient descent with momentum.

    With ``one_cycle`` the learning rate rises over the first 30 % of the steps and falls to nearly
    0 over the rest; else it stays at ``rate``.
    """

    epochs: int
    rate: float
    batch: int = 64
    momentum: float = 0.9
    weight_decay: float = 0.0
    one_cycle: bool = True
    mirror: bool = False  # flip every second picture left to right
    shift: int = 0  # move each picture by up to so many pixels


@dataclass(frozen=True)
class Epoch:
    """One pass over the training pictures: means over it, while the network was changing."""

    number: int  # 1, 2, …
    loss: float
    accuracy: float  # 0..1; NaN where the targets are not classes


def aside(line: str) -> None:
    """Print what is for whoever runs a notebook, and not for its page: that it goes on."""
    print(line, file=sys.stderr)


def device() -> torch.device:
    """A CUDA device where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def to_input(pictures: NDArray[np.uint8], grey: bool = False) -> Tensor:
    """``(N, H, W, 3)`` bytes to ``(N, 3, H, W)`` floats of about -2 to 2, or 1 channel if grey."""
    values = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    if grey:
        values = (values * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, True)
    return (values - 0.5) / 0.25


def train(
    net: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    recipe: Recipe,
    seed: int = 0,
    loss: Loss = F.cross_entropy,
    say: Callable[[str], None] = print,
) -> tuple[Epoch, ...]:
    """Train ``net`` in place and leave it in evaluation mode, on the device it was trained on.

    ``inputs`` ``(N, C, H, W)``, ``targets`` ``(N,)`` classes or whatever ``loss`` takes. The order
    of the pictures, flips and shifts depend on ``seed`` alone; the weights' start is the caller's.
    ``say`` gets one line an epoch. Training ends with the first step whose loss is not a number,
    and so does its epoch.
    """
    where = device()
    net.to(where).train()
    dice = torch.Generator().manual_seed(seed)
    steps = math.ceil(len(inputs) / recipe.batch)
    optimiser = torch.optim.SGD(
        net.parameters(), recipe.rate, recipe.momentum, weight_decay=recipe.weight_decay
    )
    schedule = (
        torch.optim.lr_scheduler.OneCycleLR(
            optimiser, recipe.rate, total_steps=steps * recipe.epochs
        )
        if recipe.one_cycle
        else None
    )
    history = []
    for number in range(1, recipe.epochs + 1):
        total, right = 0.0, 0.0
        for chosen in torch.split(torch.randperm(len(inputs), generator=dice), recipe.batch):
            x = _vary(inputs[chosen], recipe, dice).to(where)
            x = x.contiguous(memory_format=torch.channels_last)  # convolves faster on a CPU
            y = targets[chosen].to(where)
            answer = net(x)
            cost = loss(answer, y)
            optimiser.zero_grad()
            cost.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            if schedule:
                schedule.step()
            total += cost.item() * len(chosen)
            if not math.isfinite(total):
                break
            right += (answer.argmax(1) == y).sum().item() if y.dim() == 1 else math.nan
        history.append(Epoch(number, total / len(inputs), right / len(inputs)))
        say(_line(history[-1], recipe.epochs))
        if not math.isfinite(total):
            break
    net.eval()
    return tuple(history)


def scores(net: nn.Module, inputs: Tensor, batch: int = 500) -> Tensor:
    """What ``net`` answers in evaluation mode, on the CPU; ``(N, …)``."""
    where = next(net.parameters()).device
    net.eval()
    with torch.no_grad():
        return torch.cat([net(part.to(where)).cpu() for part in torch.split(inputs, batch)])


def accuracy(answers: Tensor, labels: Tensor) -> float:
    """Share of ``answers`` ``(N, classes)`` whose largest score is that of ``labels`` ``(N,)``."""
    return (answers.argmax(1) == labels).double().mean().item()


def mean_over_views(answers: Tensor, views: int) -> Tensor:
    """Mean of the scores of ``views`` pictures in a row; ``(N, C)`` to ``(N / views, C)``."""
    return answers.reshape(-1, views, answers.shape[1]).mean(1)


def _vary(x: Tensor, recipe: Recipe, dice: torch.Generator) -> Tensor:
    """Each picture flipped or not, and moved; what comes in from outside repeats the border."""
    count, _, height, width = x.shape
    if not recipe.mirror and not recipe.shift:
        return x
    rows, columns = torch.arange(height).repeat(count, 1), torch.arange(width).repeat(count, 1)
    if recipe.shift:
        by = torch.randint(-recipe.shift, recipe.shift + 1, (2, count, 1), generator=dice)
        rows = (rows + by[0]).clamp(0, height - 1)
        columns = (columns + by[1]).clamp(0, width - 1)
    if recipe.mirror:
        flip = torch.rand(count, 1, generator=dice) < 0.5
        columns = torch.where(flip, columns.flip(1), columns)
    # Index with picture, row and column first: (N, H, W, C), the layout that convolves fastest.
    pictures = torch.arange(count).view(-1, 1, 1)
    moved = x.permute(0, 2, 3, 1)[pictures, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2)


def _line(epoch: Epoch, epochs: int) -> str:
    text = f"epoch {epoch.number}/{epochs}  loss {epoch.loss:.3f}"
    return text if math.isnan(epoch.accuracy) else f"{text}  accuracy {epoch.accuracy:.3f}"
