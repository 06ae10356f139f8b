"""Networks of other people's kinds, small, for pages of any model."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Encoder(nn.TransformerEncoder):
    """A transformer that reads 32 vectors."""

    def __init__(self) -> None:
        super().__init__(nn.TransformerEncoderLayer(64, 4, 128, batch_first=True), 3)


class Block(nn.Sequential):
    """Two convolutions."""

    def __init__(self, narrow: int, out: int) -> None:
        super().__init__(
            nn.Conv2d(narrow, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU(),
            nn.Conv2d(out, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU(),
        )  # fmt: skip


class SmallUNet(nn.Module):
    """Down twice and up again."""

    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2, self.bottom = Block(3, 8), Block(8, 16), Block(16, 32)
        self.widen2, self.up2 = nn.ConvTranspose2d(32, 16, 2, 2), Block(32, 16)
        self.widen1, self.up1 = nn.ConvTranspose2d(16, 8, 2, 2), Block(16, 8)
        self.out = nn.Conv2d(8, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        first = self.down1(x)
        second = self.down2(F.max_pool2d(first, 2))
        y = self.bottom(F.max_pool2d(second, 2))
        y = self.up2(torch.cat([second, self.widen2(y)], 1))
        out: Tensor = self.out(self.up1(torch.cat([first, self.widen1(y)], 1)))
        return out


class Detector(nn.Module):
    """Scores and boxes from two maps, axes turned, outputs by name."""

    def __init__(self, classes: int = 5) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU6())
        self.second = nn.Sequential(nn.Conv2d(8, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU6())
        self.scores = nn.ModuleList([nn.Conv2d(n, 3 * classes, 3, padding=1) for n in (8, 16)])
        self.boxes = nn.ModuleList([nn.Conv2d(n, 12, 3, padding=1) for n in (8, 16)])
        self.classes = classes

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        maps = [self.first(x)]
        maps.append(self.second(maps[0]))
        pairs = list(zip(maps, self.scores, self.boxes, strict=True))
        found = {"scores": [s(m) for m, s, _ in pairs], "boxes": [b(m) for m, _, b in pairs]}
        widths = {"scores": self.classes, "boxes": 4}
        return {
            name: torch.cat(
                [one.permute(0, 2, 3, 1).reshape(len(x), -1, widths[name]) for one in parts], 1
            )
            for name, parts in found.items()
        }


class Reader(nn.Module):
    """A recurrent network over tokens."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.steps = nn.Embedding(100, 16), nn.LSTM(16, 24, 2, batch_first=True)
        self.out = nn.Linear(24, 7)

    def forward(self, ids: Tensor) -> Tensor:
        y: Tensor = self.out(self.steps(self.words(ids))[0])
        return y


class Chooser(nn.Module):
    """Its path depends on values, one part never runs, and one operation cannot be counted."""

    def __init__(self) -> None:
        super().__init__()
        self.dark, self.light = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(3, 8, 7, padding=3)

    def forward(self, x: Tensor) -> Tensor:
        y = self.light(x) if x.sum() > 0 else self.dark(x)
        means = y.mean((2, 3))
        return torch.linalg.svdvals(means.T @ means + torch.eye(8))


class Chain(nn.Module):
    """So many pairs of operations, whose widths repeat."""

    def __init__(self, pairs: int = 2500) -> None:
        super().__init__()
        self.body = nn.ModuleList(
            nn.Sequential(nn.Conv2d(4 + n % 3, 4 + (n + 1) % 3, 1), nn.ReLU()) for n in range(pairs)
        )

    def forward(self, x: Tensor) -> Tensor:
        for part in self.body:
            x = part(x)
        return x
