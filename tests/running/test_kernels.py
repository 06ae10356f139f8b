"""Width and kurtosis of a network's kernels."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from archreport import analyze
from archreport.running import kernels
from archreport.running.kernels import kernel_statistics


class Shared(nn.Module):
    """A convolution that is used twice, a transposed and a linear one."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 1, 2, bias=True)
        self.shared = nn.Conv2d(1, 1, 1)
        self.up = nn.ConvTranspose2d(1, 1, 2)
        self.fc = nn.Linear(25, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.up(self.shared(self.shared(self.first(x))))
        return self.fc(x.flatten(1))


def test_by_hand() -> None:
    """Of 1, 1, 1, 5 the mean is 2, the distances are −1, −1, −1, 3: a variance of 3 and a fourth
    moment of 21, so that the kurtosis is 21/9. Biases do not count."""
    network = Shared()
    with torch.no_grad():
        network.first.weight.copy_(torch.tensor([1.0, 1.0, 1.0, 5.0]).view(1, 1, 2, 2))
        network.first.bias.fill_(100)
        network.shared.weight.fill_(0.5)
    report = analyze(network, (1, 1, 5, 5))
    first, shared = kernel_statistics(report, network)
    assert (first.row, first.std, first.kurtosis) == ("first", 1.732051, 2.3333)
    assert (shared.row, shared.std, shared.kurtosis) == ("shared", 0.0, 0.0)


def test_a_normal_distribution_has_three_and_blocks_do_not_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = nn.Sequential(nn.Conv2d(64, 64, 3))
    values = np.random.default_rng(2).normal(0.1, 0.02, 64 * 64 * 9).astype(np.float32)
    with torch.no_grad():
        network[0].weight.copy_(torch.from_numpy(values).view(64, 64, 3, 3))
    report = analyze(network, (1, 64, 5, 5))
    (whole,) = kernel_statistics(report, network)
    assert whole.std == pytest.approx(0.02, rel=0.02)
    assert whole.kurtosis == pytest.approx(3, abs=0.1)
    monkeypatch.setattr(kernels, "_BLOCK", 1000)
    assert kernel_statistics(report, network) == (whole,)
