"""Which rows hand on what they computed as it is."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from archreport import analyze
from archreport.report.final_values import has_final_values


class Several(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.before = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.twice = nn.Conv2d(4, 4, 3)
        self.drop = nn.Dropout()

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.before(x)).relu_()
        y = self.twice(x)
        return self.drop(F.relu(y) + y).flatten(1)


def test_what_another_row_finishes_is_not_final() -> None:
    """A normalisation reads the first convolution, a ReLU works in place on its result; the second
    convolution is read as it is, too."""
    final = has_final_values(analyze(Several(), (1, 3, 9, 9)).rows)
    assert final == {"relu", "twice", "relu_2", "add"}
