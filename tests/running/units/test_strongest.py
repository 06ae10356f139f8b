"""The strongest places of every unit, while pictures come and go."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from archreport.report.model import ReceptiveField
from archreport.report.units import A_PICTURE, PATCHES, View
from archreport.running.units.strongest import Strongest, ViewPeaks, with_picture

FIELD = ReceptiveField((10, 10), (10, 10), (1, 1), (5.0, 5.0))
#: Side by side, and far apart for a field of 10 pixels.
VIEWS = (View(200, 50, 0, 0), View(200, 50, 75, 0), View(200, 50, 150, 0))


def peaks(values: list[float], place: tuple[int, int] = (3, 3)) -> ViewPeaks:
    count = len(values)
    return ViewPeaks(
        np.array(values, np.float32),
        np.tile(np.array(place, np.int32), (count, 1)),
        np.array([value > 0 for value in values], np.int64),
        4,
    )


def test_a_picture_gives_a_unit_two_places_at_most_the_strongest() -> None:
    given = tuple(peaks([value]) for value in (1.0, 3.0, 2.0))
    kept = with_picture(Strongest.nothing(1), 7, VIEWS, given, FIELD)
    ((first, second),) = kept.patches()
    assert (first.picture, first.view, first.value) == (7, 1, 3.0)
    assert (second.picture, second.view, second.value) == (7, 2, 2.0)


def test_the_same_place_seen_in_two_views_counts_once() -> None:
    overlapping = (View(200, 50, 0, 0), View(200, 50, 4, 0), View(200, 50, 150, 0))
    given = (peaks([3.0], (3, 10)), peaks([2.5], (3, 6)), peaks([1.0]))
    kept = with_picture(Strongest.nothing(1), 0, overlapping, given, FIELD)
    assert [patch.view for patch in kept.patches()[0]] == [0, 2]


def test_the_same_place_at_another_scale_counts_once_too() -> None:
    scales = (View(100, 50, 0, 0), View(200, 100, 0, 0))
    # centres at (15, 15) of 100 × 50, and at (30, 30) of 200 × 100: the same
    given = (peaks([1.0], (10, 10)), peaks([2.0], (25, 25)))
    kept = with_picture(Strongest.nothing(1), 0, scales, given, FIELD)
    assert [patch.view for patch in kept.patches()[0]] == [1]


def test_many_pictures_leave_what_sorting_everything_leaves() -> None:
    draw = np.random.default_rng(3)
    kept, everything = Strongest.nothing(6), []
    for number in range(40):
        values = draw.normal(size=(3, 6)).astype(np.float32)
        given = tuple(peaks(one.tolist()) for one in values)
        kept = with_picture(kept, number, VIEWS, given, FIELD)
        everything.append(np.sort(values, axis=0)[-A_PICTURE:])
    best = np.sort(np.concatenate(everything), axis=0)[::-1][:PATCHES]
    for unit, patches in enumerate(kept.patches()):
        expected = [float(f"{value:.4g}") for value in best[:, unit] if value > 0]
        assert [patch.value for patch in patches] == expected
        assert all(one.value >= two.value for one, two in pairwise(patches))
        pictures = [patch.picture for patch in patches]
        assert max(pictures.count(number) for number in pictures) <= A_PICTURE


def test_what_is_never_above_zero_has_no_patches() -> None:
    kept = with_picture(Strongest.nothing(2), 0, VIEWS[:1], (peaks([0.0, -1.0]),), FIELD)
    assert kept.patches() == ((), ())
    assert kept.active() == (0.0, 0.0)


def test_activity_is_a_share_of_all_positions() -> None:
    kept = Strongest.nothing(2)
    for number, values in enumerate(([1.0, -1.0], [2.0, 1.0])):
        kept = with_picture(kept, number, VIEWS[:1], (peaks(values),), FIELD)
    assert kept.active() == (0.25, 0.125)
