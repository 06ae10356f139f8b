"""VGG-16's thirteen convolutions, learned or untrained, cut where a feature is taken."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from archreport.running.weights.oxford import OXFORD_SCALING
from archreport.running.weights.seeded import seeded_initialisation
from archreport.running.weights.vgg16_features import oxford_features, vgg16_features

#: The last ReLU of each stage.
STAGES = ("relu1_2", "relu2_2", "relu3_3", "relu4_3", "relu5_3")


def learned() -> nn.Sequential:
    """The layers as trained on ImageNet in Oxford. Raises `WeightsMismatch` where they are not
    installed."""
    return _ready(oxford_features())


def untrained(seed: int) -> nn.Sequential:
    """The same layers with the initialisation of He et al. and the same input."""
    network = vgg16_features()
    seeded_initialisation(network, seed)
    return _ready(network)


def _ready(network: nn.Sequential) -> nn.Sequential:
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network.eval().requires_grad_(False)


def to_input(pictures: NDArray[np.uint8]) -> Tensor:
    """``(N, H, W, 3)`` bytes, red green blue, as the ``(N, 3, H, W)`` that the layers expect."""
    colours = torch.from_numpy(np.ascontiguousarray(pictures[..., ::-1])).permute(0, 3, 1, 2)
    mean = torch.tensor(OXFORD_SCALING.mean).view(1, 3, 1, 1)
    return (colours.float() - mean).contiguous(memory_format=torch.channels_last)


def outputs(network: nn.Sequential, x: Tensor, last: str = STAGES[-1]) -> Mapping[str, Tensor]:
    """What the stages put out for ``x``, by name, as far as the layer ``last``."""
    found: dict[str, Tensor] = {}
    for name, layer in network.named_children():
        x = layer(x)
        if name in STAGES:
            found[name] = x
        if name == last:
            break
    return found
