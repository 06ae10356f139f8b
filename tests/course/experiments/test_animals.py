"""Animals in photographs: by hand where it can be done, and a part of the results made again."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from archreport.course.experiments.animals import controls, measure
from archreport.course.experiments.animals.key import code_key
from archreport.course.experiments.animals.pictures import STEP, Example, examples, folds
from archreport.course.experiments.animals.scores import VARIANTS, Scores, fitted, pooled
from archreport.course.experiments.inside_vgg.networks import learned
from archreport.course.lessons.dense_prediction.segmentation import segmentation
from archreport.running.weights.oxford_file import oxford_file
from tests.paths import DOCS


def test_the_kept_results_are_those_of_this_code_and_these_weights() -> None:
    """Otherwise: python -m archreport.course.experiments.animals"""
    assert segmentation().key == code_key()
    assert segmentation().weights == oxford_file().sha256


def test_every_picture_of_the_results_is_there() -> None:
    for name, size in segmentation().pictures.items():
        with Image.open(DOCS / "assets" / "dense-prediction" / f"{name}.webp") as picture:
            assert picture.size == tuple(size)


def test_the_controls_are_measured_again() -> None:
    shown = examples()
    masks = tuple(torch.from_numpy(one.mask) for one in shown)
    assert len(shown) == segmentation().photographs
    for name, found in (
        ("background", tuple(map(controls.nothing, shown))),
        ("border", tuple(map(controls.unlike_the_border, shown))),
    ):
        again, before = measure.mean_iu(found, masks), segmentation().controls[name]
        assert again.animal == pytest.approx(before.animal, abs=1e-3)
        assert again.background == pytest.approx(before.background, abs=1e-3)


def test_one_division_can_be_made_again() -> None:
    shown = examples()
    masks = tuple(torch.from_numpy(one.mask) for one in shown)
    maps = tuple(pooled(learned(), one) for one in shown)
    found = measure.held_out(maps, masks, measure.DIVISIONS[0], lambda line: None)
    for name in VARIANTS:
        again, before = measure.mean_iu(found[name], masks), segmentation().learned[name][0]
        assert again.animal == pytest.approx(before.animal, abs=0.005)
        assert again.background == pytest.approx(before.background, abs=0.005)


def test_what_the_chapter_says_of_the_worst_photograph() -> None:
    """It speaks of a giraffe's neck; another photograph needs another sentence."""
    assert segmentation().shown[-1] == "giraffe"


def test_each_photograph_is_held_out_once() -> None:
    parts = folds(10, 4, 0)
    assert sorted(np.concatenate(parts)) == list(range(10))
    assert {len(part) for part in parts} == {2, 3}
    assert [list(part) for part in parts] != [list(part) for part in folds(10, 4, 1)]


def test_all_extents_can_be_halved_five_times() -> None:
    for one in examples():
        assert one.picture.shape[:2] == one.mask.shape
        assert not any(extent % STEP for extent in one.mask.shape)
        assert 0 < one.mask.mean() < 1


def test_mean_iu_by_hand() -> None:
    """Two of three animal pixels found, one found too many; all photographs counted together."""
    found = (torch.tensor([[True, True], [False, False]]), torch.tensor([[True, False]]))
    truth = (torch.tensor([[True, True], [True, False]]), torch.tensor([[False, False]]))
    one = measure.mean_iu(found, truth)
    assert one.animal == pytest.approx(2 / 4)
    assert one.background == pytest.approx(2 / 4)
    assert one.mean == pytest.approx(0.5)
    assert measure.accuracy(found, truth) == pytest.approx(4 / 6)


def _maps(seed: int, places: int = 2) -> tuple[torch.Tensor, ...]:
    dice = torch.Generator().manual_seed(seed)
    return tuple(
        torch.randn(1, channels, places * times, places * times, generator=dice)
        for channels, times in ((512, 1), (512, 2), (256, 4))
    )


@pytest.mark.parametrize("count", VARIANTS.values())
def test_scores_are_as_large_as_the_picture_and_start_at_zero(count: int) -> None:
    maps = _maps(0)
    network = Scores([maps], count)
    scores = network(network.prepared(maps))
    assert scores.shape == (64, 64)
    assert scores.abs().max() == 0


def test_fitted_scores_find_what_one_channel_marks() -> None:
    """The first channel of pool3 says where: stride 8 finds it, stride 32 cannot."""
    training, masks = [], []
    for seed in range(4):
        maps = _maps(seed)
        training.append(maps)
        large = torch.nn.functional.interpolate(maps[2][:, :1], scale_factor=8, mode="bilinear")
        masks.append(large[0, 0] > 0)
    wrong = []
    for count in (1, 3):
        answer = fitted(training, masks, count, decay=0.01)
        wrong.append(((answer(training[0]) > 0) != masks[0]).float().mean().item())
    assert wrong[1] < 0.15 < wrong[0]


def test_the_middle_sees_only_other_masks() -> None:
    mask = np.zeros((32, 32), bool)
    mask[8:24, 8:24] = True
    other = Example("other", np.zeros((32, 32, 3), np.uint8), mask)
    this = Example("this", np.zeros((32, 32, 3), np.uint8), ~mask)
    found = controls.middle(this, [other, other])
    assert found[10:22, 10:22].all()
    assert not found[0].any()


def test_unlike_the_border_finds_a_square_of_another_colour() -> None:
    picture = np.full((32, 32, 3), 40, np.uint8)
    picture[10:20, 10:20] = (200, 30, 30)
    found = controls.unlike_the_border(Example("x", picture, np.zeros((32, 32), bool)))
    assert found.sum() == 100
    assert found[15, 15]
