"""Maps of where the animal is that see no network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from skimage.filters import threshold_otsu
from torch import Tensor

from archreport.course.experiments.animals.pictures import Example


def nothing(example: Example) -> Tensor:
    """All background, ``(H, W)``."""
    return torch.zeros(example.mask.shape, dtype=torch.bool)


def middle(example: Example, training: Sequence[Example]) -> Tensor:
    """Where most masks of other photographs have their animal, whatever this one shows: the mean
    mask, cut so that it marks as large a share as they do."""
    size = example.mask.shape
    mean = torch.stack(
        [
            F.interpolate(torch.from_numpy(one.mask)[None, None].float(), size, mode="bilinear")
            for one in training
        ]
    ).mean(0)[0, 0]
    share = float(np.mean([one.mask.mean() for one in training]))
    return mean > mean.flatten().quantile(1 - share)


def unlike_the_border(example: Example) -> Tensor:
    """Pixels whose colour is far from the mean colour of the picture's border; how far is far,
    Otsu's threshold decides for each picture."""
    values = example.picture.astype(np.float64)
    edge = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    distance = np.sqrt(((values - edge.mean(0)) ** 2).sum(2))
    return torch.from_numpy(distance > threshold_otsu(distance))
