"""GoogLeNet as torchvision ships it: the network that the public "GoogLeNet" weights belong to.

It is the paper's network (`googlenet`) with three changes. Batch normalisation follows every
convolution, which then needs no bias, and response normalisation is gone. The "5×5" branches hold
3×3 filters: a slip in the TensorFlow model that the weights were converted from, kept because the
weights were trained with it. The last max pooling is 2×2.

S. Ioffe, C. Szegedy, "Batch Normalization", ICML 2015; torchvision 0.29, models/googlenet.py.
"""

import torch
from torch import Tensor, nn

from archreport.models.layers.conv_norm import ConvNormReLU


class GoogLeNetTV(nn.Module):
    """GoogLeNet with batch normalisation, and 3×3 filters where the paper has 5×5.

    ``heads`` adds the auxiliary classifiers; the output is then three tensors of scores.
    Input ``(N, 3, 224, 224)``, values scaled to -1 … 1; output ``(N, num_classes)`` scores.
    """

    def __init__(self, num_classes: int = 1000, heads: bool = False) -> None:
        super().__init__()
        self.conv1 = ConvNormReLU(3, 64, 7, stride=2, padding=3)
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)

        self.conv2 = ConvNormReLU(64, 64, 1)
        self.conv3 = ConvNormReLU(64, 192, 3, padding=1)
        self.pool2 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)

        self.inception_3a = Inception(192, 64, 96, 128, 16, 32, 32)
        self.inception_3b = Inception(256, 128, 128, 192, 32, 96, 64)
        self.pool3 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)

        self.inception_4a = Inception(480, 192, 96, 208, 16, 48, 64)
        self.inception_4b = Inception(512, 160, 112, 224, 24, 64, 64)
        self.inception_4c = Inception(512, 128, 128, 256, 24, 64, 64)
        self.inception_4d = Inception(512, 112, 144, 288, 32, 64, 64)
        self.inception_4e = Inception(528, 256, 160, 320, 32, 128, 128)
        self.pool4 = nn.MaxPool2d(kernel_size=2, stride=2, ceil_mode=True)

        self.inception_5a = Inception(832, 256, 160, 320, 32, 128, 128)
        self.inception_5b = Inception(832, 384, 192, 384, 48, 128, 128)

        self.head1 = AuxiliaryHead(512, num_classes) if heads else None
        self.head2 = AuxiliaryHead(528, num_classes) if heads else None

        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.drop = nn.Dropout(0.2)
        self.fc = nn.Linear(1024, num_classes)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor, Tensor]:
        x = self.pool1(self.conv1(x))
        x = self.pool2(self.conv3(self.conv2(x)))
        x = self.pool3(self.inception_3b(self.inception_3a(x)))
        after_4a = self.inception_4a(x)
        after_4d = self.inception_4d(self.inception_4c(self.inception_4b(after_4a)))
        x = self.pool4(self.inception_4e(after_4d))
        x = self.avgpool(self.inception_5b(self.inception_5a(x)))
        scores = self.fc(self.drop(self.flatten(x)))
        if self.head1 is None or self.head2 is None:
            return scores
        return scores, self.head1(after_4a), self.head2(after_4d)


class Inception(nn.Module):
    """The inception module with batch normalisation. ``conv_5x5`` is a 3×3 convolution here.

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
        self.conv_1x1 = ConvNormReLU(in_channels, conv_1x1, 1)
        self.reduce_3x3 = ConvNormReLU(in_channels, reduce_3x3, 1)
        self.conv_3x3 = ConvNormReLU(reduce_3x3, conv_3x3, 3, padding=1)
        self.reduce_5x5 = ConvNormReLU(in_channels, reduce_5x5, 1)
        self.conv_5x5 = ConvNormReLU(reduce_5x5, conv_5x5, 3, padding=1)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1, ceil_mode=True)
        self.pool_proj = ConvNormReLU(in_channels, pool_proj, 1)

    def forward(self, x: Tensor) -> Tensor:
        branch_1 = self.conv_1x1(x)
        branch_2 = self.conv_3x3(self.reduce_3x3(x))
        branch_3 = self.conv_5x5(self.reduce_5x5(x))
        branch_4 = self.pool_proj(self.pool(x))
        return torch.cat([branch_1, branch_2, branch_3, branch_4], dim=1)


class AuxiliaryHead(nn.Module):
    """Input ``(N, in_channels, 14, 14)``, output ``(N, num_classes)`` scores."""

    def __init__(self, in_channels: int, num_classes: int) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d((4, 4))
        self.conv = ConvNormReLU(in_channels, 128, 1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(128 * 4 * 4, 1024)
        self.relu_fc = nn.ReLU(inplace=True)
        self.drop = nn.Dropout(0.7)
        self.classifier = nn.Linear(1024, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu_fc(self.fc(self.flatten(self.conv(self.pool(x)))))
        return self.classifier(self.drop(x))
