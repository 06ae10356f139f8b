"""Colour from light by what VGG-16's maps say at a place: linear regression for every pixel.

The maps of all stages at one place, as one list, are a hypercolumn (B. Hariharan, P. Arbeláez,
R. Girshick, J. Malik, "Hypercolumns for Object Segmentation and Fine-grained Localization",
CVPR 2015). One 1 × 1 convolution on them is fitted; the layers below stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from archreport.course.experiments.inside_vgg.networks import outputs, to_input

PLACES = 32  # along a side: colour is smooth, and is enlarged afterwards
STRENGTHS = (0.3, 3.0, 30.0, 300.0)  # of the penalty on squared weights


def hypercolumns(network: nn.Sequential, grey: Tensor) -> Tensor:
    """Light ``(N, 1, H, W)``, 0 to 255, to ``(N, channels, PLACES, PLACES)``; the light itself is
    the first channel."""
    found = []
    for picture in grey:
        pixels = picture.round().byte().permute(1, 2, 0).repeat(1, 1, 3)
        with torch.no_grad():
            maps = outputs(network, to_input(pixels[None].numpy()))
        found.append(torch.cat([_fitted(one) for one in (picture[None], *maps.values())], 1))
    return torch.cat(found)


def _fitted(maps: Tensor) -> Tensor:
    """As many places as asked for: averages of larger maps, smaller ones interpolated."""
    if maps.shape[-1] > PLACES:
        return F.adaptive_avg_pool2d(maps, PLACES)
    return F.interpolate(maps, (PLACES, PLACES), mode="bilinear", align_corners=False)


@dataclass(frozen=True)
class Line:
    """A linear layer on standardised channels, the same at every place."""

    mean: Tensor
    spread: Tensor
    weight: Tensor  # (channels, 2)
    bias: Tensor

    def __call__(self, columns: Tensor) -> Tensor:
        """``(N, channels, h, w)`` to ``(N, 2, h, w)``."""
        x = (columns.movedim(1, -1) - self.mean) / self.spread
        return (x @ self.weight + self.bias).movedim(-1, 1)


def fitted(columns: Tensor, targets: Tensor, strengths: Sequence[float]) -> tuple[Line, ...]:
    """For each of ``strengths`` the layer with the least mean squared error plus so many times
    the squared weights.

    Solved at once, so that neither a seed nor a learning rate has a say in it.
    """
    x = columns.movedim(1, -1).flatten(0, 2)
    y = targets.movedim(1, -1).flatten(0, 2)
    mean, spread = x.mean(0), x.std(0) + 1e-3 * x.std()
    x, middle = (x - mean) / spread, y.mean(0)
    square, side = (x.T @ x / len(x)).double(), (x.T @ (y - middle) / len(x)).double()
    unit = torch.eye(len(square), dtype=torch.float64)
    return tuple(
        Line(mean, spread, torch.linalg.solve(square + strength * unit, side).float(), middle)
        for strength in strengths
    )


def chosen(columns: Tensor, targets: Tensor) -> float:
    """The strength that is best on every fourth training photograph, fitted on the others."""
    apart = torch.arange(len(columns)) % 4 == 0
    lines = fitted(columns[~apart], targets[~apart], STRENGTHS)
    costs = [F.mse_loss(line(columns[apart]), targets[apart]).item() for line in lines]
    return STRENGTHS[costs.index(min(costs))]
