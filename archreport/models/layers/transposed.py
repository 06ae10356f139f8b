"""The transposed convolution ("deconvolution"), one painted kernel at a time.

A convolution gathers a window of the input into one output value. Its transpose spreads one input
value over a window of the output: the kernel, multiplied by the value, is added there.
"""

import torch
from torch import Tensor


def output_size(n: int, kernel: int, stride: int, padding: int = 0, output_padding: int = 0) -> int:
    """How long the output of a transposed convolution is: ``(n - 1)·s - 2p + k + o``.

    Several input sizes n of a convolution with a stride give the same output size, so that its
    transpose has to be told which one to go back to: that is ``output_padding``, 0 ≤ o < s.

    With the course's 3×3 kernel and stride 2, going from 2×2 to 4×4 needs it:

    >>> output_size(2, kernel=3, stride=2, padding=0)
    5
    >>> output_size(2, kernel=3, stride=2, padding=1)
    3
    >>> output_size(2, kernel=3, stride=2, padding=1, output_padding=1)
    4
    """
    return (n - 1) * stride - 2 * padding + kernel + output_padding


def transposed_convolution(
    x: Tensor, weight: Tensor, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> Tensor:
    """``F.conv_transpose2d`` by its definition, slow and readable.

    ``x`` ``(N, C, H, W)``, ``weight`` ``(C, D, k, k)``; returns ``(N, D, H', W')`` with H' and W'
    from `output_size`. ``padding`` cuts a rim off the painted canvas, ``output_padding`` leaves
    more of its lower and right side: these positions are painted only where a kernel reaches them.
    """
    batch, _, height, width = x.shape
    _, channels, kernel, _ = weight.shape
    full_height = output_size(height, kernel, stride) + output_padding
    full_width = output_size(width, kernel, stride) + output_padding
    canvas = torch.zeros(batch, channels, full_height, full_width, dtype=x.dtype)
    for i in range(height):
        for j in range(width):
            painted = torch.einsum("nc,cdij->ndij", x[:, :, i, j], weight)
            top, left = i * stride, j * stride
            canvas[:, :, top : top + kernel, left : left + kernel] += painted
    return canvas[:, :, padding : full_height - padding, padding : full_width - padding]
