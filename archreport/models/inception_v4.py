"""Inception-v4.

C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi, "Inception-v4, Inception-ResNet and the Impact of
Residual Connections on Learning", AAAI 2017 (arXiv:1602.07261, 2016), Fig. 3 to 9.
"""

import torch
from torch import Tensor, nn

from archreport.models.layers.conv_norm import ConvNormReLU


class InceptionV4(nn.Sequential):
    """Fig. 9: a stem, 4 modules A at 35 × 35, 7 modules B at 17 × 17, 3 modules C at 8 × 8.

    Between them stand reduction modules that halve the resolution without a bottleneck: every
    branch takes a stride of its own. Batch normalisation and ReLU follow every convolution.

    Input ``(N, 3, 299, 299)``, output ``(N, num_classes)`` scores.

    Where the figures and the authors' code differ (the order of 7×1 and 1×7 in the deep branch of
    module B), this follows the code. Average poolings leave their padding out of the mean.
    """

    def __init__(self, num_classes: int = 1000) -> None:
        super().__init__()
        self.add_module("stem", Stem())
        for number in range(1, 5):
            self.add_module(f"inception_a{number}", InceptionA())
        self.add_module("reduction_a", ReductionA())
        for number in range(1, 8):
            self.add_module(f"inception_b{number}", InceptionB())
        self.add_module("reduction_b", ReductionB())
        for number in range(1, 4):
            self.add_module(f"inception_c{number}", InceptionC())
        self.add_module("avgpool", nn.AdaptiveAvgPool2d(1))
        self.add_module("flatten", nn.Flatten())
        self.add_module("drop", nn.Dropout(0.2))  # the paper: keep 0.8
        self.add_module("fc", nn.Linear(1536, num_classes))


class Stem(nn.Sequential):
    """Fig. 3: from 299 × 299 × 3 to 35 × 35 × 384, with three places where branches meet."""

    def __init__(self) -> None:
        super().__init__()
        self.add_module("conv1", ConvNormReLU(3, 32, 3, stride=2))  # 149 × 149
        self.add_module("conv2", ConvNormReLU(32, 32, 3))  # 147 × 147
        self.add_module("conv3", ConvNormReLU(32, 64, 3, padding=1))
        self.add_module("mixed1", PoolOrConv(64, 96))  # 73 × 73 × 160
        self.add_module("mixed2", ShortOrLong())  # 71 × 71 × 192
        self.add_module("mixed3", PoolOrConv(192, 192))  # 35 × 35 × 384


class PoolOrConv(nn.Module):
    """Halve the resolution twice over: by a pooling, and by a convolution beside it.

    Input ``(N, in_channels, H, W)``, output ``(N, in_channels + channels, ⌊(H - 1)/2⌋, …)``.
    """

    def __init__(self, in_channels: int, channels: int) -> None:
        super().__init__()
        self.pool = nn.MaxPool2d(kernel_size=3, stride=2)
        self.conv = ConvNormReLU(in_channels, channels, 3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.pool(x), self.conv(x)], dim=1)


class ShortOrLong(nn.Module):
    """1×1 and 3×3, beside 1×1, 7×1, 1×7 and 3×3. ``(N, 160, 73, 73)`` to ``(N, 192, 71, 71)``."""

    def __init__(self) -> None:
        super().__init__()
        self.short_1x1 = ConvNormReLU(160, 64, 1)
        self.short_3x3 = ConvNormReLU(64, 96, 3)
        self.long_1x1 = ConvNormReLU(160, 64, 1)
        self.long_1x7 = ConvNormReLU(64, 64, (1, 7), padding=(0, 3))
        self.long_7x1 = ConvNormReLU(64, 64, (7, 1), padding=(3, 0))
        self.long_3x3 = ConvNormReLU(64, 96, 3)

    def forward(self, x: Tensor) -> Tensor:
        short = self.short_3x3(self.short_1x1(x))
        long = self.long_3x3(self.long_7x1(self.long_1x7(self.long_1x1(x))))
        return torch.cat([short, long], dim=1)


class InceptionA(nn.Module):
    """Fig. 4. A 5×5 filter is replaced by two 3×3. ``(N, 384, 35, 35)`` to the same."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_1x1 = ConvNormReLU(384, 96, 1)
        self.reduce_3x3 = ConvNormReLU(384, 64, 1)
        self.conv_3x3 = ConvNormReLU(64, 96, 3, padding=1)
        self.reduce_double_3x3 = ConvNormReLU(384, 64, 1)
        self.double_3x3_1 = ConvNormReLU(64, 96, 3, padding=1)
        self.double_3x3_2 = ConvNormReLU(96, 96, 3, padding=1)
        self.pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.pool_proj = ConvNormReLU(384, 96, 1)

    def forward(self, x: Tensor) -> Tensor:
        branch_1 = self.conv_1x1(x)
        branch_2 = self.conv_3x3(self.reduce_3x3(x))
        branch_3 = self.double_3x3_2(self.double_3x3_1(self.reduce_double_3x3(x)))
        branch_4 = self.pool_proj(self.pool(x))
        return torch.cat([branch_1, branch_2, branch_3, branch_4], dim=1)


class ReductionA(nn.Module):
    """Fig. 7 with k, l, m, n = 192, 224, 256, 384 (Table 1). To ``(N, 1024, 17, 17)``."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_3x3 = ConvNormReLU(384, 384, 3, stride=2)
        self.reduce_double_3x3 = ConvNormReLU(384, 192, 1)
        self.double_3x3_1 = ConvNormReLU(192, 224, 3, padding=1)
        self.double_3x3_2 = ConvNormReLU(224, 256, 3, stride=2)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        branch_1 = self.conv_3x3(x)
        branch_2 = self.double_3x3_2(self.double_3x3_1(self.reduce_double_3x3(x)))
        branch_3 = self.pool(x)
        return torch.cat([branch_1, branch_2, branch_3], dim=1)


