"""Sums with an exponential or a length, against PyTorch."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from archreport.course.lessons.formulas import cosine, cosine_of, softmax


def test_softmax_is_pytorchs() -> None:
    share = F.softmax(torch.tensor([4.0, 2.0, -1.0]), 0)[0].item()
    assert softmax([4, 2, -1], 0) == f"e⁴/(e⁴ + e² + e⁻¹) ≈ {share:.1%}"


def test_the_cosine_is_pytorchs() -> None:
    a, b = (4, -3, 1), (2, 1, 0)
    theirs = F.cosine_similarity(torch.tensor([a]).double(), torch.tensor([b]).double())
    assert cosine_of(a, b) == pytest.approx(theirs.item())
    assert cosine((3, 4), (6, 8)) == "(3·6 + 4·8)/(√(3·3 + 4·4)·√(6·6 + 8·8)) = 1"
    with pytest.raises(ValueError, match="zip"):
        cosine((1, 2), (1, 2, 3))
