"""The unit that networks are made of since 2015: convolution, batch normalisation, ReLU.

S. Ioffe, C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
Covariate Shift", ICML 2015.
"""

from torch import Tensor, nn


class ConvNormReLU(nn.Module):
    """A convolution, its batch normalisation, and ReLU.

    The convolution has no bias: the normalisation takes the mean off, and a constant with it, and
    has a shift of its own. ``eps`` is 0.001 in the Inception networks that are built of this.
    Input ``(N, in_channels, H, W)``, output ``(N, out_channels, H', W')``.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int],
        stride: int = 1,
        padding: int | tuple[int, int] = 0,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.relu(self.bn(self.conv(x)))
