"""The figures of chapter 1b say what its sums give."""

from __future__ import annotations

from archreport.course.lessons.learning import small_network, valley
from archreport.course.lessons.learning.learned_curves import learned_curves
from tests.course.lessons.by_hand import drawn, texts


def test_each_box_has_its_value_and_its_derivative() -> None:
    said = texts(drawn("network_by_hand"))
    for text in ("x₂ = 2", "h₁ = 2", "−0.07022", "s₃ = −1", "−0.7405", "p₂ = 0.2595"):
        assert text in said
    slopes = (*small_network.BACK.hidden, *small_network.BACK.scores)
    assert len([text for text in said if " = " not in text]) == 4 + len(slopes)


def test_the_tangent_has_the_slope_of_the_gradient() -> None:
    assert "slope −1.481" in texts(drawn("slope_of_loss"))


def test_every_training_is_named_at_its_curve() -> None:
    assert {f"rate {one.rate:g}" for one in learned_curves().rates} <= set(
        texts(drawn("learning_rates"))
    )
    names = [text for text in texts(drawn("overfitting")) if ", " in text]
    assert len(names) == 4 == len(set(names))


def test_a_path_has_a_dot_for_each_step() -> None:
    steps = list(drawn("momentum_paths").iter("circle"))
    assert len(steps) == 2 * (20 + 1)
    assert len(valley.descent(0.1, 0.5, 20)) == 21


def test_equal_values_of_a_batch_lie_on_top_of_each_other() -> None:
    dots = [(node.get("cx"), node.get("cy")) for node in drawn("batch_of_values").iter("circle")]
    assert len(dots) == 3 * len(small_network.BATCH) == len(set(dots))
