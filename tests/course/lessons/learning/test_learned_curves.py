"""The kept trainings of chapter 1b are those that training them again gives."""

from __future__ import annotations

import pytest

from archreport.course.lessons.learning.learned_curves import learned_curves
from tests.course.lessons.learning import curves


def test_a_training_can_be_repeated() -> None:
    """One seed of one remedy: the last digits depend on the processor, the error hardly."""
    again = curves.remedy_curves(curves.REMEDIES[0], seeds=1)
    kept = learned_curves().remedy("none")
    assert again.validation_errors[0] == pytest.approx(kept.validation_errors[0], abs=0.02)
    assert again.train_errors[0] == kept.train_errors[0] == 0


def test_the_rates_can_be_repeated() -> None:
    kept = {one.rate: one.losses for one in learned_curves().rates}
    assert tuple(kept) == curves.RATES
    for rate in curves.RATES[:2]:  # the third goes astray, and each processor its own way
        assert curves.rate_curve(rate).losses == pytest.approx(kept[rate], abs=0.02)
    assert max(curves.rate_curve(curves.RATES[2]).losses) > 10


def test_the_file_holds_what_the_trainings_are() -> None:
    kept = learned_curves()
    assert (kept.trained, kept.validated, kept.batch, kept.hidden, kept.momentum) == (
        curves.TRAINED, curves.VALIDATED, curves.BATCH, curves.HIDDEN, curves.MOMENTUM,
    )  # fmt: skip
    assert [one.name for one in kept.remedies] == [one.name for one in curves.REMEDIES]
    for one in kept.remedies:
        assert len(one.validation_loss) == len(one.train_loss) == curves.EPOCHS
        assert len(one.validation_errors) == curves.SEEDS
    with pytest.raises(LookupError, match="no training is called 'prayer'"):
        kept.remedy("prayer")


def test_the_standard_error_is_that_of_the_mean() -> None:
    kept = learned_curves().remedy("none")
    errors = kept.validation_errors
    mean = sum(errors) / 5
    variance = sum((one - mean) ** 2 for one in errors) / 4
    assert kept.standard_error == pytest.approx((variance / 5) ** 0.5)
