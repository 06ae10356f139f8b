"""The inception module: several filter sizes beside each other, joined along the channels.

C. Szegedy et al., "Going Deeper with Convolutions", CVPR 2015 (arXiv:1409.4842), Fig. 2.
"""

import torch
from torch import Tensor, nn


class NaiveInception(nn.Module):
    """Fig. 2 (a): 1×1, 3×3 and 5×5 convolutions and a pooling, all on the full input.

    The 5×5 branch alone holds ``25 · in_channels · conv_5x5`` weights, and the pooling passes every
    channel on, so that modules grow wider and wider. With the sizes of 3b: 1,089,952 parameters.

    Input ``(N, in_channels, H, W)``, output
    ``(N, conv_1x1 + conv_3x3 + conv_5x5 + in_channels, H, W)``.
    """

    def __init__(self, in_channels: int, conv_1x1: int, conv_3x3: int, conv_5x5: int) -> None:
        super().__init__()
        self.conv_1x1 = nn.Conv2d(in_channels, conv_1x1, kernel_size=1)
        self.relu_1x1 = nn.ReLU(inplace=True)
        self.conv_3x3 = nn.Conv2d(in_channels, conv_3x3, kernel_size=3, padding=1)
        self.relu_3x3 = nn.ReLU(inplace=True)
        self.conv_5x5 = nn.Conv2d(in_channels, conv_5x5, kernel_size=5, padding=2)
        self.relu_5x5 = nn.ReLU(inplace=True)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        branch_1 = self.relu_1x1(self.conv_1x1(x))
        branch_2 = self.relu_3x3(self.conv_3x3(x))
        branch_3 = self.relu_5x5(self.conv_5x5(x))
        branch_4 = self.pool(x)
        return torch.cat([branch_1, branch_2, branch_3, branch_4], dim=1)


class Inception(nn.Module):
    """Fig. 2 (b): a 1×1 convolution reduces the channels before every large filter.

    The 5×5 branch now holds ``in_channels · reduce_5x5 + 25 · reduce_5x5 · conv_5x5`` weights
    (and their biases), and ``pool_proj`` keeps the pooling from passing every channel on. In 3b:
    388,736 parameters. The arguments are the columns of the paper's Table 1, under its names.

    Input ``(N, in_channels, H, W)``, output
    ``(N, conv_1x1 + conv_3x3 + conv_5x5 + pool_proj, H, W)``.
    """

    def __init__(
        self,
        in_channels: int,
        conv_1x1: int,
        reduce_3x3: int,
        conv_3x3: int,
        reduce_5x5: int,
        conv_5x5: int,
        pool_proj: int,
    ) -> None:
        super().__init__()
        self.conv_1x1 = nn.Conv2d(in_channels, conv_1x1, kernel_size=1)
        self.relu_1x1 = nn.ReLU(inplace=True)

        self.reduce_3x3 = nn.Conv2d(in_channels, reduce_3x3, kernel_size=1)
        self.relu_reduce_3x3 = nn.ReLU(inplace=True)
        self.conv_3x3 = nn.Conv2d(reduce_3x3, conv_3x3, kernel_size=3, padding=1)
        self.relu_3x3 = nn.ReLU(inplace=True)

        self.reduce_5x5 = nn.Conv2d(in_channels, reduce_5x5, kernel_size=1)
        self.relu_reduce_5x5 = nn.ReLU(inplace=True)
        self.conv_5x5 = nn.Conv2d(reduce_5x5, conv_5x5, kernel_size=5, padding=2)
        self.relu_5x5 = nn.ReLU(inplace=True)

        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.pool_proj = nn.Conv2d(in_channels, pool_proj, kernel_size=1)
        self.relu_pool_proj = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        branch_1 = self.relu_1x1(self.conv_1x1(x))
        branch_2 = self.relu_reduce_3x3(self.reduce_3x3(x))
        branch_2 = self.relu_3x3(self.conv_3x3(branch_2))
        branch_3 = self.relu_reduce_5x5(self.reduce_5x5(x))
        branch_3 = self.relu_5x5(self.conv_5x5(branch_3))
        branch_4 = self.relu_pool_proj(self.pool_proj(self.pool(x)))
        return torch.cat([branch_1, branch_2, branch_3, branch_4], dim=1)
