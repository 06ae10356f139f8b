"""A photograph as a list of numbers, in several ways."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from skimage.feature import hog
from torch import Tensor, nn

from archreport.course.experiments.inside_vgg.features import vectors
from archreport.course.experiments.inside_vgg.networks import STAGES

_SMALL = 32  # pixels along a side, where the pixels themselves are the list
_STEPS = 4  # of each channel, in the histogram of colours


def of_network(network: nn.Sequential, pictures: NDArray[np.uint8]) -> Tensor:
    """Each map of the last stage averaged over the places, ``(N, 512)``."""
    return vectors(network, pictures, STAGES[-1], batch=8)[STAGES[-1], "mean"]


def pixels(pictures: NDArray[np.uint8]) -> Tensor:
    """The colours of the picture made small, ``(N, 3072)``."""
    small = [
        np.asarray(Image.fromarray(one).resize((_SMALL, _SMALL), Image.Resampling.BOX))
        for one in pictures
    ]
    return torch.from_numpy(np.stack(small)).float().flatten(1) / 255


def gradients_and_colours(pictures: NDArray[np.uint8]) -> Tensor:
    """Histograms of oriented gradients (chapter 0), and one of the colours."""
    found = []
    for one in pictures:
        gradients = hog(one, pixels_per_cell=(20, 20), cells_per_block=(2, 2), channel_axis=2)
        colours, _ = np.histogramdd(
            one.reshape(-1, 3), bins=(_STEPS,) * 3, range=((0, 256),) * 3, density=False
        )
        shares = np.sqrt(colours.ravel() / one[..., 0].size)
        found.append(np.concatenate([gradients, shares]))
    return torch.from_numpy(np.stack(found)).float()
