"""Sums with an exponential or a length, against PyTorch."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from archreport.course.lessons.formulas import (
    cosine,
    cosine_of,
    cross_entropy,
    decibels,
    logarithm,
    share_of,
    softmax,
)


def test_softmax_is_pytorchs() -> None:
    share = F.softmax(torch.tensor([4.0, 2.0, -1.0]), 0)[0].item()
    assert softmax([4, 2, -1], 0) == f"e⁴/(e⁴ + e² + e⁻¹) ≈ {share:.1%}"


def test_a_share_can_be_a_number() -> None:
    scores = [2, 1, -1]
    share = F.softmax(torch.tensor(scores).double(), 0)[1].item()
    assert share_of(scores, 1) == pytest.approx(share)
    assert softmax(scores, 1, "") == f"e¹/(e² + e¹ + e⁻¹) ≈ {share:.4f}"
    with pytest.raises(ValueError, match="no way to write a share is called 'loud'"):
        softmax(scores, 1, "loud")


def test_cross_entropy_is_pytorchs() -> None:
    share = F.softmax(torch.tensor([2.0, 1, -1]).double(), 0)[1].item()
    loss = F.cross_entropy(torch.tensor([[2.0, 1, -1]]), torch.tensor([1])).item()
    assert cross_entropy(round(share, 4)) == f"−ln 0.2595 ≈ {loss:.3f}"
    assert cross_entropy(1) == "−ln 1 = 0"
    assert logarithm(1000) == "ln 1,000 ≈ 6.908"


@pytest.mark.parametrize("share", [0, -0.1, 1.5])
def test_no_share_has_no_loss(share) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        cross_entropy(share)


def test_nothing_has_no_logarithm() -> None:
    with pytest.raises(ValueError, match="has no logarithm"):
        logarithm(0)


def test_the_cosine_is_pytorchs() -> None:
    a, b = (4, -3, 1), (2, 1, 0)
    theirs = F.cosine_similarity(torch.tensor([a]).double(), torch.tensor([b]).double())
    assert cosine_of(a, b) == pytest.approx(theirs.item())
    assert cosine((3, 4), (6, 8)) == "(3·6 + 4·8)/(√(3·3 + 4·4)·√(6·6 + 8·8)) = 1"
    with pytest.raises(ValueError, match="zip"):
        cosine((1, 2), (1, 2, 3))


def test_decibels_of_a_mean_squared_error() -> None:
    assert decibels(625) == "10·log₁₀(255²/625) ≈ 20.17"
    assert decibels(1, peak=10) == "10·log₁₀(10²/1) = 20"
    with pytest.raises(ValueError, match="has no ratio"):
        decibels(0)
