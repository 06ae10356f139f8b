"""Bilinear upsampling is a transposed convolution whose kernel is a tent.

J. Long, E. Shelhamer, T. Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015, section 3.3: a deconvolution layer can start as bilinear interpolation, and be learned.
"""

import torch
from torch import Tensor, nn


def tent(factor: int) -> Tensor:
    """The one-dimensional kernel of upsampling ``factor`` times, ``2·factor - factor % 2`` long.

    It falls linearly from its middle to zero, so that neighbouring input values blend in
    proportion to their distance.

    >>> tent(2)
    tensor([0.2500, 0.7500, 0.7500, 0.2500])
    """
    size = 2 * factor - factor % 2
    middle = (size - 1) / 2
    return 1 - (torch.arange(size) - middle).abs() / factor


def bilinear_kernel(channels: int, factor: int) -> Tensor:
    """The weight ``(channels, channels, k, k)`` that upsamples every channel by itself.

    Only the diagonal is not zero: channel c goes to channel c. The reference model stores the
    whole square of channels all the same.
    """
    weight = torch.zeros(channels, channels, *(2 * tent(factor).shape))
    for channel in range(channels):
        weight[channel, channel] = torch.outer(tent(factor), tent(factor))
    return weight


def bilinear_deconvolution(
    channels: int, factor: int, *, learned: bool = False
) -> nn.ConvTranspose2d:
    """A transposed convolution that upsamples ``factor`` times, bilinearly to begin with.

    Input ``(N, channels, H, W)``, output ``(N, channels, (H - 1)·factor + k, …)``: without padding,
    so that a crop can choose the part that lies over the picture. ``learned`` lets training change
    the kernel; otherwise it stays what it is.
    """
    size = len(tent(factor))
    layer = nn.ConvTranspose2d(channels, channels, size, stride=factor, bias=False)
    layer.weight.requires_grad_(learned)
    with torch.no_grad():
        layer.weight.copy_(bilinear_kernel(channels, factor))
    return layer
