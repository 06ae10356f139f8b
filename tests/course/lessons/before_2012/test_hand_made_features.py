"""Features made by hand: against other ways to compute them, and against what the chapter says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from archreport.course.lessons.before_2012 import hand_made_features, small_data
from archreport.course.lessons.before_2012.hand_made_features import Mixture


def test_gradients_are_central_differences() -> None:
    patch = np.random.default_rng(0).integers(0, 9, (6, 7))
    found = hand_made_features.gradients(patch.tolist())
    down, across = np.gradient(patch.astype(float))
    assert len(found) == 4 * 5
    for g in found:
        assert g.across == 2 * across[g.row, g.column]
        assert g.up == -2 * down[g.row, g.column]


@pytest.mark.parametrize(
    ("across", "up", "angle", "place"),
    [(1, 0, 0, 0), (1, 1, 45, 1), (0, 2, 90, 2), (-3, 0, 180, 4), (0, -1, 270, 6), (2, -2, 315, 7)],
)
def test_directions_are_counted_from_right_towards_above(across, up, angle, place) -> None:
    gradient = hand_made_features.Gradient(0, 0, across, up)
    assert gradient.angle == pytest.approx(angle)
    assert gradient.bin() == place


def test_a_direction_just_below_right_is_right() -> None:
    assert hand_made_features.Gradient(0, 0, 100, -1).bin() == 0


def test_no_vote_is_lost() -> None:
    patch = np.random.default_rng(1).integers(0, 9, (8, 8)).tolist()
    strengths = sum(gradient.size for gradient in hand_made_features.gradients(patch))
    for directions in (4, 8, 9):
        assert sum(hand_made_features.votes(patch, directions)) == pytest.approx(strengths)


def test_the_corner_has_gradients_of_whole_length() -> None:
    sizes = [gradient.size for gradient in hand_made_features.gradients(small_data.CORNER)]
    assert all(size == int(size) for size in sizes)
    assert len({gradient.bin() for gradient in hand_made_features.gradients(small_data.CORNER)}) > 2


def test_a_pattern_ignores_brightness_and_contrast() -> None:
    patch = small_data.NEIGHBOURS
    assert hand_made_features.pattern(patch) == (1, 1, 0, 1, 0, 0, 1, 0)
    brighter = [[3 * value + 40 for value in row] for row in patch]
    assert hand_made_features.pattern(brighter) == hand_made_features.pattern(patch)


def test_uniform_patterns_are_runs_of_ones() -> None:
    # a run of 1 to 7 ones can begin at each of 8 places, and there are the two patterns without
    assert hand_made_features.uniform() == 7 * 8 + 2
    assert hand_made_features.changes((0, 0, 1, 1, 1, 0, 0, 0)) == 2
    assert hand_made_features.changes((1, 0, 1, 0, 1, 0, 1, 0)) == 8


def test_words_end_where_nothing_moves() -> None:
    found = hand_made_features.words(small_data.DESCRIPTORS, small_data.START)
    assert sum(found.counts) == len(small_data.DESCRIPTORS)
    points, owners = np.array(small_data.DESCRIPTORS), np.array(found.owners)
    for word, centre in enumerate(found.centres):
        assert centre == pytest.approx(points[owners == word].mean(axis=0))
    distances = np.linalg.norm(points[:, None] - np.array(found.centres)[None], axis=2)
    assert (distances.argmin(axis=1) == owners).all()
    assert len(found.path) > 2, "the drawing shows how the centres move"


def test_a_word_without_points_stays() -> None:
    found = hand_made_features.words([(0.0, 0.0), (1.0, 0.0)], [(0.0, 0.0), (9.0, 9.0)])
    assert found.centres == ((0.5, 0.0), (9.0, 9.0))
    assert found.counts == (2, 0)


def test_shares_sum_to_one_and_are_even_in_the_middle() -> None:
    for x in (-3.0, 0.5, 4.0, 11.0):
        assert sum(small_data.MIXTURE.shares(x)) == pytest.approx(1)
    assert small_data.MIXTURE.shares(4) == pytest.approx((0.5, 0.5))


def test_the_fisher_vector_is_the_gradient_of_the_likelihood() -> None:
    """Each part is ∂ log p / ∂ parameter, scaled by the parameter's Fisher information."""
    values, weights = (1.0, 2.5, 4.0, 7.0), (0.3, 0.7)
    means, deviations, step = (2.0, 6.0), (1.5, 0.8), 1e-6

    def likelihood(means: tuple[float, ...], deviations: tuple[float, ...]) -> float:
        mixture = Mixture(weights, means, deviations)
        return sum(math.log(mixture.density(x, 0) + mixture.density(x, 1)) for x in values)

    def moved(of: tuple[float, ...], part: int, by: float) -> tuple[float, ...]:
        return tuple(value + by * (place == part) for place, value in enumerate(of))

    found = hand_made_features.fisher(values, Mixture(weights, means, deviations))
    for part, (shift, spread) in enumerate(found):
        up = likelihood(moved(means, part, step), deviations)
        down = likelihood(moved(means, part, -step), deviations)
        slope = (up - down) / (2 * step) * deviations[part]
        assert shift == pytest.approx(slope / (len(values) * weights[part] ** 0.5), rel=1e-5)
        up = likelihood(means, moved(deviations, part, step))
        down = likelihood(means, moved(deviations, part, -step))
        slope = (up - down) / (2 * step) * deviations[part]
        assert spread == pytest.approx(slope / (len(values) * (2 * weights[part]) ** 0.5), rel=1e-5)
