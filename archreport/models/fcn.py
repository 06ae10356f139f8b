"""FCN: fully convolutional networks.

J. Long, E. Shelhamer, T. Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015 (arXiv:1411.4038); sizes from the authors' reference models (fcn.berkeleyvision.org).
"""

from torch import Tensor, nn

from archreport.models.layers.bilinear import bilinear_deconvolution, bilinear_kernel


class FullyConvolutionalVGG16(nn.Module):
    """VGG-16 with its fully connected layers turned into convolutions: what all three FCNs share.

    conv1_1 pads by 100, so that a picture of any size leaves something for the 7×7 filters of fc6.
    The poolings round up, as Caffe does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1_1 = nn.Conv2d(3, 64, kernel_size=3, padding=100)
        self.relu1_1 = nn.ReLU(inplace=True)
        self.conv1_2 = nn.Conv2d(64, 64, kernel_size=3, padding=1)
        self.relu1_2 = nn.ReLU(inplace=True)
        self.pool1 = nn.MaxPool2d(kernel_size=2, stride=2, ceil_mode=True)

        self.conv2_1 = nn.Conv2d(64, 128, kernel_size=3, padding=1)
        self.relu2_1 = nn.ReLU(inplace=True)
        self.conv2_2 = nn.Conv2d(128, 128, kernel_size=3, padding=1)
        self.relu2_2 = nn.ReLU(inplace=True)
        self.pool2 = nn.MaxPool2d(kernel_size=2, stride=2, ceil_mode=True)

        self.conv3_1 = nn.Conv2d(128, 256, kernel_size=3, padding=1)
        self.relu3_1 = nn.ReLU(inplace=True)
        self.conv3_2 = nn.Conv2d(256, 256, kernel_size=3, padding=1)
        self.relu3_2 = nn.ReLU(inplace=True)
        self.conv3_3 = nn.Conv2d(256, 256, kernel_size=3, padding=1)
        self.relu3_3 = nn.ReLU(inplace=True)
        self.pool3 = nn.MaxPool2d(kernel_size=2, stride=2, ceil_mode=True)

        self.conv4_1 = nn.Conv2d(256, 512, kernel_size=3, padding=1)
        self.relu4_1 = nn.ReLU(inplace=True)
        self.conv4_2 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.relu4_2 = nn.ReLU(inplace=True)
        self.conv4_3 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.relu4_3 = nn.ReLU(inplace=True)
        self.pool4 = nn.MaxPool2d(kernel_size=2, stride=2, ceil_mode=True)

        self.conv5_1 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.relu5_1 = nn.ReLU(inplace=True)
        self.conv5_2 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.relu5_2 = nn.ReLU(inplace=True)
        self.conv5_3 = nn.Conv2d(512, 512, kernel_size=3, padding=1)
        self.relu5_3 = nn.ReLU(inplace=True)
        self.pool5 = nn.MaxPool2d(kernel_size=2, stride=2, ceil_mode=True)

        self.fc6 = nn.Conv2d(512, 4096, kernel_size=7)
        self.relu6 = nn.ReLU(inplace=True)
        self.drop6 = nn.Dropout(0.5)
        self.fc7 = nn.Conv2d(4096, 4096, kernel_size=1)
        self.relu7 = nn.ReLU(inplace=True)
        self.drop7 = nn.Dropout(0.5)

    def to_pool3(self, x: Tensor) -> Tensor:
        """``(N, 3, H, W)`` to ``(N, 256, …)``, an eighth of the padded picture."""
        x = self.relu1_2(self.conv1_2(self.relu1_1(self.conv1_1(x))))
        x = self.pool1(x)
        x = self.relu2_2(self.conv2_2(self.relu2_1(self.conv2_1(x))))
        x = self.pool2(x)
        x = self.relu3_2(self.conv3_2(self.relu3_1(self.conv3_1(x))))
        x = self.relu3_3(self.conv3_3(x))
        return self.pool3(x)

    def to_pool4(self, pool3: Tensor) -> Tensor:
        """To ``(N, 512, …)``, a sixteenth."""
        x = self.relu4_2(self.conv4_2(self.relu4_1(self.conv4_1(pool3))))
        x = self.relu4_3(self.conv4_3(x))
        return self.pool4(x)

    def to_fc7(self, pool4: Tensor) -> Tensor:
        """To ``(N, 4096, …)``, a thirty-second and without the rim that fc6 needs."""
        x = self.relu5_2(self.conv5_2(self.relu5_1(self.conv5_1(pool4))))
        x = self.relu5_3(self.conv5_3(x))
        x = self.pool5(x)
        x = self.drop6(self.relu6(self.fc6(x)))
        return self.drop7(self.relu7(self.fc7(x)))


class FCN32s(FullyConvolutionalVGG16):
    """Scores at a thirty-second of the resolution, enlarged 32 times in one step.

    The kernel of the upsampling is bilinear and stays so; ``learned`` lets it be trained.
    Input ``(N, 3, H, W)``, output ``(N, classes, H, W)`` scores.
    """

    def __init__(self, classes: int = 21, learned: bool = False) -> None:
        super().__init__()
        self.classes = classes
        self.score_fr = nn.Conv2d(4096, classes, kernel_size=1)
        self.upscore = bilinear_deconvolution(classes, 32, learned=learned)
        self.crop = Crop(19)

    def forward(self, image: Tensor) -> Tensor:
        fc7 = self.to_fc7(self.to_pool4(self.to_pool3(image)))
        return self.crop(self.upscore(self.score_fr(fc7)), like=image)

    def initial_values(self) -> dict[str, Tensor]:
        """The kernels that start as bilinear interpolation, by name."""
        return {"upscore.weight": bilinear_kernel(self.classes, 32)}


class FCN16s(FullyConvolutionalVGG16):
    """Adds the finer scores of pool4 on the way up, then enlarges 16 times.

    The 2× kernel starts bilinear and is learned (section 4.2 of the paper; the reference model
    keeps it). The 16× kernel stays bilinear unless ``learned``.
    Input ``(N, 3, H, W)``, output ``(N, classes, H, W)`` scores.
    """

    def __init__(self, classes: int = 21, learned: bool = False) -> None:
        super().__init__()
        self.classes = classes
        self.score_fr = nn.Conv2d(4096, classes, kernel_size=1)
        self.upscore2 = bilinear_deconvolution(classes, 2, learned=True)
        self.score_pool4 = nn.Conv2d(512, classes, kernel_size=1)
        self.fuse_pool4 = Fuse(5)
        self.upscore16 = bilinear_deconvolution(classes, 16, learned=learned)
        self.crop = Crop(27)

    def forward(self, image: Tensor) -> Tensor:
        pool4 = self.to_pool4(self.to_pool3(image))
        x = self.upscore2(self.score_fr(self.to_fc7(pool4)))
        x = self.fuse_pool4(x, self.score_pool4(pool4))
        return self.crop(self.upscore16(x), like=image)

    def initial_values(self) -> dict[str, Tensor]:
        """The kernels that start as bilinear interpolation, by name."""
        return {
            "upscore2.weight": bilinear_kernel(self.classes, 2),
            "upscore16.weight": bilinear_kernel(self.classes, 16),
        }


class FCN8s(FullyConvolutionalVGG16):
    """Adds the scores of pool4 and then of pool3, then enlarges 8 times.

    The 2× kernels start bilinear and are learned; the 8× kernel stays bilinear unless ``learned``.
    Input ``(N, 3, H, W)``, output ``(N, classes, H, W)`` scores.
    """

    def __init__(self, classes: int = 21, learned: bool = False) -> None:
        super().__init__()
        self.classes = classes
        self.score_fr = nn.Conv2d(4096, classes, kernel_size=1)
        self.upscore2 = bilinear_deconvolution(classes, 2, learned=True)
        self.score_pool4 = nn.Conv2d(512, classes, kernel_size=1)
        self.fuse_pool4 = Fuse(5)
        self.upscore_pool4 = bilinear_deconvolution(classes, 2, learned=True)
        self.score_pool3 = nn.Conv2d(256, classes, kernel_size=1)
        self.fuse_pool3 = Fuse(9)
        self.upscore8 = bilinear_deconvolution(classes, 8, learned=learned)
        self.crop = Crop(31)

    def forward(self, image: Tensor) -> Tensor:
        pool3 = self.to_pool3(image)
        pool4 = self.to_pool4(pool3)
        x = self.upscore2(self.score_fr(self.to_fc7(pool4)))
        x = self.fuse_pool4(x, self.score_pool4(pool4))
        x = self.upscore_pool4(x)
        x = self.fuse_pool3(x, self.score_pool3(pool3))
        return self.crop(self.upscore8(x), like=image)

    def initial_values(self) -> dict[str, Tensor]:
        """The kernels that start as bilinear interpolation, by name."""
        return {
            "upscore2.weight": bilinear_kernel(self.classes, 2),
            "upscore_pool4.weight": bilinear_kernel(self.classes, 2),
            "upscore8.weight": bilinear_kernel(self.classes, 8),
        }


class Crop(nn.Module):
    """The part of ``x`` as large as ``like``, ``offset`` from the top and the left.

    conv1_1's padding of 100 shifts every map against the picture; the offsets of the reference
    models (5, 9, 19, 27, 31) put them back.
    """

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset

    def forward(self, x: Tensor, like: Tensor) -> Tensor:
        height, width = like.shape[2:]
        top = left = self.offset
        return x[:, :, top : top + height, left : left + width]


class Fuse(nn.Module):
    """Add the finer scores of a skip connection, cropped, to the coarser ones from above."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.crop = Crop(offset)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        return coarse + self.crop(fine, like=coarse)
