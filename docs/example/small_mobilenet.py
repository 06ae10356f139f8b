"""A small network of inverted residuals, in the manner of MobileNetV2, written as one writes one's
own: plain PyTorch, nothing of archreport in it.

M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen, "MobileNetV2: Inverted Residuals and Linear
Bottlenecks", CVPR 2018, arXiv:1801.04381. This one is narrower and shorter than any in the paper.
"""

from torch import Tensor, nn


class InvertedResidual(nn.Module):
    """Widen with 1 × 1, look around channel by channel with 3 × 3, narrow with 1 × 1."""

    def __init__(self, narrow: int, out: int, stride: int, factor: int = 4) -> None:
        super().__init__()
        wide = factor * narrow
        self.widen = nn.Conv2d(narrow, wide, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(wide)
        self.depthwise = nn.Conv2d(wide, wide, 3, stride, padding=1, groups=wide, bias=False)
        self.norm2 = nn.BatchNorm2d(wide)
        self.narrow = nn.Conv2d(wide, out, 1, bias=False)
        self.norm3 = nn.BatchNorm2d(out)
        self.act = nn.ReLU6()
        self.keeps = stride == 1 and narrow == out

    def forward(self, x: Tensor) -> Tensor:
        y = self.act(self.norm1(self.widen(x)))
        y = self.act(self.norm2(self.depthwise(y)))
        y = self.norm3(self.narrow(y))
        return x + y if self.keeps else y


class SmallMobileNet(nn.Module):
    """96 × 96 pictures in ten classes."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU6()
        )
        self.blocks = nn.Sequential(
            InvertedResidual(16, 24, stride=2),
            InvertedResidual(24, 24, stride=1),
            InvertedResidual(24, 40, stride=2),
            InvertedResidual(40, 40, stride=1),
            InvertedResidual(40, 80, stride=2),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classify = nn.Linear(80, classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.classify(self.pool(self.blocks(self.stem(x))).flatten(1))
