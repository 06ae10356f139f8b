"""Plain and residual blocks, and the three kinds of shortcut.

K. He, X. Zhang, S. Ren, J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016
(arXiv:1512.03385). Batch normalisation follows every convolution; the last ReLU of a residual
block comes after the addition (section 3.3, Fig. 2 and 5).
"""

from typing import Literal

import torch.nn.functional as F
from torch import Tensor, nn

Option = Literal["A", "B", "C"]
Placement = Literal["1x1", "3x3"]


class PlainBlock(nn.Module):
    """Two 3×3 convolutions and no shortcut: the control experiment.

    Input ``(N, in_channels, H, W)``, output ``(N, channels, H / stride, W / stride)``.
    """

    def __init__(self, in_channels: int, channels: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.relu2 = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu1(self.bn1(self.conv1(x)))
        return self.relu2(self.bn2(self.conv2(x)))


class BasicBlock(nn.Module):
    """Two 3×3 convolutions learn F(x); the block gives F(x) + x. ResNet-18 and -34 (Fig. 5 left).

    Input ``(N, in_channels, H, W)``, output ``(N, channels, H / stride, W / stride)``.
    """

    expansion = 1  # output channels / channels

    def __init__(
        self, in_channels: int, channels: int, stride: int = 1, option: Option = "B"
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = shortcut(in_channels, channels, stride, option)
        self.relu2 = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu1(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return self.relu2(y + self.shortcut(x))


class Bottleneck(nn.Module):
    """1×1 reduces, 3×3 works, 1×1 restores four times the channels. ResNet-50 on (Fig. 5 right).

    ``stride_in`` says which convolution takes the stride: the first "1x1" in the paper and its
    Caffe models; the "3x3" in what is called ResNet v1.5, to which most public weights belong.
    The parameters are the same, the work and the numbers that come out are not.

    Input ``(N, in_channels, H, W)``, output ``(N, 4 · channels, H / stride, W / stride)``.
    """

    expansion = 4  # output channels / channels

    def __init__(
        self,
        in_channels: int,
        channels: int,
        stride: int = 1,
        option: Option = "B",
        stride_in: Placement = "1x1",
    ) -> None:
        super().__init__()
        out_channels = channels * self.expansion
        first, middle = (stride, 1) if stride_in == "1x1" else (1, stride)
        self.conv1 = nn.Conv2d(in_channels, channels, 1, first, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(channels, channels, 3, middle, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.relu2 = nn.ReLU(inplace=True)
        self.conv3 = nn.Conv2d(channels, out_channels, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(out_channels)
        self.shortcut = shortcut(in_channels, out_channels, stride, option)
        self.relu3 = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        y = self.relu1(self.bn1(self.conv1(x)))
        y = self.relu2(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return self.relu3(y + self.shortcut(x))


def shortcut(in_channels: int, out_channels: int, stride: int, option: Option) -> nn.Module:
    """The way around a block (section 3.3 and "Identity vs. Projection Shortcuts" in 4.1).

    * "A": the identity; where the shape changes, every second position and channels of zeros.
      No parameters.
    * "B": the identity; where the shape changes, a projection (1×1 convolution and its norm).
    * "C": a projection around every block.
    """
    changes = stride != 1 or in_channels != out_channels
    if option == "C" or (option == "B" and changes):
        return Projection(in_channels, out_channels, stride)
    return ZeroPadding(in_channels, out_channels, stride) if changes else nn.Identity()


class Projection(nn.Module):
    """Options B and C: a 1×1 convolution brings the input to the block's output shape."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
        self.bn = nn.BatchNorm2d(out_channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.bn(self.conv(x))


class ZeroPadding(nn.Module):
    """Option A: every ``stride``-th position, then zeros for the channels that are missing."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.missing = out_channels - in_channels

    def forward(self, x: Tensor) -> Tensor:
        if self.stride > 1:
            x = x[:, :, :: self.stride, :: self.stride]
        return F.pad(x, (0, 0, 0, 0, 0, self.missing))  # behind the channels that there are
