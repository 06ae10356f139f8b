"""Real trainings behind two figures of chapter 1b: learning rates, and what helps on overfitting.

``python -m tests.course.lessons.learning.curves`` trains them anew (about a minute on one core) and
writes ``learned_curves.json`` beside the figures. The chapter reads the file, so that no page needs
PyTorch; a test trains a part again and holds it against the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from archreport.course.digits import digits
from archreport.course.lessons import learning
from archreport.course.lessons.learning.learned_curves import (
    LearnedCurves,
    RateCurve,
    RemedyCurves,
)

TRAINED, VALIDATED = 300, 1000
BATCH = 50
HIDDEN = 300
MOMENTUM = 0.9
EPOCHS = 120
SEEDS = 5
STEPS = 60
RATE = 0.01
RATES = (0.001, 0.01, 1.0)
FILE = Path(str(learning.__file__)).parent / "learned_curves.json"


@dataclass(frozen=True)
class Remedy:
    """A way to train: what is done against overfitting, if anything."""

    name: str
    weight_decay: float = 0.0
    shift: int = 0  # pixels, up to which a picture is moved in each direction
    dropout: float = 0.0


REMEDIES = (
    Remedy("none"),
    Remedy("weight_decay", weight_decay=0.01),
    Remedy("dropout", dropout=0.5),
    Remedy("augmentation", shift=2),
)


def network(dropout: float = 0.0) -> nn.Module:
    """784 values, 300 hidden, 10 scores."""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, HIDDEN), nn.ReLU(), nn.Dropout(dropout), nn.Linear(HIDDEN, 10)
    )


def shifted(pictures: Tensor, most: int, dice: torch.Generator) -> Tensor:
    """Each picture moved by up to ``most`` pixels across and down; paper comes in at the edge."""
    if not most:
        return pictures
    wide = F.pad(pictures, (most,) * 4, value=-1.0)
    side = pictures.shape[-1]
    tops, lefts = torch.randint(2 * most + 1, (2, len(pictures)), generator=dice).tolist()
    return torch.stack(
        [
            one[:, top : top + side, left : left + side]
            for one, top, left in zip(wide, tops, lefts, strict=True)
        ]
    )


def train(
    remedy: Remedy, seed: int, rate: float, epochs: int, after: Callable[[nn.Module], None]
) -> list[float]:
    """The loss of each step; ``after`` is called with the network after each epoch."""
    torch.manual_seed(seed)
    dice = torch.Generator().manual_seed(seed)
    net = network(remedy.dropout)
    optimiser = torch.optim.SGD(
        net.parameters(), rate, momentum=MOMENTUM, weight_decay=remedy.weight_decay
    )
    pictures, labels = (part[:TRAINED] for part in digits())
    found = []
    for _ in range(epochs):
        net.train()
        for batch in torch.randperm(TRAINED, generator=dice).split(BATCH):
            optimiser.zero_grad()
            scores = net(shifted(pictures[batch], remedy.shift, dice))
            loss = F.cross_entropy(scores, labels[batch])
            loss.backward()
            optimiser.step()
            found.append(loss.item())
        after(net.eval())
    return found


def remedy_curves(remedy: Remedy, seeds: int = SEEDS, epochs: int = EPOCHS) -> RemedyCurves:
    """Losses after each epoch as means over ``seeds``, and the errors at the end, one a seed."""
    pictures, labels = digits()
    parts = (slice(0, TRAINED), slice(TRAINED, TRAINED + VALIDATED))
    losses = torch.zeros(seeds, epochs, 2)
    errors = torch.zeros(seeds, 2)
    for seed in range(seeds):
        epoch = 0

        def measure(net: nn.Module, seed: int = seed) -> None:
            nonlocal epoch
            with torch.no_grad():
                for index, part in enumerate(parts):
                    scores = net(pictures[part])
                    losses[seed, epoch, index] = F.cross_entropy(scores, labels[part])
                    errors[seed, index] = (scores.argmax(1) != labels[part]).float().mean()
            epoch += 1

        train(remedy, seed, RATE, epochs, measure)
    means = losses.mean(0).T.tolist()
    return RemedyCurves(
        remedy.name,
        *([round(value, 4) for value in mean] for mean in means),
        *([round(value, 4) for value in error] for error in errors.T.tolist()),
    )


def rate_curve(rate: float) -> RateCurve:
    """The loss of each of the first steps at one learning rate."""
    steps = train(REMEDIES[0], 0, rate, STEPS * BATCH // TRAINED, lambda net: None)
    return RateCurve(rate, [round(value, 4) for value in steps])


def main() -> None:
    torch.set_num_threads(1)
    curves = LearnedCurves(
        trained=TRAINED, validated=VALIDATED, batch=BATCH, hidden=HIDDEN, momentum=MOMENTUM,
        rates=[rate_curve(rate) for rate in RATES],
        remedies=[remedy_curves(remedy) for remedy in REMEDIES],
    )  # fmt: skip
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(curves), indent=1) + b"\n")


if __name__ == "__main__":
    main()
