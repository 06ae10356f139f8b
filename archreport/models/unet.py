"""U-Net.

O. Ronneberger, P. Fischer, T. Brox, "U-Net: Convolutional Networks for Biomedical Image
Segmentation", MICCAI 2015 (arXiv:1505.04597), Fig. 1.
"""

import torch
from torch import Tensor, nn


class UNet(nn.Module):
    """A path that contracts, a path that expands, and at each of four resolutions a bridge.

    Every convolution is valid: it pads nothing and cuts a rim of one pixel off. So the bridges are
    cropped to the smaller map that waits on the other side, and 572 × 572 pixels become 388 × 388
    scores: only where the whole context is in the picture.

    ``padded`` is the form most often built today: every convolution pads by 1, the crops cut
    nothing, and the output is as large as the input. The parameters are the same.

    Input ``(N, in_channels, H, W)``, output ``(N, classes, H - 184, W - 184)`` scores, or
    ``(N, classes, H, W)`` when padded. Valid extents are 16·n + 60 (n ≥ 8), padded ones 16·n.
    """

    def __init__(self, in_channels: int = 1, classes: int = 2, padded: bool = False) -> None:
        super().__init__()
        padding = 1 if padded else 0
        self.contract1 = TwoConvolutions(in_channels, 64, padding)
        self.pool1 = nn.MaxPool2d(kernel_size=2, stride=2)
        self.contract2 = TwoConvolutions(64, 128, padding)
        self.pool2 = nn.MaxPool2d(kernel_size=2, stride=2)
        self.contract3 = TwoConvolutions(128, 256, padding)
        self.pool3 = nn.MaxPool2d(kernel_size=2, stride=2)
        self.contract4 = TwoConvolutions(256, 512, padding)
        # "at the end of the contracting path" (section 3.1); the rate is not given
        self.drop4 = nn.Dropout(0.5)
        self.pool4 = nn.MaxPool2d(kernel_size=2, stride=2)
        self.bottom = TwoConvolutions(512, 1024, padding)
        self.drop5 = nn.Dropout(0.5)

        self.up4 = nn.ConvTranspose2d(1024, 512, kernel_size=2, stride=2)
        self.join4 = CropAndJoin()
        self.expand4 = TwoConvolutions(1024, 512, padding)
        self.up3 = nn.ConvTranspose2d(512, 256, kernel_size=2, stride=2)
        self.join3 = CropAndJoin()
        self.expand3 = TwoConvolutions(512, 256, padding)
        self.up2 = nn.ConvTranspose2d(256, 128, kernel_size=2, stride=2)
        self.join2 = CropAndJoin()
        self.expand2 = TwoConvolutions(256, 128, padding)
        self.up1 = nn.ConvTranspose2d(128, 64, kernel_size=2, stride=2)
        self.join1 = CropAndJoin()
        self.expand1 = TwoConvolutions(128, 64, padding)
        self.score = nn.Conv2d(64, classes, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        bridge1 = self.contract1(x)
        bridge2 = self.contract2(self.pool1(bridge1))
        bridge3 = self.contract3(self.pool2(bridge2))
        bridge4 = self.drop4(self.contract4(self.pool3(bridge3)))
        x = self.drop5(self.bottom(self.pool4(bridge4)))
        x = self.expand4(self.join4(bridge4, self.up4(x)))
        x = self.expand3(self.join3(bridge3, self.up3(x)))
        x = self.expand2(self.join2(bridge2, self.up2(x)))
        x = self.expand1(self.join1(bridge1, self.up1(x)))
        return self.score(x)


class TwoConvolutions(nn.Module):
    """Two 3×3 convolutions, each with ReLU. Without padding they take 4 off both extents."""

    def __init__(self, in_channels: int, channels: int, padding: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, kernel_size=3, padding=padding)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(channels, channels, kernel_size=3, padding=padding)
        self.relu2 = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.relu1(self.conv1(x))
        return self.relu2(self.conv2(x))


class CropAndJoin(nn.Module):
    """The middle of ``bridge``, as large as ``x``, in front of the channels of ``x``."""

    def forward(self, bridge: Tensor, x: Tensor) -> Tensor:
        height, width = x.shape[2:]
        top, left = (bridge.shape[2] - height) // 2, (bridge.shape[3] - width) // 2
        cropped = bridge[:, :, top : top + height, left : left + width]
        return torch.cat([cropped, x], dim=1)
