"""The figures of chapter 8."""

from __future__ import annotations

import pytest

from archreport import analyze
from archreport.course.lessons.now_you.fine_tuning import fine_tuning
from archreport.course.lessons.now_you.train_test_split import train_test_split
from archreport.models.fcn import FCN32s
from archreport.models.vgg import VGG
from archreport.render.words.language import Language


@pytest.mark.parametrize("code", ["en", "zh"])
def test_each_way_trains_more_than_the_one_before(parsed, code) -> None:
    t = Language(code)
    report = analyze(VGG("A"), (1, 3, 224, 224))
    text = parsed(fine_tuning(report, 10, t, prefix="a")).text
    assert text.count(t("now_you.trained")) >= 1 + 3 + 4 + 8
    assert text.count(t("now_you.frozen")) >= 7 + 5 + 4
    assert "40.97" in text  # the new layer: 4096·10 + 10


def test_a_network_without_matrices_is_refused() -> None:
    report = analyze(FCN32s(), (1, 3, 64, 64))
    with pytest.raises(LookupError, match="no fully connected layer"):
        fine_tuning(report, 10, Language("en"), prefix="a")


def test_both_divisions_test_on_as_many_pictures(parsed) -> None:
    cells = str(train_test_split(8, 5, Language("en"), prefix="a")).split("series 8")[-1]
    assert cells.count(">T<") == 2 * 8 * 5 // 4
