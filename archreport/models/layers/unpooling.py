"""Max pooling that remembers where each maximum was, and the unpooling that puts it back.

M. D. Zeiler, R. Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014, and
H. Noh, S. Hong, B. Han, "Learning Deconvolution Network for Semantic Segmentation", ICCV 2015:
the remembered places are called switches.
"""

import torch
from torch import Tensor


def max_pool_with_switches(x: Tensor, size: int = 2) -> tuple[Tensor, Tensor]:
    """Max pooling over ``size`` × ``size`` windows without overlap, and its switches.

    ``x`` ``(N, C, H, W)``, both extents divisible by ``size``. Returns the maxima and the switches,
    both ``(N, C, H/size, W/size)``: a switch is the place of its maximum in the flattened H·W map,
    as ``F.max_pool2d(..., return_indices=True)`` gives it.
    """
    batch, channels, height, width = x.shape
    rows, columns = height // size, width // size
    windows = x.reshape(batch, channels, rows, size, columns, size)
    windows = windows.transpose(3, 4).flatten(4)  # (N, C, rows, columns, size·size)
    maxima, inside = windows.max(dim=4)
    top = torch.arange(rows)[:, None] * size + inside // size
    left = torch.arange(columns) * size + inside % size
    return maxima, top * width + left


def max_unpool(x: Tensor, switches: Tensor, height: int, width: int) -> Tensor:
    """Put every value of ``x`` where its switch says; everything else is zero.

    ``x`` and ``switches`` ``(N, C, h, w)``; returns ``(N, C, height, width)``. The map is sparse:
    one value in each window. It is the layers after it that fill the gaps.
    """
    flat = torch.zeros(*x.shape[:2], height * width, dtype=x.dtype)
    flat.scatter_(2, switches.flatten(2), x.flatten(2))
    return flat.reshape(*x.shape[:2], height, width)