class InceptionB(nn.Module):
    """Fig. 5. A 7×7 filter is split into 1×7 and 7×1. ``(N, 1024, 17, 17)`` to the same."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_1x1 = ConvNormReLU(1024, 384, 1)
        self.reduce_7x7 = ConvNormReLU(1024, 192, 1)
        self.conv_1x7 = ConvNormReLU(192, 224, (1, 7), padding=(0, 3))
        self.conv_7x1 = ConvNormReLU(224, 256, (7, 1), padding=(3, 0))
        self.reduce_double_7x7 = ConvNormReLU(1024, 192, 1)
        self.double_7x1_1 = ConvNormReLU(192, 192, (7, 1), padding=(3, 0))
        self.double_1x7_1 = ConvNormReLU(192, 224, (1, 7), padding=(0, 3))
        self.double_7x1_2 = ConvNormReLU(224, 224, (7, 1), padding=(3, 0))
        self.double_1x7_2 = ConvNormReLU(224, 256, (1, 7), padding=(0, 3))
        self.pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.pool_proj = ConvNormReLU(1024, 128, 1)

    def forward(self, x: Tensor) -> Tensor:
        branch_1 = self.conv_1x1(x)
        branch_2 = self.conv_7x1(self.conv_1x7(self.reduce_7x7(x)))
        branch_3 = self.double_1x7_1(self.double_7x1_1(self.reduce_double_7x7(x)))
        branch_3 = self.double_1x7_2(self.double_7x1_2(branch_3))
        branch_4 = self.pool_proj(self.pool(x))
        return torch.cat([branch_1, branch_2, branch_3, branch_4], dim=1)


class ReductionB(nn.Module):
    """Fig. 8. ``(N, 1024, 17, 17)`` to ``(N, 1536, 8, 8)``."""

    def __init__(self) -> None:
        super().__init__()
        self.reduce_3x3 = ConvNormReLU(1024, 192, 1)
        self.conv_3x3 = ConvNormReLU(192, 192, 3, stride=2)
        self.reduce_7x7 = ConvNormReLU(1024, 256, 1)
        self.conv_1x7 = ConvNormReLU(256, 256, (1, 7), padding=(0, 3))
        self.conv_7x1 = ConvNormReLU(256, 320, (7, 1), padding=(3, 0))
        self.conv_3x3_after = ConvNormReLU(320, 320, 3, stride=2)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        branch_1 = self.conv_3x3(self.reduce_3x3(x))
        branch_2 = self.conv_7x1(self.conv_1x7(self.reduce_7x7(x)))
        branch_2 = self.conv_3x3_after(branch_2)
        branch_3 = self.pool(x)
        return torch.cat([branch_1, branch_2, branch_3], dim=1)


class InceptionC(nn.Module):
    """Fig. 6. Branches fork again into 1×3 beside 3×1. ``(N, 1536, 8, 8)`` to the same."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_1x1 = ConvNormReLU(1536, 256, 1)
        self.reduce_3x3 = ConvNormReLU(1536, 384, 1)
        self.conv_1x3 = ConvNormReLU(384, 256, (1, 3), padding=(0, 1))
        self.conv_3x1 = ConvNormReLU(384, 256, (3, 1), padding=(1, 0))
        self.reduce_double_3x3 = ConvNormReLU(1536, 384, 1)
        self.double_3x1 = ConvNormReLU(384, 448, (3, 1), padding=(1, 0))
        self.double_1x3 = ConvNormReLU(448, 512, (1, 3), padding=(0, 1))
        self.fork_1x3 = ConvNormReLU(512, 256, (1, 3), padding=(0, 1))
        self.fork_3x1 = ConvNormReLU(512, 256, (3, 1), padding=(1, 0))
        self.pool = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.pool_proj = ConvNormReLU(1536, 256, 1)

    def forward(self, x: Tensor) -> Tensor:
        branch_1 = self.conv_1x1(x)
        reduced = self.reduce_3x3(x)
        branch_2 = [self.conv_1x3(reduced), self.conv_3x1(reduced)]
        deep = self.double_1x3(self.double_3x1(self.reduce_double_3x3(x)))
        branch_3 = [self.fork_1x3(deep), self.fork_3x1(deep)]
        branch_4 = self.pool_proj(self.pool(x))
        return torch.cat([branch_1, *branch_2, *branch_3, branch_4], dim=1)
