"""Chapter 7's experiments: by hand where it can be done, and a part of the results made again."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest
import torch
from torch import nn

from archreport.course.experiments.inside_vgg import features, heat_maps, measure, samples, sprites
from archreport.course.experiments.inside_vgg.head import Head, fitted, right
from archreport.course.experiments.inside_vgg.key import code_key
from archreport.course.experiments.inside_vgg.networks import STAGES, learned, untrained
from archreport.course.lessons.inside_vgg.measured import Difference, Map, results
from archreport.running.weights.oxford_file import oxford_file
from tests.paths import DOCS


def test_the_kept_results_are_those_of_this_code_and_these_weights() -> None:
    """Otherwise: python -m archreport.course.experiments.inside_vgg"""
    assert results().key == code_key()
    assert results().weights == oxford_file().sha256


def test_every_picture_of_the_results_is_there() -> None:
    from PIL import Image

    folder = DOCS / "assets" / "inside-vgg"
    assert {file.stem for file in folder.iterdir()} == set(results().pictures)
    for name, size in results().pictures.items():
        with Image.open(folder / f"{name}.webp") as picture:
            assert picture.size == tuple(size)


def test_the_weights_of_the_results_can_be_measured_again() -> None:
    again = measure.weights_by_layer(learned())
    assert [one.layer for one in again] == [one.layer for one in results().layers]
    for one, kept in zip(again, results().layers, strict=True):
        assert one.spread == pytest.approx(kept.spread, rel=1e-4)
        assert one.kurtosis == pytest.approx(kept.kurtosis, rel=1e-3)
        assert one.start == pytest.approx(kept.start)


def test_the_photograph_of_the_results_can_be_measured_again() -> None:
    again = measure.stages(*map(measure.photograph_maps, (learned(), untrained(measure.SEEDS[0]))))
    for one, kept in zip(again, results().stages, strict=True):
        assert one.row == kept.row
        assert one.zeros == pytest.approx(kept.zeros, abs=1e-3)
        assert one.untrained_zeros == pytest.approx(kept.untrained_zeros, abs=1e-3)
        assert abs(one.silent - kept.silent) <= 2


def test_vectors_are_means_and_largest_values_of_the_maps() -> None:
    network = untrained(0)
    pictures = samples.test(samples.LARGE).pictures[:3]
    found = features.vectors(network, pictures, STAGES[1], batch=2)
    assert found[STAGES[1], "mean"].shape == (3, 128)
    assert (found[STAGES[1], "largest"] >= found[STAGES[1], "mean"]).all()
    assert (STAGES[2], "mean") not in found


def test_nearest_is_by_the_angle_and_never_the_picture_itself() -> None:
    rows = torch.tensor([[1.0, 0.0], [9.0, 1.0], [1.0, 1.0], [0.0, 1.0]])
    assert features.nearest(rows, 1)[:, 0].tolist() == [1, 0, 1, 2]
    labels = torch.tensor([0, 0, 1, 1])
    assert features.of_the_same_class(rows, labels, 1) == 0.75
    assert features.by_chance(labels) == pytest.approx(1 / 3)


def test_a_head_separates_what_can_be_separated() -> None:
    dice = torch.Generator().manual_seed(0)
    x = torch.randn(60, 4, generator=dice)
    y = (x[:, 0] > 0).long()
    head = fitted(x, y, classes=2)
    assert right(head(x), y) > 0.95
    unrelated = (torch.rand(60, generator=dice) < 0.5).long()
    assert right(fitted(x[:30], unrelated[:30], classes=2)(x[30:]), unrelated[30:]) < 0.7


class _Bright(nn.Module):
    """A score that is the sum of the red values in the left upper quarter."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        score = x[:, 0, :48, :48].sum((1, 2))
        return torch.stack([score, -score], 1)


def test_saliency_integrated_gradients_and_occlusion_find_what_the_score_reads() -> None:
    x = torch.rand(2, 3, 96, 96, generator=torch.Generator().manual_seed(0)) + 0.5
    labels = torch.zeros(2, dtype=torch.long)
    score = _Bright()
    mask = torch.zeros(2, 96, 96)
    mask[:, :48, :48] = 1
    for method in (heat_maps.saliency, heat_maps.integrated_gradients):
        maps = method(score, x, labels)  # type: ignore[arg-type]
        assert heat_maps.on_the_object(maps, mask).tolist() == pytest.approx([1.0, 1.0])
    whole = heat_maps.integrated_gradients(score, x, labels)  # type: ignore[arg-type]
    assert whole.sum((1, 2)).tolist() == pytest.approx(score(x)[:, 0].tolist(), rel=1e-4)
    covered = heat_maps.occlusion(score, x, labels)  # type: ignore[arg-type]
    assert (covered[:, :36, :36].mean() > 10 * covered[:, 60:, 60:].mean()).all()


def test_grad_cam_by_hand() -> None:
    """Two maps, the head reads the first with 2 and the second with -1, each at its largest."""
    body = nn.Sequential(OrderedDict(relu=nn.Conv2d(2, 2, 1, bias=False)))
    with torch.no_grad():
        body[0].weight.copy_(torch.eye(2).view(2, 2, 1, 1))  # type: ignore[union-attr, operator]
    head = Head(torch.tensor([[0.0, 0.0], [1.0, 1.0]]), 1)
    with torch.no_grad():
        head.linear.weight.copy_(torch.tensor([[2.0, -1.0]]) * head.spread)
    classifier = heat_maps.Classifier(body, "relu", head)
    x = torch.zeros(1, 2, 2, 2)
    x[0, 0] = torch.tensor([[4.0, 1.0], [0.0, 0.0]])
    x[0, 1] = torch.tensor([[0.0, 8.0], [0.0, 0.0]])
    # the largest value alone has a gradient, so the means over four places are 2/4 and -1/4
    wanted = torch.tensor([[2.0, 0.0], [0.0, 0.0]])
    found = heat_maps.grad_cam(classifier, x, torch.tensor([0]))[0]
    assert torch.allclose(found, wanted)


def test_a_blob_in_the_middle_finds_nothing_where_emoji_lie_in_quarters() -> None:
    pastes = samples.test(samples.ANYWHERE)
    masks = torch.from_numpy(pastes.masks).float()
    blob = heat_maps.without_network(torch.zeros(len(masks), 3, samples.SIDE, samples.SIDE))["blob"]
    inside = heat_maps.on_the_object(blob, masks).mean().item()
    assert inside == pytest.approx(masks.mean().item(), rel=0.1)


def test_a_tile_is_marked_by_a_bar_below_it() -> None:
    tile = np.full((4, 6, 3), 9, np.uint8)
    sheet = np.asarray(sprites.sheet([[tile, tile]], [[False, True]]))
    assert sheet.shape == (4 + sprites.MARK, 6 * 2 + sprites.GAP, 4)
    assert sheet[4:, :6, 3].max() == 0
    assert sheet[4:, 6 + sprites.GAP :, 3].min() == 255
    assert sheet[:4, 6 : 6 + sprites.GAP, 3].max() == 0


def test_only_what_is_above_every_control_survives() -> None:
    above, level = Difference(0.2, 0.05), Difference(0.05, 0.05)
    one = Map(0.4, 0.03, 0.1, 0.02, 0.2, {"nothing": above, "blind": above})
    assert one.survives
    assert not Map(0.4, 0.03, 0.1, 0.02, 0.2, {"nothing": above, "blind": level}).survives
    assert not Map(0.4, 0.03, 0.1, 0.02, 0.2).survives
