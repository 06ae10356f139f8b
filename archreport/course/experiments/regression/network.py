"""The laboratory's small U-Net, with numbers instead of a mask at its end."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from archreport.course.kit.segmentation import SmallUNet

WIDTHS = (16, 32, 48, 64)
#: Pictures from 0 to 255 are read as about -2 to 2, and answers are in the same unit.
MIDDLE, UNIT = 127.5, 64.0


class PixelRegression(SmallUNet):
    """``(N, reads, H, W)`` to ``(N, writes, H, W)``, both extents divisible by 8.

    With ``corrects`` it says what to add to its input, which then must have as many channels.
    """

    def __init__(self, reads: int, writes: int, corrects: bool = False) -> None:
        super().__init__(widths=WIDTHS)
        first = self.down[0]
        assert isinstance(first, nn.Sequential)
        first[0] = nn.Conv2d(reads, WIDTHS[0], 3, padding=1, bias=False)
        self.score = nn.Conv2d(WIDTHS[0], writes, 1)
        self.corrects = corrects

    def forward(self, x: Tensor) -> Tensor:
        answer = super().forward(x)
        return x + answer if self.corrects else answer

    def initial_values(self) -> dict[str, Tensor]:
        """The last layer starts at zero: the first answer is no correction, or no colour."""
        return {"score.weight": torch.zeros_like(self.score.weight)}
