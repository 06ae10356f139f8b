"""A picture as a vector: the values of a stage, averaged over the places, or their largest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from archreport.course.experiments.inside_vgg.networks import outputs, to_input

Pooling = Literal["mean", "largest"]
NEAREST = 5


def vectors(
    network: nn.Sequential, pictures: NDArray[np.uint8], last: str, batch: int = 32
) -> Mapping[tuple[str, Pooling], Tensor]:
    """Two vectors ``(N, channels)`` of each picture for each stage up to ``last``."""
    parts: dict[tuple[str, Pooling], list[Tensor]] = {}
    with torch.no_grad():
        for start in range(0, len(pictures), batch):
            found = outputs(network, to_input(pictures[start : start + batch]), last)
            for stage, maps in found.items():
                parts.setdefault((stage, "mean"), []).append(maps.mean((2, 3)))
                parts.setdefault((stage, "largest"), []).append(maps.amax((2, 3)))
    return {key: torch.cat(values) for key, values in parts.items()}


def nearest(rows: Tensor, count: int = NEAREST) -> Tensor:
    """For each of ``(N, D)`` the ``count`` others with the largest cosine, nearest first."""
    directions = F.normalize(rows, dim=1)
    cosines = directions @ directions.T
    cosines.fill_diagonal_(-2)
    return cosines.topk(count).indices


def of_the_same_class(rows: Tensor, labels: Tensor, count: int = NEAREST) -> float:
    """The share of the ``count`` nearest that have the label of the picture itself."""
    same = labels[nearest(rows, count)] == labels[:, None]
    return same.double().mean().item()


def by_chance(labels: Tensor) -> float:
    """The same share where the nearest are drawn blindly."""
    counts = labels.bincount().double()
    return ((counts / len(labels)) * (counts - 1) / (len(labels) - 1)).sum().item()
