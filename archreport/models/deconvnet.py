"""DeconvNet.

H. Noh, S. Hong, B. Han, "Learning Deconvolution Network for Semantic Segmentation", ICCV 2015
(arXiv:1505.04366); sizes from the authors' reference model.
"""

from torch import Tensor, nn


class DeconvNet(nn.Module):
    """VGG-16 down to one point, and its mirror image up again.

    Each pooling remembers where its maxima were (the switches), and the unpooling on the other
    side puts values back in these places: the map is twice as large and three quarters empty, and
    the transposed convolutions after it fill the gaps. Batch normalisation and ReLU follow every
    layer but the last.

    Input ``(N, 3, 224, 224)``, a crop around one proposed object; output
    ``(N, classes, 224, 224)`` scores.
    """

    def __init__(self, classes: int = 21) -> None:
        super().__init__()
        self.conv1_1 = Conv(3, 64)
        self.conv1_2 = Conv(64, 64)
        self.pool1 = nn.MaxPool2d(kernel_size=2, stride=2, return_indices=True)
        self.conv2_1 = Conv(64, 128)
        self.conv2_2 = Conv(128, 128)
        self.pool2 = nn.MaxPool2d(kernel_size=2, stride=2, return_indices=True)
        self.conv3_1 = Conv(128, 256)
        self.conv3_2 = Conv(256, 256)
        self.conv3_3 = Conv(256, 256)
        self.pool3 = nn.MaxPool2d(kernel_size=2, stride=2, return_indices=True)
        self.conv4_1 = Conv(256, 512)
        self.conv4_2 = Conv(512, 512)
        self.conv4_3 = Conv(512, 512)
        self.pool4 = nn.MaxPool2d(kernel_size=2, stride=2, return_indices=True)
        self.conv5_1 = Conv(512, 512)
        self.conv5_2 = Conv(512, 512)
        self.conv5_3 = Conv(512, 512)
        self.pool5 = nn.MaxPool2d(kernel_size=2, stride=2, return_indices=True)

        self.fc6 = Conv(512, 4096, kernel_size=7, padding=0)
        self.fc7 = Conv(4096, 4096, kernel_size=1, padding=0)
        self.fc6_deconv = Deconv(4096, 512, kernel_size=7, padding=0)

        self.unpool5 = nn.MaxUnpool2d(kernel_size=2, stride=2)
        self.deconv5_1 = Deconv(512, 512)
        self.deconv5_2 = Deconv(512, 512)
        self.deconv5_3 = Deconv(512, 512)
        self.unpool4 = nn.MaxUnpool2d(kernel_size=2, stride=2)
        self.deconv4_1 = Deconv(512, 512)
        self.deconv4_2 = Deconv(512, 512)
        self.deconv4_3 = Deconv(512, 256)
        self.unpool3 = nn.MaxUnpool2d(kernel_size=2, stride=2)
        self.deconv3_1 = Deconv(256, 256)
        self.deconv3_2 = Deconv(256, 256)
        self.deconv3_3 = Deconv(256, 128)
        self.unpool2 = nn.MaxUnpool2d(kernel_size=2, stride=2)
        self.deconv2_1 = Deconv(128, 128)
        self.deconv2_2 = Deconv(128, 64)
        self.unpool1 = nn.MaxUnpool2d(kernel_size=2, stride=2)
        self.deconv1_1 = Deconv(64, 64)
        self.deconv1_2 = Deconv(64, 64)
        self.seg_score = nn.Conv2d(64, classes, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        x, switches1 = self.pool1(self.conv1_2(self.conv1_1(x)))
        x, switches2 = self.pool2(self.conv2_2(self.conv2_1(x)))
        x, switches3 = self.pool3(self.conv3_3(self.conv3_2(self.conv3_1(x))))
        x, switches4 = self.pool4(self.conv4_3(self.conv4_2(self.conv4_1(x))))
        x, switches5 = self.pool5(self.conv5_3(self.conv5_2(self.conv5_1(x))))

        x = self.fc6_deconv(self.fc7(self.fc6(x)))

        x = self.unpool5(x, switches5)
        x = self.deconv5_3(self.deconv5_2(self.deconv5_1(x)))
        x = self.unpool4(x, switches4)
        x = self.deconv4_3(self.deconv4_2(self.deconv4_1(x)))
        x = self.unpool3(x, switches3)
        x = self.deconv3_3(self.deconv3_2(self.deconv3_1(x)))
        x = self.unpool2(x, switches2)
        x = self.deconv2_2(self.deconv2_1(x))
        x = self.unpool1(x, switches1)
        x = self.deconv1_2(self.deconv1_1(x))
        return self.seg_score(x)


class Conv(nn.Module):
    """A convolution with its batch normalisation and ReLU. 3×3 ones keep the resolution."""

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int = 3, padding: int = 1
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=padding)
        self.bn = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.relu(self.bn(self.conv(x)))


class Deconv(nn.Module):
    """A transposed convolution with its batch normalisation and ReLU, stride 1.

    With stride 1 it is a convolution read backwards: the enlarging is done by the unpooling.
    """

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: int = 3, padding: int = 1
    ) -> None:
        super().__init__()
        self.deconv = nn.ConvTranspose2d(in_channels, out_channels, kernel_size, padding=padding)
        self.bn = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.relu(self.bn(self.deconv(x)))
