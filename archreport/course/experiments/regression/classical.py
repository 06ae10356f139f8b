"""What takes noise away without having learned anything, for the network to be compared with."""

from __future__ import annotations

import numpy as np
import torch
from scipy import ndimage
from skimage.restoration import denoise_nl_means
from torch import Tensor

BLURS = (0.6, 0.7, 0.8, 0.9, 1.0, 1.2)  # standard deviation, pixels
STRENGTHS = (0.4, 0.6, 0.8)  # of non-local means, in standard deviations of the noise


def blurred(pictures: Tensor, spread: float) -> Tensor:
    """Each channel of ``(N, 3, H, W)`` blurred by a Gaussian of ``spread`` pixels."""
    return torch.from_numpy(ndimage.gaussian_filter(pictures.numpy(), (0, 0, spread, spread)))


def medians(pictures: Tensor) -> Tensor:
    """Each value replaced by the median of the nine around it."""
    return torch.from_numpy(ndimage.median_filter(pictures.numpy(), (1, 1, 3, 3)))


def non_local_means(pictures: Tensor, strength: float, noise: float) -> Tensor:
    """Each pixel the mean of pixels whose surroundings look alike; it is told the noise.

    A. Buades, B. Coll, J.-M. Morel, "A non-local algorithm for image denoising", CVPR 2005.
    """
    found = [
        denoise_nl_means(
            picture.permute(1, 2, 0).numpy() / 255,
            patch_size=5,
            patch_distance=6,
            h=strength * noise / 255,
            sigma=noise / 255,
            channel_axis=2,
        )
        for picture in pictures
    ]
    return torch.from_numpy(np.stack(found).astype(np.float32) * 255).permute(0, 3, 1, 2)
