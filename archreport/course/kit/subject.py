"""The network that laboratory 7 takes apart: VGG-16 with given weights, else one trained here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from archreport.catalog.networks import CATALOG
from archreport.course.kit.emoji import CLASSES
from archreport.course.kit.trained import SIZE, emoji_net
from archreport.course.kit.training import aside
from archreport.running.class_names import imagenet_labels
from archreport.running.weights.files import load_public, load_state_dict_file
from archreport.running.weights.public_names import KEY_MAPS, PUBLIC_WEIGHTS

__all__ = ["Subject", "subject"]


@dataclass(frozen=True)
class Subject:
    """A trained network, in evaluation mode on the CPU, and what one must know to look into it.

    ``convolutions`` are the names of its convolutions, first to last; ``last_map`` is the last
    layer with a map, ``vector`` the layer whose output describes a picture. Pictures are
    ``size`` × ``size`` RGB; values 0 to 1 less ``mean``, divided by ``std``, are its input.
    """

    name: str
    weights: str  # where they come from, for captions
    net: nn.Module
    classes: tuple[str, ...]
    convolutions: tuple[str, ...]
    last_map: str
    vector: str
    size: int
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def normalised(self, values: Tensor) -> Tensor:
        """The input for RGB values ``(N, 3, size, size)`` from 0 to 1."""
        mean, std = (torch.tensor(v).view(1, 3, 1, 1) for v in (self.mean, self.std))
        return (values - mean) / std

    def input(self, pictures: NDArray[np.uint8]) -> Tensor:
        """The input ``(N, 3, size, size)`` for bytes ``(N, size, size, 3)``."""
        return self.normalised(torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255)


def subject(
    weights: str | Path | None = None, seed: int = 0, say: Callable[[str], None] = aside
) -> Subject:
    """The network to take apart.

    ``weights`` None: the 48 px network of the course, loaded or trained now. ``"imagenet"``: VGG-16
    with public weights, from torch's cache or the net (528 MB). A path: VGG-16 with a state dict
    of yours, by the public names or ours. Raises `WeightsMismatch` for weights that cannot be had
    or do not fit.
    """
    if weights is None:
        net = emoji_net(seed, say=say).net
        return Subject(
            name="48 px network",
            weights="trained in this course",
            net=net,
            classes=CLASSES,
            convolutions=_convolutions(net),
            last_map="relu4",
            vector="flatten",
            size=SIZE,
            mean=(0.5, 0.5, 0.5),
            std=(0.25, 0.25, 0.25),
        )
    return _vgg16(weights, say)


def _vgg16(weights: str | Path, say: Callable[[str], None]) -> Subject:
    entry = CATALOG["vgg16"]
    net = entry.build()
    if weights == "imagenet":
        loaded = load_public(net, PUBLIC_WEIGHTS[entry.public])
    else:
        loaded = load_state_dict_file(net, weights, KEY_MAPS[entry.public])
    for module in net.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False  # what stood before a ReLU must still be there to be looked at
    origin = "public ImageNet weights" if loaded.trained else f"weights of {loaded.name}"
    say(f"VGG-16 with {origin}, SHA-256 {loaded.sha256[:8]}…")
    return Subject(
        name="VGG-16",
        weights=origin,
        net=net.eval(),
        classes=imagenet_labels(),
        convolutions=_convolutions(net),
        last_map="relu5_3",
        vector="relu7",
        size=entry.shape[1],
        mean=entry.mean,
        std=entry.std,
    )


def _convolutions(net: nn.Module) -> tuple[str, ...]:
    return tuple(name for name, layer in net.named_modules() if isinstance(layer, nn.Conv2d))
