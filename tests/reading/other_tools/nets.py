"""One layer or two each: what counters disagree about, as small as it can be."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Shape = tuple[int, ...]


class Functional(nn.Module):
    """A convolution as a function, with a parameter of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(16, 8, 3, 3))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(F.conv2d(x, self.kernel, padding=1))


class MyConv(nn.Conv2d):
    """A class that counters which look up the exact class do not find."""


class Local(nn.Module):
    """Weights that are not shared: one matrix product for each position."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(64, 72, 4))
        self.bias = nn.Parameter(torch.zeros(64, 4))

    def forward(self, x: Tensor) -> Tensor:
        windows = F.unfold(x, 3).permute(2, 0, 1)  # (64, N, 72)
        return torch.bmm(windows, self.weight) + self.bias[:, None]


class Reused(nn.Module):
    """One convolution called three times."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(self.conv(self.conv(x)))


class Residual(nn.Module):
    """An addition by operator and a concatenation: nobody counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x + self.conv(x), x], dim=1)


class Resize(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return F.interpolate(x, scale_factor=2, mode="nearest")


class Empty(nn.Module):
    """Gives a network without parameters one, which some tools need."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 1, bias=False)
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(self.conv(x))


MAPS: Shape = (1, 8, 10, 10)

NETS: dict[str, tuple[Callable[[], nn.Module], Shape]] = {
    "conv": (lambda: nn.Sequential(nn.Conv2d(8, 16, 3, padding=1)), MAPS),
    "conv, no bias": (lambda: nn.Sequential(nn.Conv2d(8, 16, 3, stride=2, bias=False)), MAPS),
    "conv, groups": (lambda: nn.Sequential(nn.Conv2d(8, 16, 3, padding=1, groups=4)), MAPS),
    "conv, batch of 3": (lambda: nn.Sequential(nn.Conv2d(8, 16, 3)), (3, 8, 10, 10)),
    "transposed": (lambda: nn.Sequential(nn.ConvTranspose2d(8, 16, 2, 2)), MAPS),
    "transposed, padded": (
        lambda: nn.Sequential(nn.ConvTranspose2d(8, 16, 3, 2, padding=1, output_padding=1)),
        MAPS,
    ),
    "transposed, groups": (lambda: nn.Sequential(nn.ConvTranspose2d(8, 16, 2, 2, groups=4)), MAPS),
    "functional": (Functional, MAPS),
    "subclass": (lambda: nn.Sequential(MyConv(8, 16, 3, padding=1)), MAPS),
    "local": (lambda: nn.Sequential(Local()), MAPS),
    "linear": (lambda: nn.Sequential(nn.Linear(8, 16)), (1, 8)),
    "linear on rows": (lambda: nn.Sequential(nn.Linear(8, 16)), (1, 50, 8)),
    "reused": (Reused, MAPS),
    "residual": (Residual, MAPS),
    "batch norm": (lambda: Empty(nn.BatchNorm2d(8)), MAPS),
    "batch norm, plain": (lambda: Empty(nn.BatchNorm2d(8, affine=False)), MAPS),
    "group norm": (lambda: Empty(nn.GroupNorm(2, 8)), MAPS),
    "relu": (lambda: Empty(nn.ReLU(inplace=True)), MAPS),
    "leaky relu": (lambda: Empty(nn.LeakyReLU()), MAPS),
    "gelu": (lambda: Empty(nn.GELU()), MAPS),
    "max pool": (lambda: Empty(nn.MaxPool2d(2)), MAPS),
    "average pool": (lambda: Empty(nn.AvgPool2d(2)), MAPS),
    "global pool": (lambda: Empty(nn.AdaptiveAvgPool2d(1)), MAPS),
    "adaptive pool": (lambda: Empty(nn.AdaptiveAvgPool2d(3)), MAPS),
    "lrn": (lambda: Empty(nn.LocalResponseNorm(5)), MAPS),
    "dropout": (lambda: Empty(nn.Dropout()), MAPS),
    "nearest": (lambda: Empty(nn.Upsample(scale_factor=2)), MAPS),
    "bilinear": (lambda: Empty(nn.Upsample(scale_factor=2, mode="bilinear")), MAPS),
    "resize": (lambda: Empty(Resize()), MAPS),
}
