"""One linear layer on features that stay as they are: multinomial logistic regression."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

DECAY = 0.03  # of the squared weights, beside the mean cross-entropy


class Head(nn.Module):
    """Features ``(N, channels)``, brought to mean 0 and spread 1, to scores ``(N, classes)``."""

    mean: Tensor
    spread: Tensor

    def __init__(self, features: Tensor, classes: int) -> None:
        super().__init__()
        self.linear = nn.Linear(features.shape[1], classes)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)
        self.register_buffer("mean", features.mean(0))
        spread = features.std(0)  # a channel that hardly ever answers is not blown up
        self.register_buffer("spread", spread + 1e-3 * features.std())

    def forward(self, features: Tensor) -> Tensor:
        scores: Tensor = self.linear((features - self.mean) / self.spread)
        return scores


def fitted(features: Tensor, labels: Tensor, classes: int, decay: float = DECAY) -> Head:
    """The head with the least mean cross-entropy plus ``decay`` times the squared weights.

    The cost is convex: no seed and no learning rate has a say in it.
    """
    head = Head(features, classes)
    optimiser = torch.optim.LBFGS(
        head.linear.parameters(), max_iter=100, line_search_fn="strong_wolfe"
    )

    def cost() -> Tensor:
        optimiser.zero_grad()
        value = F.cross_entropy(head(features), labels)
        value = value + decay * head.linear.weight.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(cost)  # type: ignore[no-untyped-call]
    return head.requires_grad_(False)


def right(scores: Tensor, labels: Tensor) -> float:
    """The share of pictures whose largest score is that of their label."""
    return (scores.argmax(1) == labels).double().mean().item()
