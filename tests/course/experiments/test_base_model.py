"""Chapter 1's base model: a part of its results made again."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from archreport.course.experiments.base_model import features, measure
from archreport.course.experiments.base_model.key import code_key
from archreport.course.experiments.base_model.pictures import KINDS, labelled, labels, squares
from archreport.course.lessons.alexnet.base_model import base_model
from archreport.running.weights.oxford_file import oxford_file


def test_the_kept_results_are_those_of_this_code_and_these_weights() -> None:
    """Otherwise: python -m archreport.course.experiments.base_model"""
    assert base_model().key == code_key()
    assert base_model().weights == oxford_file().sha256


def test_kinds_are_those_of_the_package() -> None:
    kinds = {one.name: KINDS[label] for one, label in labelled()}
    assert kinds["cow"] == "animal"
    assert kinds["perch"] == "fish"
    assert kinds["eiffel"] == "monument"
    assert kinds["hammer"] == kinds["cup"] == "thing"
    assert kinds["windmill"] == "energy"
    counts = np.bincount(labels(), minlength=len(KINDS))
    assert base_model().kinds == dict(zip(KINDS, counts.tolist(), strict=True))
    assert base_model().base_rate == pytest.approx(counts.max() / counts.sum())


def test_left_out_photographs_are_told_by_what_separates_them() -> None:
    """Rows that hold the label can be told, rows of noise hardly."""
    truth = torch.arange(30) % len(KINDS)
    dice = torch.Generator().manual_seed(0)
    noise = torch.randn(30, 8, generator=dice)
    rows = torch.cat([torch.nn.functional.one_hot(truth, len(KINDS)) * 5.0, noise[:, :1]], 1)
    assert measure.left_out(rows, truth).all()
    assert measure.left_out(noise, truth).float().mean() < 0.6


def test_differences_are_photograph_by_photograph() -> None:
    ours, theirs = (
        torch.tensor([True, True, True, False]),
        torch.tensor([True, False, False, False]),
    )
    one = measure.difference((ours,), (theirs,))
    assert one.mean == pytest.approx(0.5)
    assert one.error == pytest.approx(0.5774 / 2, abs=1e-3)
    assert measure.judged((ours, theirs)).seeds == (0.75, 0.25)


def test_pictures_become_lists_of_numbers() -> None:
    some = squares()[:2]
    assert features.pixels(some).shape == (2, 3 * 32 * 32)
    by_hand = features.gradients_and_colours(some)
    assert by_hand[:, -64:].square().sum(1).tolist() == pytest.approx([1.0, 1.0], rel=1e-4)
