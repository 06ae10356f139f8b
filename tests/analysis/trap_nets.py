"""Small networks, each named after the trap it sets, with the truth derived by hand."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class FunctionalConv(nn.Module):
    """F.conv2d with a parameter of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(16, 8, 3, 3))

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight, padding=1)


class MyConv(nn.Conv2d):
    """A subclass, invisible to counters that look for the exact class."""


class LocallyConnected(nn.Module):
    """One 3×3×8 kernel for each of the 4×4 output positions and 16 channels."""

    def __init__(self, how: str) -> None:
        super().__init__()
        self.how = how
        self.weight = nn.Parameter(torch.zeros(16, 16, 72))  # position, channel out, 3·3·8

    def forward(self, x: Tensor) -> Tensor:
        patches = F.unfold(x, 3)  # (N, 72, 16)
        if self.how == "einsum":
            return torch.einsum("nkp,pok->nop", patches, self.weight)
        return torch.bmm(self.weight, patches.permute(2, 1, 0))


class Gram(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x @ x.t()


class SameConvThreeTimes(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(self.conv(self.conv(x)))


class OneConvTwoParents(nn.Module):
    """A single convolution registered under two parents and called once through each."""

    def __init__(self) -> None:
        super().__init__()
        conv = nn.Conv2d(8, 8, 3, padding=1, bias=False)
        self.left = nn.Sequential(conv)
        self.right = nn.Sequential(conv)

    def forward(self, x: Tensor) -> Tensor:
        return self.left(x) + self.right(x)


class ConvGate(nn.Module):
    """Its name says Conv; it only multiplies elementwise."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = nn.Parameter(torch.ones(8, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.gate


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(32, 4, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.attention(x, x, x, need_weights=False)[0]


class Nested(nn.Module):
    """A block in a block, with a functional ReLU and a residual addition."""

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(8, 8, 3, padding=1)
            self.bn = nn.BatchNorm2d(8)

        def forward(self, x: Tensor) -> Tensor:
            return F.relu(self.bn(self.conv(x)) + x)

    def __init__(self) -> None:
        super().__init__()
        self.layer1 = nn.Sequential(Nested.Block(), Nested.Block())
        self.head = nn.Conv2d(8, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.layer1(x))


class Unused(nn.Module):
    """A layer that never runs, and one whose result nobody reads."""

    def __init__(self) -> None:
        super().__init__()
        self.used = nn.Conv2d(8, 8, 3, padding=1, bias=False)
        self.dead_end = nn.Conv2d(8, 16, 3, padding=1, bias=False)
        self.never = nn.Linear(10, 10)

    def forward(self, x: Tensor) -> Tensor:
        self.dead_end(x)
        return self.used(x)


class AroundTheHooks(nn.Module):
    """Calls a submodule's forward directly, past its hooks."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv.forward(x)


class Raises(nn.Module):
    """Raises after the first layer, in training mode and half frozen, with a moving buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)
        self.last = nn.Conv2d(9, 8, 3)

    def forward(self, x: Tensor) -> Tensor:
        torch.rand(1)
        return self.last(self.bn(self.conv(x)))


class TupleAndDict(nn.Module):
    """Several outputs in nested containers, from two keyword inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Conv2d(3, 4, 3, padding=1)
        self.b = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, left: Tensor, right: Tensor) -> tuple[Tensor, dict[str, list[Tensor]]]:
        one, two = self.a(left), self.b(right)
        return one + two, {"aux": [one, two]}


class ControlFlow(nn.Module):
    """Loops over a number read from the input's shape."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(x.shape[-1] // 4):
            x = self.conv(x)
        return x


class MakesTensors(nn.Module):
    """Creates a CPU tensor inside forward: cannot run on the meta device."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x) + torch.ones(1, 4, 1, 1, device="cpu")


class ReadsValues(nn.Module):
    """Branches on a value: needs a real pass."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x)
        return y if y.sum().item() >= 0 else -y


class InPlaceThroughView(nn.Module):
    """Writes into half of a tensor through a view; the next reader depends on the write."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.last = nn.Conv2d(4, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.conv(x)
        y[:, :2].relu_()
        return self.last(y)


class Branches(nn.Module):
    """An inception-like fork: 1×1, 3×3 and 5×5 beside each other, concatenated."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.one = nn.Conv2d(8, 4, 1)
        self.three = nn.Conv2d(8, 4, 3, padding=1)
        self.five = nn.Conv2d(8, 4, 5, padding=2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        return torch.cat([self.one(x), self.three(x), self.five(x)], dim=1)
