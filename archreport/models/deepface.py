"""DeepFace.

Y. Taigman, M. Yang, M. Ranzato, L. Wolf, "DeepFace: Closing the Gap to Human-Level Performance in
Face Verification", CVPR 2014, section 3 and Fig. 2.
"""

from torch import Tensor, nn

from archreport.models.layers.locally_connected import LocallyConnected2d


class DeepFace(nn.Module):
    """Two convolutions and a pooling, three locally connected layers, two fully connected ones.

    The paper's names: C convolution, M max pooling, L locally connected, F fully connected. The
    convolutions look for edges and textures, which are alike everywhere. In L4 to L6 every place of
    the aligned face has filters of its own, and that is where most of the parameters are.

    Input ``(N, 3, 152, 152)``, a frontalised face; output ``(N, identities)`` scores. The
    descriptor of a face is the output of F7, normalised.
    """

    def __init__(self, identities: int = 4030) -> None:
        super().__init__()
        self.C1 = nn.Conv2d(3, 32, kernel_size=11)
        self.relu1 = nn.ReLU(inplace=True)
        # 142 × 142 to 71 × 71, as the paper prints, only if the last window may stand out
        self.M2 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.C3 = nn.Conv2d(32, 16, kernel_size=9)
        self.relu3 = nn.ReLU(inplace=True)

        self.L4 = LocallyConnected2d(16, 16, kernel_size=9, in_size=(63, 63))
        self.relu4 = nn.ReLU(inplace=True)
        self.L5 = LocallyConnected2d(16, 16, kernel_size=7, in_size=(55, 55), stride=2)
        self.relu5 = nn.ReLU(inplace=True)
        self.L6 = LocallyConnected2d(16, 16, kernel_size=5, in_size=(25, 25))
        self.relu6 = nn.ReLU(inplace=True)

        self.flatten = nn.Flatten()
        self.F7 = nn.Linear(16 * 21 * 21, 4096)
        self.relu7 = nn.ReLU(inplace=True)
        self.drop7 = nn.Dropout(0.5)  # dropout on F7 only; the rate is not given
        self.F8 = nn.Linear(4096, identities)

    def forward(self, x: Tensor) -> Tensor:
        x = self.M2(self.relu1(self.C1(x)))
        x = self.relu3(self.C3(x))
        x = self.relu4(self.L4(x))
        x = self.relu5(self.L5(x))
        x = self.relu6(self.L6(x))
        x = self.flatten(x)
        x = self.drop7(self.relu7(self.F7(x)))
        return self.F8(x)
