"""Small networks whose units are easy to check, and pictures for them."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from archreport.analysis.analyze import analyze
from archreport.report.model import Report
from archreport.running.units.views import Source

SIDE = 24


class Two(nn.Module):
    """Two convolutions, the second behind a normalisation and with one more reader."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 5, 3, padding=1)
        self.norm = nn.BatchNorm2d(5)
        self.pool = nn.AvgPool2d(2)
        self.second = nn.Conv2d(5, 4, 3, stride=2, padding=1)
        self.head = nn.Linear(4, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(torch.relu(self.norm(self.first(x))))
        x = self.second(x)
        return self.head((x + x.relu()).mean((2, 3)))


def network() -> tuple[Report, Two]:
    """The network with its values, and its report."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = Two().eval()
    return analyze(model, (1, 3, SIDE, SIDE)), model


def noise(name: str, width: int = 40, height: int = 30) -> Source:
    """A picture of noise that depends on its name alone."""
    draw = np.random.default_rng(list(name.encode()))
    pixels = draw.integers(0, 256, (height, width, 3)).astype(np.uint8)
    return Source(name, lambda: Image.fromarray(pixels))
