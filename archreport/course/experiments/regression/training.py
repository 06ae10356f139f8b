"""Training by mean squared error over all pixels."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BATCH = 8
RATE = 4e-3
PARTS = 8  # test pictures at once


def train(
    network: nn.Module,
    pictures: Tensor,
    task: Callable[[Tensor, torch.Generator], tuple[Tensor, Tensor]],
    epochs: int,
    seed: int,
    say: Callable[[str], None],
) -> None:
    """Train in place and leave in evaluation mode.

    ``task`` makes inputs and targets from a batch of ``pictures``, with dice for what is drawn.
    The rate rises and falls once; the order of the pictures depends on ``seed`` alone.
    """
    dice = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(network.parameters(), RATE)
    batches = -(-len(pictures) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=epochs * batches)
    network.to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    for number in range(1, epochs + 1):
        total = 0.0
        for chosen in torch.split(torch.randperm(len(pictures), generator=dice), BATCH):
            given, wanted = task(pictures[chosen], dice)
            given = given.contiguous(memory_format=torch.channels_last)  # convolves fastest
            loss = F.mse_loss(network(given), wanted)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            total += loss.item() * len(chosen)
        say(f"epoch {number}/{epochs}  loss {total / len(pictures):.5f}")
    network.eval()


def answers(network: nn.Module, inputs: Tensor) -> Tensor:
    """What the network says in evaluation mode, a few pictures at a time."""
    with torch.no_grad():
        return torch.cat([network(part) for part in torch.split(inputs, PARTS)])
