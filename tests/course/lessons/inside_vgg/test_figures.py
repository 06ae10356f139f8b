"""The drawings of chapter 7: their arithmetic against PyTorch, and what they say."""

from __future__ import annotations

import pytest
import torch

from archreport.course.lessons.inside_vgg.activation_maximisation import activation_maximisation
from archreport.course.lessons.inside_vgg.angles import degrees, feature_angles
from archreport.course.lessons.inside_vgg.heat_maps import (
    channel_weights,
    class_map,
    grad_cam,
    occlusion,
)
from archreport.course.lessons.inside_vgg.preprocessing import preprocessing, resized
from archreport.render.words.language import Language

MAPS = [[[4, 2, 0], [2, 1, 0], [0, 0, 0]], [[0, 0, 1], [0, 2, 3], [0, 1, 3]]]
GRADIENTS = [[[3, 2, 1], [3, 2, 1], [3, 2, 1]], [[-1, -2, 0], [0, -1, -2], [-1, -1, -1]]]


def test_grad_cam_is_its_formula() -> None:
    """A score that is linear in the maps has these gradients; autograd must find them."""
    maps = torch.tensor(MAPS, dtype=torch.float64, requires_grad=True)
    (maps * torch.tensor(GRADIENTS)).sum().backward()
    weights = maps.grad.mean(dim=(1, 2))
    assert channel_weights(GRADIENTS) == weights.tolist() == [2, -1]
    expected = (weights[:, None, None] * maps).sum(0)
    assert class_map(MAPS, GRADIENTS) == expected.tolist()


@pytest.mark.parametrize(
    ("size", "expected"), [((451, 300), (384, 256)), ((300, 451), (256, 384)), ((9, 9), (256, 256))]
)
def test_resizing_keeps_the_ratio(size, expected) -> None:
    assert resized(*size, 256) == expected


def test_angles_do_not_depend_on_lengths() -> None:
    assert degrees((4, 3), (8, 6)) == pytest.approx(0)
    assert degrees((1, 0), (0, 5)) == pytest.approx(90)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_drawings_say_their_numbers(parsed, code) -> None:
    t = Language(code)
    drawn = parsed(
        occlusion(9, [[9, 5], [8, 2]], t, prefix="a")
        + grad_cam(MAPS, GRADIENTS, t, prefix="b")
        + preprocessing(451, 300, 256, 224, t, prefix="c")
        + activation_maximisation(t, prefix="d")
        + feature_angles([(4, 3), (2, 1)], t, prefix="e")
    )
    assert len(drawn.ids) == len(set(drawn.ids)) == 10
    for text in (
        t("inside_vgg.score.full", n=9), "−3", t("inside_vgg.mean", value="−1"), "384 × 256",
        t("inside_vgg.loop.fixed"), t("inside_vgg.angle", a="A", b="B", degrees=10),
    ):  # fmt: skip
        assert text in drawn.text
