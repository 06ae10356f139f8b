"""Kinds of layer, counted from rows; shares that make a whole."""

from __future__ import annotations

import pytest

from archreport.render.compare_pages.layer_kinds import kind_counts, kind_shares
from archreport.render.words.language import Language
from archreport.report.model import Report

EN = Language("en")
Shelf = dict[str, Report]


def test_counts_of_alexnet_and_vgg16(shelf: Shelf) -> None:
    found = {c.name: c.counts for c in kind_counts((shelf["alexnet"], shelf["vgg16"]), EN)}
    assert found["conv 11×11"] == (1, 0)
    assert found["conv 3×3"] == (1, 13)
    assert found["conv 3×3 in 2 groups"] == (2, 0)
    assert found["linear"] == (3, 3)
    assert found["LRN"] == (2, 0)
    assert "flatten" not in found


def test_larger_kernels_come_first_and_convolutions_before_all(shelf: Shelf) -> None:
    names = [c.name for c in kind_counts((shelf["alexnet"], shelf["vgg16"]), EN)]
    assert names[:3] == ["conv 11×11", "conv 5×5 in 2 groups", "conv 3×3"]
    assert names.index("linear") < names.index("max pool 3×3") < names.index("ReLU")


def test_shortcuts_are_the_difference_of_plain_and_residual(shelf: Shelf) -> None:
    counts = kind_counts((shelf["plain34"], shelf["resnet34"]), EN)
    different = {c.name: c.counts for c in counts if c.counts[0] != c.counts[1]}
    assert different == {"conv 1×1": (0, 3), "batch norm": (33, 36), "add": (0, 16)}


def test_joins_and_crops_of_the_u_are_named(shelf: Shelf) -> None:
    found = {c.name: c.counts for c in kind_counts((shelf["unet"], shelf["deconvnet"]), EN)}
    assert found["concat"] == (4, 0)
    assert found["crop"] == (4, 0)
    assert found["unpool 2×2"] == (0, 5)


@pytest.mark.parametrize("key", ["alexnet", "resnet34", "unet", "deepface", "deconvnet"])
def test_shares_make_a_whole(shelf: Shelf, key: str) -> None:
    shares = kind_shares((shelf[key], shelf["vgg16"]))
    assert sum(share.params[0] for share in shares) == pytest.approx(1)
    assert sum(share.macs[0] for share in shares) == pytest.approx(1)
    local = [share for share in shares if share.kind == "local"]
    assert bool(local) == (key == "deepface")
