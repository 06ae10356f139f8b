"""What the formulas say is what a pass at that size says, number by number."""

from __future__ import annotations

import pytest
from torch import nn

import archreport
from archreport.catalog.networks import entry
from archreport.errors import BadInput
from archreport.report.model import Report
from tests.analysis.sizes import nets
from tests.analysis.sizes.equal import differences, legal_sizes, resized

_MODELS = {
    "classifier": (nets.small_classifier, (1, 3, 64, 64)),
    "skips by size": (nets.SkipsBySize, (1, 3, 64, 64)),
    "skips by factor": (nets.SkipsByFactor, (1, 3, 64, 64)),
    "windows": (nets.PadsToWindows, (1, 3, 224, 224)),
    "vision transformer": (nets.VisionTransformer, (1, 3, 224, 224)),
    "positions": (lambda: nets.VisionTransformer(197), (1, 3, 224, 224)),
    "signal": (nets.signal_classifier, (1, 4, 100)),
    "volumes": (nets.volumes, (1, 1, 16, 32, 32)),
    "shuffles": (nets.shuffles, (1, 3, 33, 33)),
    "encoder": (nets.encoder, (1, 128, 64)),
    "squares": (nets.SquaresOnly, (1, 3, 32, 32)),
    "multiples": (nets.MultiplesOnly, (1, 3, 32, 32)),
    "branch": (nets.PoolsWhenLarge, (1, 3, 224, 224)),
    "recurrent": (lambda: nn.GRU(16, 32, batch_first=True), (2, 6, 16)),
    "perceptron": (lambda: nn.Sequential(nn.Linear(10, 20), nn.ReLU()), (1, 10)),
}


def _sized(build, shape: tuple[int, ...]) -> Report:  # type: ignore[no-untyped-def]
    return archreport.analyze(build().eval(), shape, sizes=True)


@pytest.mark.parametrize("name", _MODELS)
def test_formulas_equal_passes_at_other_sizes(name: str) -> None:
    build, shape = _MODELS[name]
    report = _sized(build, shape)
    sizes = legal_sizes(report, 5)
    assert len(sizes) == 5
    for one in sizes:
        traced = archreport.analyze(build(), resized(shape, report, one))
        assert list(differences(report.at(**one), traced)) == [], one


@pytest.mark.parametrize("key", ["alexnet", "resnet18", "unet-padded"])
def test_formulas_of_the_shelf_equal_passes(key: str) -> None:
    one = entry(key)
    report = archreport.analyze(one.build(), one.input_shape, sizes=True)
    for sizes in legal_sizes(report, 3):
        traced = archreport.analyze(one.build(), resized(one.input_shape, report, sizes))
        assert list(differences(report.at(**sizes), traced)) == [], sizes


def _names(report: Report) -> dict[str, tuple[int, int]]:
    assert report.sizes is not None
    return {one.name: (one.lowest, one.highest) for one in report.sizes.variables}


def test_what_may_be_chosen_is_named() -> None:
    assert list(_names(_sized(nets.small_classifier, (1, 3, 64, 64)))) == [
        "batch", "height", "width",
    ]  # fmt: skip
    assert list(_names(_sized(nets.encoder, (1, 128, 64)))) == ["batch", "length"]
    assert list(_names(_sized(nets.volumes, (1, 1, 16, 32, 32)))) == [
        "batch", "depth", "height", "width",
    ]  # fmt: skip


def test_two_inputs_that_belong_together_are_changed_together() -> None:
    words = archreport.shape(2, 12, dtype="int64", high=100)
    report = archreport.analyze(nets.WordsWithMask(), [words, (2, 12)], sizes=True)
    assert report.sizes is not None
    assert {one.name: one.places for one in report.sizes.variables} == {
        "batch": ((0, 0), (1, 0)),
        "length": ((0, 1), (1, 1)),
    }
    assert report.at(length=30).inputs[1].shape == (2, 30)


def test_the_sides_of_a_square_are_one_variable() -> None:
    report = _sized(nets.SquaresOnly, (1, 3, 32, 32))
    assert list(_names(report)) == ["batch", "height"]
    assert report.at(height=48).inputs[0].shape == (1, 3, 48, 48)


def test_what_a_model_demands_in_its_own_code_is_found() -> None:
    report = _sized(nets.MultiplesOnly, (1, 3, 32, 32))
    assert report.at(height=64).totals.macs == 2 * report.totals.macs
    with pytest.raises(BadInput, match="height=48"):
        report.at(height=40)


def test_a_size_that_weights_do_not_fit_is_refused_with_the_row_and_what_would_fit() -> None:
    one = entry("vgg16")
    report = archreport.analyze(one.build(), one.input_shape, sizes=True)
    with pytest.raises(BadInput) as refused:
        report.at(height=448, width=448)
    assert "flatten" in str(refused.value) and "224" in str(refused.value)
    assert report.at(height=255).totals.params == report.totals.params


def test_a_branch_bounds_the_sizes() -> None:
    low, high = _names(_sized(nets.PoolsWhenLarge, (1, 3, 224, 224)))["height"]
    assert low == 1 and 224 < high <= 300


def test_features_that_weights_fix_cannot_be_chosen() -> None:
    report = _sized(lambda: nn.Linear(10, 4), (1, 10))
    assert report.sizes is not None
    (fixed,) = report.sizes.fixed
    assert (fixed.name, fixed.reason) == ("features", "fails")
    with pytest.raises(BadInput, match="features 10 alone"):
        report.at(features=11)


def test_a_path_that_depends_on_values_has_no_functions() -> None:
    class Reads(nn.Module):
        def forward(self, x):  # type: ignore[no-untyped-def]
            return x * 2 if x.sum() > 0 else x

    report = archreport.analyze(Reads(), (1, 3), sizes=True)
    assert report.sizes is not None and not report.sizes.variables
    with pytest.raises(BadInput, match="which operations run"):
        report.at(batch=2)


def test_formulas_of_vgg_are_those_of_its_five_resolutions() -> None:
    one = entry("vgg16")
    report = archreport.analyze(one.build(), one.input_shape, sizes=True)
    # 64·(27 + 576) at full size; then 9·(64·128 + 128²), 9·(128·256 + 2·256²), …; fc6 to fc8
    assert report.formula("macs") == (
        "7077888*batch*floor(height/16)*floor(width/16)"
        " + 221184*batch*floor(height/2)*floor(width/2)"
        " + 1474560*batch*floor(height/4)*floor(width/4)"
        " + 5898240*batch*floor(height/8)*floor(width/8)"
        " + 38592*batch*height*width + 123633664*batch"
    )


def test_the_same_passes_are_made_each_time() -> None:
    one, other = (_sized(nets.small_classifier, (1, 3, 64, 64)) for _ in range(2))
    assert one.sizes == other.sizes
