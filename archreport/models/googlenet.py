"""GoogLeNet.

C. Szegedy, W. Liu, Y. Jia, P. Sermanet, S. Reed, D. Anguelov, D. Erhan, V. Vanhoucke,
A. Rabinovich, "Going Deeper with Convolutions", CVPR 2015 (arXiv:1409.4842, 2014).

The variant with batch normalisation that public weights belong to is in `googlenet_tv`.
"""

from torch import Tensor, nn

from archreport.models.layers.inception import Inception


class GoogLeNet(nn.Module):
    """Table 1 of the paper: 22 layers with weights, nine of its rows inception modules.

    ``heads`` adds the two auxiliary classifiers of section 5, on modules 4a and 4d. They push
    gradients into the middle of the network while it is trained (loss weight 0.3 each) and are
    thrown away after that. With them, the output is three tensors of scores: the network's own,
    then those of head 1 and head 2, in training and in evaluation alike.

    Input ``(N, 3, 224, 224)``, output ``(N, num_classes)`` scores.

    The four max poolings round up, as Caffe does: 112 to 56, and not to 55. Where response
    normalisation stands is said by Fig. 3 and not by Table 1; its constants are in neither and are
    those of Caffe's bvlc_googlenet.
    """

    def __init__(self, num_classes: int = 1000, heads: bool = False) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3)
        self.relu1 = nn.ReLU(inplace=True)
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.norm1 = nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=1.0)

        self.conv2 = ReducedConvolution(64, reduce_3x3=64, conv_3x3=192)
        self.norm2 = nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=1.0)
        self.pool2 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)

        #                         input  1×1  3×3 reduce, 3×3  5×5 reduce, 5×5  pool proj
        self.inception_3a = Inception(192, 64, 96, 128, 16, 32, 32)
        self.inception_3b = Inception(256, 128, 128, 192, 32, 96, 64)
        self.pool3 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)

        self.inception_4a = Inception(480, 192, 96, 208, 16, 48, 64)
        self.inception_4b = Inception(512, 160, 112, 224, 24, 64, 64)
        self.inception_4c = Inception(512, 128, 128, 256, 24, 64, 64)
        self.inception_4d = Inception(512, 112, 144, 288, 32, 64, 64)
        self.inception_4e = Inception(528, 256, 160, 320, 32, 128, 128)
        self.pool4 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)

        self.inception_5a = Inception(832, 256, 160, 320, 32, 128, 128)
        self.inception_5b = Inception(832, 384, 192, 384, 48, 128, 128)
        self.avgpool = nn.AvgPool2d(kernel_size=7, stride=1)

        self.flatten = nn.Flatten()
        self.drop = nn.Dropout(0.4)
        self.fc = nn.Linear(1024, num_classes)

        self.head1 = AuxiliaryHead(512, num_classes) if heads else None
        self.head2 = AuxiliaryHead(528, num_classes) if heads else None

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor, Tensor]:
        x = self.norm1(self.pool1(self.relu1(self.conv1(x))))
        x = self.pool2(self.norm2(self.conv2(x)))
        x = self.pool3(self.inception_3b(self.inception_3a(x)))
        after_4a = self.inception_4a(x)
        after_4d = self.inception_4d(self.inception_4c(self.inception_4b(after_4a)))
        x = self.pool4(self.inception_4e(after_4d))
        x = self.avgpool(self.inception_5b(self.inception_5a(x)))
        scores = self.fc(self.drop(self.flatten(x)))
        if self.head1 is None or self.head2 is None:
            return scores
        return scores, self.head1(after_4a), self.head2(after_4d)


class ReducedConvolution(nn.Module):
    """The row "convolution 3×3/1" of Table 1: a 1×1 reduction and the 3×3 filters.

    Input ``(N, in_channels, H, W)``, output ``(N, conv_3x3, H, W)``.
    """

    def __init__(self, in_channels: int, reduce_3x3: int, conv_3x3: int) -> None:
        super().__init__()
        self.reduce_3x3 = nn.Conv2d(in_channels, reduce_3x3, kernel_size=1)
        self.relu_reduce_3x3 = nn.ReLU(inplace=True)
        self.conv_3x3 = nn.Conv2d(reduce_3x3, conv_3x3, kernel_size=3, padding=1)
        self.relu_3x3 = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu_reduce_3x3(self.reduce_3x3(x))
        return self.relu_3x3(self.conv_3x3(x))


class AuxiliaryHead(nn.Module):
    """A small classifier on a map in the middle of the network (section 5).

    Input ``(N, in_channels, 14, 14)``, output ``(N, num_classes)`` scores.
    """

    def __init__(self, in_channels: int, num_classes: int) -> None:
        super().__init__()
        self.pool = nn.AvgPool2d(kernel_size=5, stride=3)  # 14 × 14 to 4 × 4
        self.conv = nn.Conv2d(in_channels, 128, kernel_size=1)
        self.relu_conv = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(128 * 4 * 4, 1024)
        self.relu_fc = nn.ReLU(inplace=True)
        self.drop = nn.Dropout(0.7)
        self.classifier = nn.Linear(1024, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu_conv(self.conv(self.pool(x)))
        x = self.relu_fc(self.fc(self.flatten(x)))
        return self.classifier(self.drop(x))
