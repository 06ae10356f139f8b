"""The small networks of the laboratories. Input sizes are for the course's 48 px and 28 px data."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from archreport.models.layers.residual import ZeroPadding

__all__ = ["EmojiNet", "NarrowNet"]


class EmojiNet(nn.Sequential):
    """After AlexNet, for 48 × 48 pictures: large filters first, so that one can look at them.

    24 filters 7×7 with stride 2, then 64 5×5, then twice 96 3×3, each with batch normalisation;
    two poolings, then global average pooling in place of fully connected layers. No ReLU works in
    place, since Grad-CAM needs what stood before it.
    Input ``(N, channels, 48, 48)``, output ``(N, classes)`` scores.
    """

    def __init__(self, channels: int = 3, classes: int = 10) -> None:
        super().__init__()
        self.add_module("conv1", nn.Conv2d(channels, 24, 7, stride=2, padding=3, bias=False))
        self._norm(1, 24)
        self.add_module("pool1", nn.MaxPool2d(2))
        self.add_module("conv2", nn.Conv2d(24, 64, 5, padding=2, bias=False))
        self._norm(2, 64)
        self.add_module("pool2", nn.MaxPool2d(2))
        self.add_module("conv3", nn.Conv2d(64, 96, 3, padding=1, bias=False))
        self._norm(3, 96)
        self.add_module("conv4", nn.Conv2d(96, 96, 3, padding=1, bias=False))
        self._norm(4, 96)
        self.add_module("average", nn.AdaptiveAvgPool2d(1))
        self.add_module("flatten", nn.Flatten())
        self.add_module("fc", nn.Linear(96, classes))

    def _norm(self, layer: int, channels: int) -> None:
        self.add_module(f"bn{layer}", nn.BatchNorm2d(channels))
        self.add_module(f"relu{layer}", nn.ReLU(inplace=False))


class NarrowNet(nn.Module):
    """Plain or residual, 6n + 2 layers deep, after section 4.2 of He et al. (arXiv:1512.03385).

    Narrow, and with a first layer of stride 2, so that it trains in seconds: a 3×3 convolution,
    three stages of ``n`` blocks with 8, 16 and 32 channels, global average pooling, a linear
    layer. Shortcuts are option A and have no parameters: the plain and the residual network of one
    depth have the same number. ``norm`` switches batch normalisation off for a control experiment.
    Input ``(N, 1, 28, 28)``, output ``(N, 10)`` scores. Raises `ValueError` for another depth.
    """

    def __init__(self, depth: int, residual: bool, norm: bool = True) -> None:
        super().__init__()
        if depth < 8 or (depth - 2) % 6:
            raise ValueError(f"the depth must be 6n + 2 with n ≥ 1, not {depth}")
        self.conv1 = nn.Conv2d(1, 8, 3, stride=2, padding=1, bias=not norm)
        self.bn1 = nn.BatchNorm2d(8) if norm else nn.Identity()
        blocks: list[nn.Module] = []
        for width, before in ((8, 8), (16, 8), (32, 16)):
            for number in range((depth - 2) // 6):
                first = number == 0
                blocks.append(
                    _Block(
                        before if first else width,
                        width,
                        stride=2 if first and width > before else 1,
                        residual=residual,
                        norm=norm,
                    )
                )
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(32, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.bn1(self.conv1(x)))
        answer: Tensor = self.fc(self.blocks(x).mean(dim=(2, 3)))
        return answer


class _Block(nn.Module):
    """Two 3×3 convolutions, with or without a way around them."""

    def __init__(
        self, in_channels: int, channels: int, stride: int, residual: bool, norm: bool
    ) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=not norm)
        self.bn1 = nn.BatchNorm2d(channels) if norm else nn.Identity()
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=not norm)
        self.bn2 = nn.BatchNorm2d(channels) if norm else nn.Identity()
        self.around = ZeroPadding(in_channels, channels, stride) if residual else None

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y if self.around is None else y + self.around(x))
