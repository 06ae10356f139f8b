"""ResNet.

K. He, X. Zhang, S. Ren, J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016
(arXiv:1512.03385, 2015). The blocks themselves are in `archreport.models.layers.residual`.
"""

from torch import nn

from archreport.models.layers.residual import BasicBlock, Bottleneck, Option, Placement, PlainBlock

# Table 1 of the paper: how many blocks conv2_x, conv3_x, conv4_x and conv5_x have.
BLOCKS: dict[int, tuple[int, int, int, int]] = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
CHANNELS = (64, 128, 256, 512)  # of conv2_x to conv5_x; bottleneck blocks give four times as many


class ResNet(nn.Sequential):
    """One column of Table 1: 18, 34, 50, 101 or 152 layers with weights on the main path.

    18 and 34 are made of basic blocks, the deeper ones of bottlenecks. ``option`` is the kind of
    shortcut ("B" in the paper's tables: projections where the shape changes). ``stride_in`` says
    where a bottleneck takes its stride: "1x1" in the paper, "3x3" in v1.5.

    Input ``(N, 3, 224, 224)``, output ``(N, num_classes)`` scores.

    pool1 pads by 1 and rounds down; the authors' Caffe model does not pad and rounds up. Both give
    56 × 56.
    """

    def __init__(
        self,
        layers: int,
        option: Option = "B",
        stride_in: Placement = "1x1",
        num_classes: int = 1000,
    ) -> None:
        super().__init__()
        add_stem(self)
        in_channels = 64
        stages = zip(BLOCKS[layers], CHANNELS, strict=True)
        for stage, (blocks, channels) in enumerate(stages, start=2):
            for number in range(1, blocks + 1):
                stride = 2 if number == 1 and stage > 2 else 1  # conv3_1, conv4_1 and conv5_1
                block: BasicBlock | Bottleneck
                if layers < 50:
                    block = BasicBlock(in_channels, channels, stride, option)
                else:
                    block = Bottleneck(in_channels, channels, stride, option, stride_in)
                self.add_module(f"conv{stage}_{number}", block)
                in_channels = channels * block.expansion
        add_classifier(self, in_channels, num_classes)


class PlainNet(nn.Sequential):
    """The plain network of Fig. 3, 18 or 34 layers: ResNet without its shortcuts.

    Input ``(N, 3, 224, 224)``, output ``(N, num_classes)`` scores.
    """

    def __init__(self, layers: int = 34, num_classes: int = 1000) -> None:
        super().__init__()
        add_stem(self)
        in_channels = 64
        stages = zip(BLOCKS[layers], CHANNELS, strict=True)
        for stage, (blocks, channels) in enumerate(stages, start=2):
            for number in range(1, blocks + 1):
                stride = 2 if number == 1 and stage > 2 else 1
                self.add_module(f"conv{stage}_{number}", PlainBlock(in_channels, channels, stride))
                in_channels = channels
        add_classifier(self, in_channels, num_classes)


class CifarResNet(nn.Sequential):
    """Section 4.2: 6n + 2 layers for pictures of 32 × 32, with shortcuts of option A.

    n = 3, 5, 7, 9, 18 and 200 give the paper's 20, 32, 44, 56, 110 and 1202 layers.
    Input ``(N, 3, 32, 32)``, output ``(N, num_classes)`` scores.
    """

    def __init__(self, n: int, num_classes: int = 10) -> None:
        super().__init__()
        self.add_module("conv1", nn.Conv2d(3, 16, 3, padding=1, bias=False))
        self.add_module("bn1", nn.BatchNorm2d(16))
        self.add_module("relu1", nn.ReLU(inplace=True))
        in_channels = 16
        for stage, channels in enumerate((16, 32, 64), start=2):
            for number in range(1, n + 1):
                stride = 2 if number == 1 and stage > 2 else 1
                block = BasicBlock(in_channels, channels, stride, option="A")
                self.add_module(f"conv{stage}_{number}", block)
                in_channels = channels
        add_classifier(self, 64, num_classes)


def add_stem(network: nn.Sequential) -> None:
    """conv1 and the pooling that opens conv2_x: 224 × 224 × 3 to 56 × 56 × 64."""
    network.add_module("conv1", nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False))
    network.add_module("bn1", nn.BatchNorm2d(64))
    network.add_module("relu1", nn.ReLU(inplace=True))
    network.add_module("pool1", nn.MaxPool2d(kernel_size=3, stride=2, padding=1))


def add_classifier(network: nn.Sequential, channels: int, num_classes: int) -> None:
    """Global average pooling and the one fully connected layer."""
    network.add_module("avgpool", nn.AdaptiveAvgPool2d(1))
    network.add_module("flatten", nn.Flatten())
    network.add_module("fc", nn.Linear(channels, num_classes))
