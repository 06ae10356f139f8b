"""Small networks whose numbers depend on the size of the input in every way that is known."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class SkipsBySize(nn.Module):
    """Upsamples to the size of another map, and by a factor, and joins both."""

    def __init__(self) -> None:
        super().__init__()
        self.down1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(8, 8, 3, stride=2, padding=1)
        self.join = nn.Conv2d(16, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        bridge = self.down1(x)
        small = self.down2(bridge)
        up = F.interpolate(small, size=bridge.shape[2:], mode="bilinear")
        return F.interpolate(self.join(torch.cat([up, bridge], 1)), scale_factor=2)


class SkipsByFactor(SkipsBySize):
    """The same by factors alone: only multiples of 4 fit."""

    def forward(self, x: Tensor) -> Tensor:
        bridge = self.down1(x)
        up = F.interpolate(self.down2(bridge), scale_factor=2)
        return self.join(torch.cat([up, bridge], 1))


class PadsToWindows(nn.Module):
    """Pads to multiples of 7 and cuts the map into windows, as a Swin transformer does."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, stride=4)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x)
        height, width = x.shape[2:]
        x = F.pad(x, (0, -width % 7, 0, -height % 7))
        batch, channels, height, width = x.shape
        x = x.view(batch, channels, height // 7, 7, width // 7, 7)
        return x.permute(0, 2, 4, 3, 5, 1).reshape(-1, 49, channels)


class VisionTransformer(nn.Module):
    """Patches, a class token, attention, a head that reads the token; ``positions`` fixes how many
    patches there are."""

    def __init__(self, positions: int = 0) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 32, 16, stride=16)
        self.token = nn.Parameter(torch.zeros(1, 1, 32))
        self.positions = nn.Parameter(torch.zeros(1, positions, 32)) if positions else None
        self.layer = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True)
        self.head = nn.Linear(32, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1)
        if self.positions is not None:
            x = x + self.positions
        return self.head(self.layer(x)[:, 0])


class PoolsWhenLarge(nn.Module):
    """Another operation for more than 300 rows of pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        return F.max_pool2d(x, 2) if x.shape[2] > 300 else x


class SquaresOnly(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[2] != x.shape[3]:
            raise ValueError("squares only")
        return self.conv(x)


class MultiplesOnly(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[2] % 16:
            raise ValueError("multiples of 16 only")
        return self.conv(x)


class WordsWithMask(nn.Module):
    """Two inputs whose lengths must be equal."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(100, 16)
        self.layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.layer(self.words(ids) * mask.unsqueeze(-1))


def small_classifier() -> nn.Module:
    """Strides, a pooling that rounds up, batch normalisation, a global pooling."""
    return nn.Sequential(
        nn.Conv2d(3, 8, 7, stride=2, padding=3),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2, ceil_mode=True),
        nn.Conv2d(8, 16, 3, padding=1, groups=2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(16, 10),
    )


def signal_classifier() -> nn.Module:
    return nn.Sequential(
        nn.Conv1d(4, 8, 5, stride=2),
        nn.ReLU(),
        nn.AdaptiveAvgPool1d(1),
        nn.Flatten(),
        nn.Linear(8, 2),
    )


def volumes() -> nn.Module:
    return nn.Sequential(
        nn.Conv3d(1, 4, 3, padding=1), nn.MaxPool3d(2), nn.ConvTranspose3d(4, 2, 2, stride=2)
    )


def shuffles() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.PixelShuffle(2), nn.Conv2d(4, 3, 3), nn.PixelUnshuffle(2)
    )


def encoder() -> nn.Module:
    layer = nn.TransformerEncoderLayer(64, 8, batch_first=True)
    return nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
